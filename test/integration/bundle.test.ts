/** Runs that are packed into one file, and had again from it. */

import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { copyFile, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import * as assert from 'uvu/assert';
import { readBundle, writeBundle } from '../../src/bundle/index.js';
import { execOk } from '../../src/host/exec.js';
import { silentLog } from '../../src/host/log.js';
import { cacheRoot, projectRoot } from '../../src/host/paths.js';
import { suite } from '../../src/suite/index.js';
import { cli, runsOf, withCache, withEmptyCache } from '../helpers/cli.js';
import { inTempFolder } from '../helpers/temp-folder.js';

const test = suite('bundles of runs', { deadlineS: 1800 });

/** A handful of tests: in one guest, expected to fail, under other boot words, ending its guest. */
const patterns = [
  'comm with a space',
  'V20',
  'audit=0 at boot',
  'AUDIT_FAIL_PANIC',
  'exclude filter',
];

/** Words that must not travel, planted where a run could pick them up. */
const planted = {
  host: 'planted-host-gandalf',
  home: 'planted-home-bilbo',
  cache: 'planted-cache-frodo',
  series: 'planted-folder-sam',
  elsewhere: 'planted-file-pippin',
};

let made: Promise<{ bundle: Buffer; keys: string[] }> | undefined;

/** A bundle of a run with planted words, and the private keys of its guests. */
function madeOnce(): Promise<{ bundle: Buffer; keys: string[] }> {
  made ??= withCache(async (linked) => {
    const cache = join(linked, planted.cache);
    await mkdir(cache);
    for (const part of await readdir(linked))
      if (part !== planted.cache)
        await execOk(
          { file: 'cp', args: ['-a', join(linked, part), cache] },
          { phase: 'tests', log: silentLog },
        );
    const home = join(linked, planted.home);
    const series = join(home, planted.series, 'v2');
    await mkdir(series, { recursive: true });
    const embedded = join(projectRoot, 'series/lsm_audit_kfuncs');
    for (const file of await readdir(embedded))
      await copyFile(join(embedded, file), join(series, file));
    const env = { ...process.env, HOME: home, LSM_AUDIT_CACHE: cache, NO_COLOR: '1' };
    // The host's own name, and all else as it is.
    const sandbox = [
      '--dev-bind',
      '/',
      '/',
      '--unshare-uts',
      '--unshare-user',
      '--hostname',
      planted.host,
    ];
    const inside = (...words: string[]) =>
      execOk(
        {
          file: 'bwrap',
          args: [...sandbox, process.execPath, join(projectRoot, 'bin/lsm-audit.js'), ...words],
          env: env as Record<string, string>,
        },
        { phase: 'tests', log: silentLog },
      );
    const json = join(linked, planted.elsewhere);
    await inside('run', '--accel', 'tcg', '--json', json, '--series', series, ...patterns);
    const [run = ''] = await runsOf(cache);
    const files = [join(linked, 'one.tar.gz'), join(linked, 'two.tar.gz')] as const;
    await inside('bundle', run, '-o', files[0]);
    await inside('bundle', run.split('/').at(-1) ?? '', '--output', files[1]);
    const [one, two] = await Promise.all(files.map((file) => readFile(file)));
    assert.equal(digestOf(one), digestOf(two), 'a bundle that is packed again');
    const guests = (await readdir(run)).filter((name) => name.startsWith('guest-'));
    const keys = await Promise.all(
      [run, ...guests.map((guest) => join(run, guest))].map((folder) =>
        readFile(join(folder, 'client_key'), 'utf8'),
      ),
    );
    return { bundle: one as Buffer, keys };
  });
  return made;
}

const digestOf = (bytes: Buffer | undefined) =>
  createHash('sha256')
    .update(bytes ?? '')
    .digest('hex');

/** Calls `work` with the bundle as a file, in a folder that is empty but for it. */
async function withBundle<T>(work: (file: string, folder: string) => Promise<T>): Promise<T> {
  const { bundle } = await madeOnce();
  return inTempFolder(async (folder) => {
    const file = join(folder, 'run.tar.gz');
    await writeFile(file, bundle);
    return await work(file, folder);
  });
}

/** The bundle with another content, for which its manifest stands all the same. */
async function altered(
  file: string,
  folder: string,
  change: (name: string, text: string) => string | undefined,
): Promise<string> {
  const unpacked = join(folder, 'unpacked');
  await mkdir(unpacked);
  const { run, files } = await readBundle(file, unpacked, () => true);
  const entries = [];
  for (const { name } of files) {
    const bytes = await readFile(join(unpacked, name));
    const text = change(name, bytes.toString('latin1'));
    if (text !== undefined) entries.push({ name, bytes: Buffer.from(text, 'latin1') });
  }
  const path = join(folder, 'altered.tar.gz');
  await writeBundle(path, run, entries);
  return path;
}

test('nothing of the host travels', async () => {
  const { bundle, keys } = await madeOnce();
  const bytes = gunzipSync(bundle).toString('latin1');
  for (const [what, word] of Object.entries(planted))
    assert.not.ok(bytes.includes(word), `the ${what} is in the bundle`);
  assert.not.ok(bytes.includes(cacheRoot()), 'the path of the real cache');
  assert.not.ok(bytes.includes(projectRoot), 'the path of the checkout');
  assert.not.ok(bytes.includes('BEGIN OPENSSH PRIVATE KEY'), 'a private key');
  assert.ok(keys.length > 2, 'there were no keys to look for');
  for (const key of keys)
    for (const line of key.split('\n').slice(1, -2)) assert.not.ok(bytes.includes(line), 'a key');
});

test('the assertions alone come to the same verdicts', async () => {
  await withBundle(async (file, folder) => {
    const json = join(folder, 'comparison.json');
    // A host that cannot boot anything.
    const env = { PATH: folder };
    const words = ['replay', '--assert-only', file, '--json', json];
    const { code, stdout, stderr } = await cli(words, { cache: join(folder, 'none'), env });
    assert.is(code, 0, stdout + stderr);
    assert.match(stdout, /^SAME {2}\d+ of \d+ verdicts are the same$/m);
    const { equal, mode, tests } = JSON.parse(await readFile(json, 'utf8'));
    assert.equal([equal, mode], [true, 'assertions']);
    const statuses = tests.map(({ replayed }: { replayed: string }) => replayed);
    assert.ok(statuses.includes('expected-failure') && statuses.includes('passed'));
    assert.ok(tests.length >= 7, `${tests.length} tests`);
    assert.not.ok(existsSync(join(folder, 'none')), 'a cache was made');
  });
});

test('a machine comes to the same verdicts, with an empty cache', async () => {
  await withBundle(async (file) => {
    await withEmptyCache(async (cache) => {
      const { code, stdout, stderr } = await cli(['replay', file], { cache });
      assert.is(code, 0, stdout + stderr);
      assert.match(stdout, /^SAME {2}/m);
      assert.equal(await readdir(cache), ['runs']);
    });
  });
});

test('a record that is another one turns its test red, and no other test', async () => {
  await withBundle(async (file, folder) => {
    const path = await altered(file, folder, (name, text) =>
      name === 'guests/1/transcript.jsonl'
        ? text.replace('task_getpgid\\" opid=', 'task_getpgid\\" apid=')
        : text,
    );
    const { code, stdout } = await cli(['replay', '--assert-only', path], { cache: folder });
    assert.is(code, 1, stdout);
    const [, title] = /≠ different {2}passed +(.+)$/m.exec(stdout) ?? [];
    assert.match(String(title), /a comm with a space comes in hex/);
    assert.match(stdout, /recorded passed, replayed failed/);
    assert.match(stdout, /replayed: .*opid/);
    assert.match(stdout, /^DIFFERENT {2}/m);
    assert.is(stdout.match(/≠/g)?.length, 1, stdout);
  });
});

test('a test that asks what was not asked then cannot be replayed, and the next one can', async () => {
  await withBundle(async (file, folder) => {
    // As if the recorded test had used another trigger.
    const path = await altered(file, folder, (name, text) =>
      name === 'guests/1/transcript.jsonl'
        ? text.replace('start 1 getpgid', 'start 1 getppid')
        : text,
    );
    const { code, stdout } = await cli(['replay', '--assert-only', path], { cache: folder });
    assert.is(code, 1, stdout);
    assert.match(stdout, /recorded passed, replayed not-run/);
    assert.match(stdout, /replayed: cannot be replayed: the recording has no "start 1 getpgid/);
    assert.is(stdout.match(/≠/g)?.length, 1, stdout);
  });
});

test('another recorded verdict is a difference in a machine as well', async () => {
  await withBundle(async (file, folder) => {
    const path = await altered(file, folder, (name, text) =>
      name === 'result.json' ? text.replace('"status":"passed"', '"status":"failed"') : text,
    );
    await withEmptyCache(async (cache) => {
      const { code, stdout } = await cli(['replay', path], { cache });
      assert.is(code, 1, stdout);
      assert.match(stdout, /recorded failed, replayed passed/);
    });
  });
});

const broken: [what: string, change: (name: string, text: string) => string | undefined, RegExp][] =
  [
    [
      'without a kernel',
      (name, text) => (name === 'kernel/vmlinux' ? undefined : text),
      /has no kernel\/vmlinux/,
    ],
    [
      'without a result',
      (name, text) => (name === 'result.json' ? undefined : text),
      /has no result\.json/,
    ],
    [
      'whose result is none',
      (name, text) => (name === 'result.json' ? '[]' : text),
      /its result is no object/,
    ],
    [
      'with a transcript that is none',
      (name, text) => (name === 'guests/1/transcript.jsonl' ? 'x\n' : text),
      /line 1 of guests\/1\/transcript\.jsonl/,
    ],
    [
      'with boot words that are none',
      (name, text) =>
        name === 'machine.json' ? text.replace('"kernelArgs": []', '"kernelArgs": ["a b"]') : text,
      /no words of a command line/,
    ],
  ];

for (const [what, change, complaint] of broken)
  test(`a bundle ${what} is refused, and nothing is left of it`, async () => {
    await withBundle(async (file, folder) => {
      const path = await altered(file, folder, change);
      const temporary = join(folder, 'tmp');
      await mkdir(temporary);
      const env = { TMPDIR: temporary };
      for (const words of [
        ['replay', path],
        ['replay', '--assert-only', path],
      ]) {
        const { code, stderr } = await cli(words, { cache: folder, env });
        assert.is(code, 2, stderr);
        assert.match(stderr, complaint);
        assert.match(stderr, /remedy: /);
      }
      assert.equal(await readdir(temporary), []);
    });
  });

test('a cut bundle is refused, and nothing is left of it', async () => {
  await withBundle(async (file, folder) => {
    const temporary = join(folder, 'tmp');
    await mkdir(temporary);
    const bytes = await readFile(file);
    await writeFile(file, bytes.subarray(0, bytes.length >> 1));
    const { code, stderr } = await cli(['replay', file], {
      cache: folder,
      env: { TMPDIR: temporary },
    });
    assert.is(code, 2, stderr);
    assert.match(stderr, /it is cut short/);
    assert.equal(await readdir(temporary), []);
  });
});

test('a run whose kernel is gone from the cache says how to have it again', async () => {
  await withCache(async (cache) => {
    const ran = await cli(['run', '--accel', 'tcg', 'comm with a space'], { cache });
    assert.is(ran.code, 0, ran.stdout + ran.stderr);
    const [run = ''] = await runsOf(cache);
    await rm(join(cache, 'kernels'), { recursive: true });
    const output = join(cache, 'x.tar.gz');
    const { code, stderr } = await cli(['bundle', run, '-o', output], { cache });
    assert.is(code, 69, stderr);
    assert.match(stderr, /its kernel is no longer in the cache/);
    assert.match(stderr, /remedy: Run it again \(lsm-audit run --accel tcg comm with a space\)/);
    assert.not.ok(existsSync(output));
  });
});

test('a run that is not there, or ended before any kernel, is no bundle', async () => {
  await inTempFolder(async (cache) => {
    const none = await cli(['bundle', 'no-such-run'], { cache });
    assert.is(none.code, 2, none.stderr);
    assert.match(none.stderr, /there is no run no-such-run/);
    const early = join(cache, 'runs/early');
    await mkdir(early, { recursive: true });
    await writeFile(
      join(early, 'result.json'),
      JSON.stringify({ schema: 3, id: 'early', invocation: ['run'] }),
    );
    const { code, stderr } = await cli(['bundle', 'early'], { cache });
    assert.is(code, 69, stderr);
    assert.match(stderr, /it never came to boot a kernel/);
  });
});
