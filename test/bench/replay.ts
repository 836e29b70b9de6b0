/**
 * `npm run bench:replay [-- ROUNDS]`: all selftests in a machine, held against their assertions alone on the
 * bundle of that very run, from command to verdict, one after the other, so that a busy host slows both.
 */

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { execOk } from '../../src/host/exec.js';
import { silentLog } from '../../src/host/log.js';
import { projectRoot } from '../../src/host/paths.js';
import { onlyRun } from '../helpers/cli.js';
import { spread } from './statistics.js';

const print = (line: string) => process.stdout.write(`${line}\n`);
const options = { phase: 'report', log: silentLog } as const;
const cli = (...args: string[]) =>
  execOk(
    { file: process.execPath, args: [join(projectRoot, 'bin/lsm-audit.js'), ...args] },
    options,
  );

async function seconds(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return (performance.now() - started) / 1000;
}

async function main(): Promise<void> {
  const rounds = Number(process.argv[2] ?? 5);
  const folder = await mkdtemp(join(tmpdir(), 'lsm-audit-bench-'));
  try {
    const json = join(folder, 'result.json');
    const bundle = join(folder, 'run.tar.gz');
    const times: { run: number; replay: number }[] = [];
    let tests = 0;
    for (let round = 0; round < rounds; round++) {
      const run = await seconds(() => cli('run', '--accel', 'tcg', '--json', json));
      const report = await onlyRun(json);
      tests = report.tests.length;
      await cli('bundle', report.runDirectory, '-o', bundle);
      // Exit code 0: every verdict was the same.
      const replay = await seconds(() => cli('replay', '--assert-only', bundle));
      times.push({ run, replay });
    }
    print(`${tests} tests, ${rounds} rounds`);
    print('');
    print('| | seconds: median (least to greatest) |');
    print('| --- | --- |');
    print(`| run | ${spread(times.map(({ run }) => run))} |`);
    print(`| replay --assert-only | ${spread(times.map(({ replay }) => replay))} |`);
    print(`| ratio, round by round | ${spread(times.map(({ run, replay }) => replay / run))} |`);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

await main();
