/** Hosts that cannot do their part: exit code 69, a cause, a remedy, and nothing half made left. */

import { copyFile, mkdir, open, readdir, realpath, rm, truncate } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import process from 'node:process';
import * as assert from 'uvu/assert';
import { exec } from '../../src/host/exec.js';
import { silentLog } from '../../src/host/log.js';
import { projectRoot } from '../../src/host/paths.js';
import { cachedSource } from '../../src/kernel/source.js';
import { treeNames } from '../../src/session/prepare.js';
import { suite } from '../../src/suite/index.js';
import { BrokenMirror } from '../helpers/broken-mirror.js';
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

/** A package of the second half: what comes before it is unpacked by then. */
const late = /\/clang-\d+_[^/]*\.deb$/;

test('a mirror that breaks off halfway leaves no half build root', async () => {
  await using mirror = await BrokenMirror.start((path) => (late.test(path) ? 'cut' : 'whole'));
  const env = { ...ownRoot, LSM_AUDIT_MIRROR: mirror.address };
  await withEmptyCache(async (cache) => {
    const { code, stdout, stderr } = await cli(tcg, { cache, env });
    assert.is(code, 69, stdout + stderr);
    assert.match(stderr, /^error: the Debian mirror .* broke off \(build root\)$/m);
    assert.match(stderr, /remedy: Run again; .*LSM_AUDIT_MIRROR/);
    assert.equal(await leftIn(cache), []);
    assert.equal(await orphans(cache), []);
  });
});

test('Ctrl-C while the build root is made leaves nothing', async () => {
  let reached = () => {};
  const halfway = new Promise<void>((resolve) => {
    reached = resolve;
  });
  await using mirror = await BrokenMirror.start((path) => {
    if (!late.test(path)) return 'whole';
    reached();
    return 'silence';
  });
  const env = { ...ownRoot, LSM_AUDIT_MIRROR: mirror.address };
  await withEmptyCache(async (cache) => {
    await using command = new Cli(tcg, { cache, env });
    await Promise.race([halfway, command.finished]);
    command.child.kill('SIGINT');
    const { code, stdout, stderr } = await command.finished;
    assert.is(code, 130, stdout + stderr);
    assert.equal(await leftIn(cache), []);
    assert.equal(await orphans(cache), []);
  });
});

interface SmallDisk {
  mib: number;
  words: readonly string[];
  /** The cache; it is on the disk where nothing else is said. */
  cache?: string;
  env?: Record<string, string>;
}

/** Runs the command line where the folder `disk` is a small disk, in a mount namespace of its own. */
function onSmallDisk(disk: string, { mib, words, cache = disk, env = {} }: SmallDisk) {
  const script = `mount -t tmpfs -o size=${mib}m tmpfs "$1" && shift && exec "$@"`;
  const cliWords = [process.execPath, join(projectRoot, 'bin/lsm-audit.js'), ...words];
  const command = {
    file: 'unshare',
    args: ['--mount', '--map-root-user', 'sh', '-c', script, 'sh', disk, ...cliWords],
    env: { PATH: process.env['PATH'] ?? '', HOME: disk, LSM_AUDIT_CACHE: cache, ...env },
  };
  return exec(command, { phase: 'host', log: silentLog });
}

test('a full disk is named, with what to do about it', async () => {
  await withEmptyCache(async (folder) => {
    const { code, all } = await onSmallDisk(folder, { mib: 60, words: tcg, env: ownRoot });
    assert.is(code, 69, all);
    assert.match(all, /the disk is full/);
    assert.match(all, /remedy: Free space with `lsm-audit clean`/);
  });
});

/** Puts a tree of the test's own, in which nothing was built, in the place of a link to one. */
async function emptyTree(link: string): Promise<string> {
  const real = await realpath(link);
  await rm(link);
  await mkdir(join(link, 'build'), { recursive: true });
  const copy = { file: 'cp', args: ['-a', '-l', join(real, 'source'), link] };
  await exec(copy, { phase: 'host', log: silentLog });
  for (const name of ['ready', 'touched.json']) await copyFile(join(real, name), join(link, name));
  return link;
}

test('a disk that is full while the kernel is built is no fault of the series', async () => {
  await withCache(async (cache) => {
    await rm(join(cache, 'kernels'), { recursive: true });
    const source = await cachedSource({ folder: join(cache, 'sources'), log: silentLog });
    if (!source) throw new Error('the warm cache has no source');
    const { own } = treeNames(source);
    const build = join(await emptyTree(join(cache, 'trees', own)), 'build');
    const { code, all } = await onSmallDisk(build, { mib: 3, cache, words: ['build'] });
    assert.is(code, 69, all);
    assert.match(all, /the disk is full/);
    assert.match(all, /remedy: Free space with `lsm-audit clean`/);
    assert.not.ok((await readdir(cache)).includes('kernels'));
    assert.equal(await orphans(cache), []);
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

const objects = (names: string[]) => names.filter((name) => name.endsWith('.bpf.o'));

test('an altered program and a kernel cut short are made anew', async () => {
  await withCache(async (cache) => {
    for (const entry of await readdir(join(cache, 'programs'))) {
      const [object = ''] = await readdir(join(cache, 'programs', entry)).then(objects);
      if (object !== 'file_open.bpf.o') continue;
      const programs = await ownCopy(join(cache, 'programs', entry));
      await damage(join(programs, object));
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
