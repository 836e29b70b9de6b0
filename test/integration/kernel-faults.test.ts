/** Series and kernels at fault: each is a red verdict that names the cause, never a broken host. */

import { randomUUID } from 'node:crypto';
import { cp, lstat, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as assert from 'uvu/assert';
import { projectRoot } from '../../src/host/paths.js';
import { embeddedSeries } from '../../src/session/prepare.js';
import { suite } from '../../src/suite/index.js';
import { Cli, cli, type Finished, LinkedCache, onlyRun, orphans } from '../helpers/cli.js';
import { until } from '../helpers/until.js';

let kept: LinkedCache | undefined;

/**
 * One cache for all, with one folder of patches that each test fills anew, as a developer does: its
 * tree is copied once, and builds compile what has changed.
 */
async function sharedCache(): Promise<string> {
  kept ??= await LinkedCache.make();
  return kept.path;
}

const test = suite('kernel at fault', {
  deadlineS: 1800,
  tearDown: async () => {
    await kept?.[Symbol.asyncDispose]();
  },
});
const patches = join(projectRoot, 'test/fixtures/patches');

/** A folder with the embedded patches, or the first `keep` of them, and one more. */
async function seriesWith(
  folder: string,
  { keep = 99, more }: { keep?: number; more?: string },
): Promise<string> {
  const series = join(folder, 'series');
  await rm(series, { recursive: true, force: true });
  await mkdir(series);
  for (const file of (await readdir(embeddedSeries)).sort().slice(0, keep)) {
    await cp(join(embeddedSeries, file), join(series, file));
  }
  if (more) await cp(join(patches, more), join(series, `0099-${more}`));
  return series;
}

/** Says something new in the message of the patch, so that no cache has a kernel with it. */
async function makeUnique(patch: string): Promise<void> {
  const text = await readFile(patch, 'utf8');
  await writeFile(patch, text.replace('SPDX-License-Identifier', `${randomUUID()}\n\n$&`));
}

/** One red verdict: exit code 1, one error, and nothing that still runs. */
async function assertRed(
  { code, stdout, stderr }: Finished,
  cache: string,
  ...says: RegExp[]
): Promise<void> {
  assert.is(code, 1, stdout + stderr);
  assert.is(stderr.match(/^error: /gm)?.length, 1, stderr);
  for (const pattern of says) assert.match(stderr, pattern);
  assert.match(stdout, /^FAILED {2}0 passed, 0 failed, \d+ not-run$/m);
  assert.equal(await orphans(cache), []);
}

test('a patch that does not apply names patch, file and hunk', async () => {
  const cache = await sharedCache();
  const series = await seriesWith(cache, { more: 'does-not-apply.patch' });
  const result = await cli(['run', '--series', series], { cache });
  const says = /0099-does-not-apply\.patch does not apply: security\/Makefile, the hunk at line 3/;
  await assertRed(result, cache, says, /remedy: Rebase the series/);
});

test('a series that does not compile shows the lines of the compiler', async () => {
  const cache = await sharedCache();
  const series = await seriesWith(cache, { more: 'does-not-compile.patch' });
  const result = await cli(['run', '--series', series], { cache });
  const says = /lsm_audit_kfuncs\.c:\d+:\d+: error: .*undeclared_value/;
  await assertRed(result, cache, says, /log: .*build\.log/);
});

test('a kernel without BTF is an option that vanished, with what it lacks', async () => {
  const cache = await sharedCache();
  const series = await seriesWith(cache, { more: 'no-btf.patch' });
  const result = await cli(['run', '--series', series], { cache });
  const says = /DEBUG_INFO_BTF=y \(.*bpf\.config:\d+\) became n/;
  await assertRed(result, cache, says, /DEBUG_INFO_BTF needs BROKEN/);
});

test('a kernel without the kfuncs says so before it is booted', async () => {
  const cache = await sharedCache();
  const series = await seriesWith(cache, { keep: 1 });
  const result = await cli(['run', '--series', series], { cache });
  await assertRed(result, cache, /the kernel has no bpf_audit_log_\*\(\) kfuncs/, /remedy: /);
});

test('a kernel without one kfunc names it, and not the program that calls it', async () => {
  const cache = await sharedCache();
  const series = await seriesWith(cache, { more: 'one-kfunc-less.patch' });
  const result = await cli(['run', '--series', series], { cache });
  await assertRed(result, cache, /the kernel has no bpf_audit_log_task \(programs\)/, /remedy: /);
});

/** Whether a link has begun and not ended in the tree of the series: kbuild saves its command last. */
async function isLinking(cache: string): Promise<boolean> {
  const trees = join(cache, 'trees');
  const names = await readdir(trees);
  const kinds = await Promise.all(names.map((name) => lstat(join(trees, name))));
  const own = names.find((_, i) => kinds[i]?.isDirectory()) ?? 'none';
  const timeOf = (path: string) =>
    lstat(join(trees, own, path)).then(
      ({ mtimeMs }) => mtimeMs,
      () => 0,
    );
  const [ready, image, saved] = await Promise.all(
    ['ready', 'build/vmlinux.unstripped', 'build/.vmlinux.unstripped.cmd'].map(timeOf),
  );
  return Boolean(ready && image && saved && image > saved);
}

test('Ctrl-C while the kernel is linked leaves a tree that the next build mends', async () => {
  const cache = await sharedCache();
  const series = await seriesWith(cache, { more: 'faults.patch' });
  await makeUnique(join(series, '0099-faults.patch'));
  await using command = new Cli(['build', '--series', series], { cache });
  let ended = false;
  void command.finished.then(() => {
    ended = true;
  });
  await until(async () => ended || (await isLinking(cache)));
  assert.is(ended, false, 'it ended before it was seen to link');
  command.child.kill('SIGINT');
  assert.is((await command.finished).code, 130);
  assert.equal(await orphans(cache), []);
  assert.ok(await isLinking(cache));
  const words = ['run', '--accel', 'tcg', '--series', series, 'file reports'];
  const { code, stdout, stderr } = await cli(words, { cache });
  assert.is(code, 0, stdout + stderr);
});

const deaths: [fault: string, says: RegExp][] = [
  ['panic', /the kernel died before it reached init: Kernel panic - not syncing: fault asked for/],
  ['reset', /the kernel reset the machine without a panic message/],
  ['hang', /the kernel hangs: the console was silent for 5 s before/],
];

test('a kernel that dies before init is told from a machine that never ran', async () => {
  const cache = await sharedCache();
  const series = await seriesWith(cache, { more: 'faults.patch' });
  for (const [fault, says] of deaths) {
    const words = ['--accel', 'tcg', '--silence', '5', '--append', `fault=${fault}`];
    const result = await cli(['run', '--series', series, ...words], { cache });
    await assertRed(result, cache, says, /log: .*console\.log/);
  }
});

/** Runs tests on a kernel that fails when a program reports something; gives their failures, and the report. */
async function failuresUnder(fault: string, ...patterns: string[]) {
  const cache = await sharedCache();
  const series = await seriesWith(cache, { more: 'faults.patch' });
  const json = join(cache, `${fault}.json`);
  const words = ['--accel', 'tcg', '--append', `fault=${fault}`, '--json', json];
  const { code, stderr } = await cli(['run', '--series', series, ...words, ...patterns], { cache });
  assert.is(code, 1, stderr);
  const report = await onlyRun(json);
  const results = report.tests.map(({ suite, status, failure }) => ({
    hook: suite.split(':')[0],
    status,
    failure,
  }));
  return { results, report };
}

test('what the kernel complains of fails the test that ran, though its records are right', async () => {
  const { results, report } = await failuresUnder(
    'warn',
    'capable: ',
    'reports process and comm of',
  );
  const [cap] = results.filter(({ hook }) => hook === 'capable');
  const others = results.filter(({ hook }) => hook !== 'capable');
  assert.is(cap?.failure?.message, 'console: WARNING in bpf_audit_log_cap');
  const trace = cap?.failure?.details.join('\n') ?? '';
  assert.match(trace, /RIP: 0010:bpf_audit_log_cap\+\S+ \(security\/lsm_audit_kfuncs\.c:\d+\)/);
  assert.match(trace, /__do_sys_reboot\+\S+ \(kernel\/reboot\.c:\d+\)/);
  assert.ok(others.length > 0 && others.every(({ status }) => status === 'passed'));
  const [complaint] = report.complaints;
  for (const { guest, test: during, title } of report.complaints) {
    assert.equal([guest, title], [1, 'WARNING in bpf_audit_log_cap']);
    assert.match(during, /^capable: .* > /);
  }
  const console = await readFile(join(report.runDirectory, 'console.log'), 'latin1');
  const line = console.split('\n')[(complaint?.line ?? 0) - 1] ?? '';
  assert.ok(line.includes(complaint?.lines[0]?.trim() ?? '?'), line);
});

test('what the kernel complains of while it boots fails the run, and no test', async () => {
  const { results } = await failuresUnder('boot', 'reports process and comm of');
  const [boot, ...others] = results;
  assert.equal([boot?.hook, boot?.status], ['kernel', 'failed']);
  assert.is(boot?.failure?.message, 'console: WARNING in fault_init');
  assert.ok(others.length > 0 && others.every(({ status }) => status === 'passed'));
});

test('a test that kills its guest is named with the trace, and the others run in a fresh one', async () => {
  const { results } = await failuresUnder('oops', 'capable: ', 'task_getpgid: ');
  const killers = results.filter(({ hook }) => hook === 'task_getpgid');
  assert.ok(killers.length > 1);
  for (const { status, failure } of killers) {
    assert.is(status, 'failed');
    assert.match(failure?.message ?? '', /the kernel died: Kernel panic/);
    const [first] = failure?.details ?? [];
    assert.is(first, 'console: BUG: kernel NULL pointer dereference in bpf_audit_log_task');
  }
  const [cap] = results.filter(({ hook }) => hook === 'capable');
  assert.is(cap?.status, 'passed');
});

const withoutParts: [words: string, says: RegExp][] = [
  ['lsm=capability', /active LSMs \(capability\) do not include bpf/],
  ['audit=0', /the kernel has no audit/],
];

for (const [words, says] of withoutParts) {
  test(`a kernel booted with ${words} is named for what it lacks`, async () => {
    const cache = await sharedCache();
    const result = await cli(['run', '--accel', 'tcg', '--append', words], { cache });
    await assertRed(result, cache, says, /remedy: /);
  });
}
