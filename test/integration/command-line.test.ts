/** What the command line answers before any machine is booted, and what a run leaves. */

import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as assert from 'uvu/assert';
import { projectRoot } from '../../src/host/paths.js';
import { suite } from '../../src/suite/index.js';
import { Cli, cli, onlyRun, runsOf, withCache, withEmptyCache } from '../helpers/cli.js';
import { historyEntry } from '../helpers/history.js';
import { inTempFolder } from '../helpers/temp-folder.js';

const test = suite('command line', { deadlineS: 1800 });

const wrong: [words: string[], complaint: RegExp][] = [
  [['run', '--nonsense'], /Unknown argument: nonsense/],
  [['rum'], /Did you mean run\?|Unknown/],
  [[], /Name a command/],
  [['run', 'no such test at all'], /no test matches "no such test at all"/],
  [['run', '--', 'no such test behind dashes'], /no test matches "no such test behind dashes"/],
  [['run', '--accel', 'xen'], /accel/],
  [['run', '--json', '/no/such/folder/x.json'], /there is no such folder/],
  [['run', '--silence', '0'], /--silence/],
  [['run', '--kernel', 'gentoo'], /--kernel gentoo is unknown/],
  [['build', '--kernel', 'debian:6.12'], /too old: the kfuncs need KF_IMPLICIT_ARGS/],
  [['run', '--series', '/no/such/folder'], /there is no \/no\/such\/folder/],
  [['records', '/no/such/file'], /cannot be read/],
  [['shell', '--run', '/no/such/run'], /no machine of/],
];

for (const [words, complaint] of wrong) {
  test(`refuses "${words.join(' ')}" as a usage error`, async () => {
    await withEmptyCache(async (cache) => {
      const { code, stderr } = await cli(words, { cache });
      assert.is(code, 2, stderr);
      assert.match(stderr, complaint);
      assert.match(stderr, /remedy: /);
    });
  });
}

test('refuses a series without patches', async () => {
  await inTempFolder(async (folder) => {
    const { code, stderr } = await cli(['run', '--series', folder], { cache: folder });
    assert.is(code, 2);
    assert.match(stderr, /holds no \*\.patch file/);
  });
});

test('lists the tests without preparing anything', async () => {
  await withEmptyCache(async (cache) => {
    const { code, stdout } = await cli(['run', '--list', 'capable'], { cache });
    assert.is(code, 0);
    assert.match(stdout, /^capable: bpf_audit_log_cap > C capability: .*\n$/);
  });
});

