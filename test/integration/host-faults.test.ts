/** Hosts that cannot do their part: exit code 69, a cause, a remedy, and nothing half made left. */

import { open, readdir, realpath, rm, truncate } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import process from 'node:process';
import * as assert from 'uvu/assert';
import { exec } from '../../src/host/exec.js';
import { silentLog } from '../../src/host/log.js';
import { projectRoot } from '../../src/host/paths.js';
import { suite } from '../../src/suite/index.js';
import { Cli, cli, orphans, withCache, withEmptyCache } from '../helpers/cli.js';

const test = suite('host at fault', { deadlineS: 1800 });
const tcg = ['run', '--accel', 'tcg'];
/** The build root, whatever tools this host has. */
const ownRoot = { LSM_AUDIT_TOOLS: 'build-root' };

async function listening(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/debian`;
}

/** An address where nobody listens any more. */
async function closedMirror(): Promise<string> {
  const server = createServer();
  const address = await listening(server);
  await new Promise((resolve) => server.close(resolve));
  return address;
}

/** What lies in a cache but its runs and the lists of apt. */
async function leftIn(cache: string): Promise<string[]> {
  const all = await readdir(cache, { recursive: true });
  return all.filter(
    (name) => !/^(?:runs|apt)/.test(name) && /partial|\.tar$|scratch|\.root/.test(name),
  );
}

test('without a network the build root is not made, and nothing is left of it', async () => {
  const LSM_AUDIT_MIRROR = await closedMirror();
  await withEmptyCache(async (cache) => {
    const { code, stdout, stderr } = await cli(tcg, {
      cache,
      env: { ...ownRoot, LSM_AUDIT_MIRROR },
    });
    assert.is(code, 69, stdout + stderr);
    assert.match(stderr, /the Debian mirror cannot be reached/);
    assert.match(stderr, /remedy: Check the network and the mirror/);
    assert.match(stdout, /^INCOMPLETE {2}0 passed, 0 failed/m);
    assert.equal(await leftIn(cache), []);
    assert.equal(await orphans(cache), []);
  });
});

test('without a network no newer source is found, and the fetched one stays', async () => {
  const LSM_AUDIT_MIRROR = await closedMirror();
  await withCache(async (cache) => {
    const words = ['build', '--update'];
    const { code, stderr } = await cli(words, { cache, env: { LSM_AUDIT_MIRROR } });
    assert.is(code, 69, stderr);
    assert.match(stderr, /the Debian mirror cannot be reached/);
    const again = await cli(['build'], { cache });
    assert.is(again.code, 0, again.stderr);
    assert.match(again.stdout, /before \(cached\)/);
  });
});

test('a mirror that breaks off halfway leaves no half build root', async () => {
  // A fake of the network only: it begins each answer and cuts it short.
  const server = createServer((_, response) => {
    response.writeHead(200, { 'content-length': '100000' });
    response.write('Origin: Debian\n', () => response.destroy());
  });
  const LSM_AUDIT_MIRROR = await listening(server);
  try {
    await withEmptyCache(async (cache) => {
      const { code, stdout, stderr } = await cli(tcg, {
        cache,
        env: { ...ownRoot, LSM_AUDIT_MIRROR },
      });
      assert.is(code, 69, stdout + stderr);
      assert.match(stderr, /^error: .*\(build root\)$/m);
      assert.match(stderr, /remedy: /);
      assert.equal(await leftIn(cache), []);
      assert.equal(await orphans(cache), []);
    });
  } finally {
    server.close();
  }
});

test('Ctrl-C while the build root is made leaves nothing', async () => {
  await withEmptyCache(async (cache) => {
    await using command = new Cli(['run', '--verbose'], { cache, env: ownRoot });
    await command.printed(/mmdebstrap .*--include/);
    command.child.kill('SIGINT');
    const { code, stdout, stderr } = await command.finished;
    assert.is(code, 130, stdout + stderr);
    assert.equal(await leftIn(cache), []);
    assert.equal(await orphans(cache), []);
  });
});

/** Runs the command line with a cache of `mib` MiB in a mount namespace of its own. */
function onSmallDisk(folder: string, mib: number, words: readonly string[], env = {}) {
  const script = `mount -t tmpfs -o size=${mib}m tmpfs "$1" && shift && exec "$@"`;
  const cliWords = [process.execPath, join(projectRoot, 'bin/lsm-audit.js'), ...words];
  const command = {
    file: 'unshare',
    args: ['--mount', '--map-root-user', 'sh', '-c', script, 'sh', folder, ...cliWords],
    env: { PATH: process.env['PATH'] ?? '', HOME: folder, LSM_AUDIT_CACHE: folder, ...env },
  };
  return exec(command, { phase: 'host', log: silentLog });
}

test('a full disk is named, with what to do about it', async () => {
  await withEmptyCache(async (folder) => {
    const { code, all } = await onSmallDisk(folder, 60, tcg, ownRoot);
    assert.is(code, 69, all);
    assert.match(all, /the disk is full/);
    assert.match(all, /remedy: Free space with `lsm-audit clean`/);
  });
});

/** Changes some bytes, and neither length nor name. */
async function damage(file: string): Promise<void> {
  const handle = await open(file, 'r+');
  try {
    await handle.write(Buffer.from('damage'), 0, 6, 64);
  } finally {
    await handle.close();
  }
}

/** Puts a copy in the place of a link of the cache. */
async function ownCopy(folder: string): Promise<string> {
  const real = await realpath(folder);
  await rm(folder);
  const command = { file: 'cp', args: ['-a', real, folder] };
  await exec(command, { phase: 'host', log: silentLog });
  return folder;
}

test('an altered program and a kernel cut short are made anew', async () => {
  await withCache(async (cache) => {
    for (const entry of await readdir(join(cache, 'programs'))) {
      const programs = await ownCopy(join(cache, 'programs', entry));
      await damage(join(programs, 'file_open.bpf.o'));
    }
    for (const entry of await readdir(join(cache, 'kernels'))) {
      const kernel = await ownCopy(join(cache, 'kernels', entry));
      await truncate(join(kernel, 'vmlinux'), 1000);
    }
    const { code, stdout, stderr } = await cli([...tcg, 'file reports'], { cache });
    assert.is(code, 0, stdout + stderr);
    assert.match(stderr, /warning: dropping the cache entry .*: vmlinux has 1000 bytes, not \d+/);
    assert.match(stderr, /warning: dropping the cache entry .*: file_open\.bpf\.o was altered/);
  });
});
