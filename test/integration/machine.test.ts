/** Machines that end before their time, and those who end them. */

import { chmod, mkdir, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import * as assert from 'uvu/assert';
import { findProgram } from '../../src/host/find-program.js';
import { silentLog } from '../../src/host/log.js';
import { cachePaths } from '../../src/host/paths.js';
import type { Lab } from '../../src/session/lab.js';
import { run } from '../../src/session/run.js';
import { suite, takeSuites } from '../../src/suite/index.js';
import {
  Cli,
  cli,
  isAlive,
  machinePid,
  onlyRun,
  orphans,
  runsOf,
  withCache,
} from '../helpers/cli.js';
import { until } from '../helpers/until.js';

const test = suite('machine', { deadlineS: 1800 });
const tcg = ['run', '--accel', 'tcg'];

test('pc boots and passes as well', async () => {
  await withCache(async (cache) => {
    const { code, stdout } = await cli([...tcg, '--machine', 'pc', 'file reports'], { cache });
    assert.is(code, 0, stdout);
    assert.match(stdout, /machine {2}pc under TCG/);
  });
});

test('a QEMU without microvm gets pc', async () => {
  await withCache(async (cache) => {
    const bin = join(cache, 'bin');
    const real = await findProgram('qemu-system-x86_64');
    // A fake: it refuses one machine in QEMU's words and is the real QEMU otherwise.
    const fake = `#!/bin/sh
case "$*" in *"-M microvm"*)
  echo "qemu-system-x86_64: unsupported machine type" >&2
  exit 1
esac
exec ${real} "$@"
`;
    await mkdir(bin);
    await writeFile(join(bin, 'qemu-system-x86_64'), fake);
    await chmod(join(bin, 'qemu-system-x86_64'), 0o755);
    const env = { PATH: `${bin}:${process.env['PATH']}` };
    const { code, stdout, stderr } = await cli([...tcg, 'file reports'], { cache, env });
    assert.is(code, 0, stdout + stderr);
    assert.match(stderr, /this QEMU has no microvm: using pc/);
    assert.match(stdout, /machine {2}pc under TCG/);
  });
});

test('no QEMU is the host’s fault, with a remedy', async () => {
  await withCache(async (cache) => {
    const bin = join(cache, 'bin');
    await mkdir(bin);
    for (const program of ['setpriv', 'bwrap', 'git', 'apt-get', 'node']) {
      await symlink((await findProgram(program)) ?? '', join(bin, program));
    }
    const { code, stdout, stderr } = await cli(tcg, { cache, env: { PATH: bin } });
    assert.is(code, 69, stdout + stderr);
    assert.match(stderr, /qemu-system-x86_64 is not installed/);
    assert.match(stderr, /remedy: .*apt-get install .*qemu-system-x86/);
    assert.match(stdout, /^INCOMPLETE {2}0 passed, 0 failed/m);
  });
});

test('a QEMU killed from outside blames no test', async () => {
  await withCache(async (cache) => {
    const json = join(cache, 'result.json');
    await using command = new Cli([...tcg, '--json', json], { cache });
    await command.printed(/✓/);
    process.kill(await machinePid(cache), 'SIGKILL');
    const { code, stdout, stderr } = await command.finished;
    assert.is(code, 69, stdout + stderr);
    assert.match(stderr, /QEMU was killed by SIGKILL/);
    const report = await onlyRun(json);
    assert.is(report.verdict, 'incomplete');
    assert.is(report.totals.failed, 0);
    assert.ok(report.totals['not-run'] > 0);
    assert.equal(await orphans(cache), []);
  });
});

test('no machine survives a killed Node', async () => {
  await withCache(async (cache) => {
    await using command = new Cli(tcg, { cache });
    await command.printed(/✓/);
    const pid = await machinePid(cache);
    assert.ok(await isAlive(pid));
    command.child.kill('SIGKILL');
    await until(async () => !(await isAlive(pid)));
    assert.equal(await orphans(cache), []);
  });
});

/** Each phase with what the cache must lack for it, and the sign that it has begun. */
const phases: [phase: string, lacks: string, sign: RegExp][] = [
  ['fetching the source', 'sources', /fetching linux-source-/],
  ['unpacking the source', 'sources', /unpacking linux-source-/],
  ['configuration', 'kernels', / allnoconfig$/m],
  ['guest files', 'programs', / clang /],
  ['boot', 'runs', /phase: boot/],
  ['tests', 'runs', /✓/],
];

for (const [phase, lacks, sign] of phases) {
  test(`Ctrl-C during ${phase} ends all and says what is known`, async () => {
    await withCache(async (cache) => {
      await rm(join(cache, lacks), { recursive: true, force: true });
      const json = join(cache, 'result.json');
      await using command = new Cli([...tcg, '--verbose', '--json', json], { cache });
      await command.printed(sign);
      command.child.kill('SIGINT');
      const { code, stdout, stderr } = await command.finished;
      assert.is(code, 130, stdout + stderr);
      const report = await onlyRun(json);
      assert.is(report.verdict, 'incomplete');
      assert.match(report.failure?.message ?? '', /stopped by SIGINT/);
      assert.ok(report.totals['not-run'] > 0);
      assert.equal(await readdir(join(cache, lacks)).then(partials, () => []), []);
      assert.equal(await orphans(cache), []);
    });
  });
}

/** What is half made: entries under way, and what a source is unpacked to. */
const partials = (names: string[]) => names.filter((name) => /partial|\.tree|\.deb/.test(name));

test('two runs at once do not meet', async () => {
  await withCache(async (cache) => {
    const both = await Promise.all([cli(tcg, { cache }), cli(tcg, { cache })]);
    for (const { code, stdout } of both) assert.is(code, 0, stdout);
    assert.is((await runsOf(cache)).length, 2);
  });
});

test('a guest that dies in a test fails that test, and no other one', async (t) => {
  const declare = suite<Lab>('a suite that kills its guest');
  declare('before', async ({ env }) => {
    assert.ok(await env.answers());
  });
  declare('the killer', async ({ env, signal }) => {
    await env.watch('file_open', ['reset'], { signal });
  });
  declare('after', async ({ env }) => {
    assert.ok(await env.answers());
  });
  const suites = takeSuites<Lab>();
  await withCache(async (cache) => {
    const { report, exitCode } = await run({
      target: {},
      cache: cachePaths(cache),
      suites,
      invocation: ['run'],
      accelerator: 'tcg',
      machine: 'auto',
      kernelArgs: [],
      log: silentLog,
      signal: t.signal,
    });
    assert.equal(
      report.tests.map(({ name, status }) => [name, status]),
      [
        ['before', 'passed'],
        ['the killer', 'failed'],
        ['after', 'passed'],
      ],
    );
    assert.match(report.tests[1]?.failure?.message ?? '', /reset the machine/);
    assert.is(report.verdict, 'failed');
    assert.is(exitCode, 1);
  });
});

test('--keep leaves the machine up for a shell until Ctrl-C', async () => {
  await withCache(async (cache) => {
    // Without IPv6 the test cannot bind.
    const words = ['--keep', '--append', 'ipv6.disable=1', 'source of an IPv6 bind'];
    await using command = new Cli([...tcg, ...words], { cache });
    await command.printed(/The machine is still up/);
    const [directory = ''] = await runsOf(cache);
    const inside = ['shell', '--run', directory, '--', 'cat /proc/cmdline; exit 7'];
    const visit = await cli(inside, { cache });
    assert.is(visit.code, 7, visit.stderr);
    assert.match(visit.stdout, /ipv6\.disable=1/);
    command.child.kill('SIGINT');
    const { code, stdout } = await command.finished;
    assert.is(code, 1, stdout);
    assert.match(stdout, /^FAILED {2}0 passed, 1 failed/m);
    assert.equal(await orphans(cache), []);
  });
});

test('clean ends a machine that was left up, and the run behind it says so', async () => {
  await withCache(async (cache) => {
    const words = ['--keep', '--append', 'ipv6.disable=1', 'source of an IPv6 bind'];
    await using command = new Cli([...tcg, ...words], { cache });
    await command.printed(/The machine is still up/);
    const pid = await machinePid(cache);
    const dry = await cli(['clean', '--dry-run'], { cache });
    assert.match(dry.stdout, new RegExp(`^would end the machine of .* \\(process ${pid}\\)$`, 'm'));
    assert.ok(await isAlive(pid));
    const { code, stdout } = await cli(['clean'], { cache });
    assert.is(code, 0, stdout);
    await until(async () => !(await isAlive(pid)));
    command.child.kill('SIGINT');
    const run = await command.finished;
    assert.is(run.code, 1, run.stderr);
    assert.not.match(run.stderr, /fault of lsm-audit/);
    assert.equal(await orphans(cache), []);
  });
});

test('shell runs one command in a fresh guest and ends with its exit code', async () => {
  await withCache(async (cache) => {
    const words = [
      'shell',
      '--accel',
      'tcg',
      '--append',
      'quiet',
      '--',
      'ls /run/programs; exit 5',
    ];
    const { code, stdout, stderr } = await cli(words, { cache });
    assert.is(code, 5, stderr);
    assert.match(stdout, /^file_open\.bpf\.o$/m);
    assert.equal(await orphans(cache), []);
  });
});