test('prints the commands of a dry run, and runs none', async () => {
  await withEmptyCache(async (cache) => {
    const { code, stdout } = await cli(['run', '--dry-run', '--append', 'a b'], { cache });
    assert.is(code, 0);
    const [configure = '', make = '', qemu = '', ...rest] = stdout.trim().split('\n');
    assert.match(configure, /^bwrap .* make .* allnoconfig$/);
    assert.match(make, /^bwrap .* make .* vmlinux$/);
    assert.match(qemu, /qemu-system-x86_64 .*-M microvm.* a b'\)$/);
    assert.equal(rest, []);
  });
});

test('runs the tests that a pattern names, and reports everything as JSON', async () => {
  await withCache(async (cache) => {
    const json = join(cache, 'result.json');
    const words = ['run', '--accel', 'tcg', '--json', json, 'cuts a command', 'comm with a space'];
    const { code, stdout, stderr } = await cli(words, { cache });
    assert.is(code, 0, stdout + stderr);
    assert.match(stdout, /^PASSED {2}2 passed, 0 failed$/m);
    const report = await onlyRun(json);
    assert.is(report.verdict, 'passed');
    assert.is(report.totals.passed, 2);
    assert.match(report.kernel?.configHash ?? '', /^[0-9a-f]{64}$/);
    assert.match(report.kernel?.release ?? '', /^\d+\.\d+/);
    assert.is(report.series?.patches.length, 2);
    assert.equal(report.accelerator, { name: 'tcg', reason: 'asked for' });
    const phases = report.phases.map(({ name }) => name);
    assert.equal(phases.slice(-4), ['boot', 'connect', 'equip', 'tests']);
    const test = report.tests.at(-1);
    const { scenes, sightings } = (test?.evidence ?? {}) as {
      scenes: unknown[];
      sightings: { program: string; observation: { records: unknown[] } }[];
    };
    assert.is(scenes.length, 1);
    assert.equal(
      sightings.map(({ program, observation }) => [program, observation.records.length]),
      [['task_getpgid', 1]],
    );
    const [run = ''] = await runsOf(cache);
    const kept = await readFile(join(run, 'inputs/programs/task_getpgid.bpf.c'));
    assert.equal(kept, await readFile(join(projectRoot, 'bpf-progs/task_getpgid.bpf.c')));
  });
});

test('takes records apart, from a file and from standard input', async () => {
  await inTempFolder(async (folder) => {
    const line = 'type=1427 msg=audit(1795495186.537:28): prog-id=6 pid=1 comm=6D79 cause="x"';
    await writeFile(join(folder, 'log'), `${line}\n`);
    const fromFile = await cli(['records', join(folder, 'log')], { cache: folder });
    const piped = await cli(['records'], { cache: folder, input: `${line}\n` });
    assert.is(fromFile.code, 0, fromFile.stderr);
    assert.is(piped.stdout, fromFile.stdout);
    assert.match(piped.stdout, /my/);
    const broken = await cli(['records', '--json'], {
      cache: folder,
      input: 'type=1427 nonsense\n',
    });
    assert.is(broken.code, 1);
    assert.match(broken.stderr, /problem/);
    const other = await cli(['records'], { cache: folder, input: `not a record\n${line}\n` });
    assert.is(other.code, 0, other.stderr);
    assert.is(other.stdout, fromFile.stdout);
    const none = await cli(['records'], { cache: folder, input: 'not a record\n' });
    assert.is(none.code, 1);
    assert.match(none.stderr, /no record/);
  });
});

test('clean says what would go, and removes runs but no caches', async () => {
  await inTempFolder(async (cache) => {
    await mkdir(join(cache, 'runs/one'), { recursive: true });
    await mkdir(join(cache, 'kernels/two'), { recursive: true });
    await writeFile(join(cache, 'runs/one/machine.json'), '{"pid": 1, "sta');
    const dry = await cli(['clean', '--dry-run', '--all'], { cache });
    assert.match(dry.stdout, /would remove .*runs\n/);
    assert.match(dry.stdout, /would remove .*kernels\n/);
    const real = await cli(['clean'], { cache });
    assert.is(real.code, 0, real.stderr);
    assert.match(real.stdout, /removing .*runs\n/);
    assert.not.match(real.stdout, /kernels/);
    assert.match((await cli(['clean', '--dry-run', '--all'], { cache })).stdout, /kernels/);
  });
});

test('clean forgets earlier runs only when it is told to, even with all caches', async () => {
  await inTempFolder(async (cache) => {
    await mkdir(join(cache, 'history'));
    await cli(['clean', '--all'], { cache });
    assert.ok(existsSync(join(cache, 'history')));
    const { stdout } = await cli(['clean', '--history'], { cache });
    assert.match(stdout, /removing .*history\n/);
    assert.not(existsSync(join(cache, 'history')));
  });
});

/** A cache with more runs in its history than a pipe holds of their list. */
async function withHistory(work: (cache: string) => Promise<void>): Promise<void> {
  await inTempFolder(async (cache) => {
    await mkdir(join(cache, 'history'));
    for (let i = 0; i < 300; i++) {
      const entry = historyEntry({ id: `run-${i}`, invocation: ['x'.repeat(1000)] });
      await writeFile(join(cache, `history/${entry.id}.json`), JSON.stringify(entry));
    }
    await work(cache);
  });
}

const everyRun = ['runs', '--limit', '0', '--json'];

test('what is written into a pipe arrives whole', () =>
  withHistory(async (cache) => {
    const { code, stdout } = await cli(everyRun, { cache });
    assert.is(code, 0);
    assert.ok(stdout.length > 300_000);
    assert.is(JSON.parse(stdout).length, 300);
  }));

test('a reader that has seen enough does not change the exit code', () =>
  withCache(async (cache) => {
    await using command = new Cli(['run', '--accel', 'tcg', 'last component'], { cache });
    command.child.stdout?.destroy();
    const { code, stderr } = await command.finished;
    assert.is(code, 0, stderr);
    assert.not.match(stderr, 'EPIPE');
  }));

test('what cannot be read of the history is left out, and told', async () => {
  await inTempFolder(async (cache) => {
    await mkdir(join(cache, 'history'));
    await writeFile(join(cache, 'history/old.json'), '{"schema": 1, "id": "ol');
    for (const words of [['runs'], ['claims']]) {
      const { code, stderr } = await cli(words, { cache });
      assert.is(code, 0, stderr);
      assert.match(stderr, /^warning: left out of the history in .*: old\.json \(it is cut/);
    }
    assert.match((await cli(['runs'], { cache })).stderr, /no such run is remembered/);
  });
});
