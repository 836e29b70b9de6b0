/**
 * `npm run bench [-- PAIRS]`: from the command to the verdict on all selftests, held against a bare boot of
 * the same kernel on the same accelerator (an init that powers off at once), in pairs, so that a
 * busy host slows both. Prints the table of the README.
 */

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { execOk } from '../../src/host/exec.js';
import { silentLog } from '../../src/host/log.js';
import { cachePaths, projectRoot } from '../../src/host/paths.js';
import { machineCommand } from '../../src/qemu/machine.js';
import type { RunReport } from '../../src/report/model.js';
import { machineTypes } from '../../src/session/machine-type.js';
import { Phases } from '../../src/session/phases.js';
import { prepare } from '../../src/session/prepare.js';
import { onlyRun } from '../helpers/cli.js';
import { median, spread } from './statistics.js';

const print = (line: string) => process.stdout.write(`${line}\n`);
const options = { phase: 'report', log: silentLog } as const;

interface Pair {
  bareMs: number;
  runMs: number;
  report: RunReport;
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return performance.now() - started;
}

async function measurePair(bare: Parameters<typeof execOk>[0], folder: string): Promise<Pair> {
  const json = join(folder, 'result.json');
  const cli = join(projectRoot, 'bin/lsm-audit.js');
  const args = [cli, 'run', '--accel', 'tcg', '--json', json];
  const bareMs = await timed(() => execOk(bare, options));
  const runMs = await timed(() => execOk({ file: process.execPath, args }, options));
  return { bareMs, runMs, report: await onlyRun(json) };
}

const seconds = (ms: number) => (ms / 1000).toFixed(2);

/** Rows of phases, by their name in the first report. */
function phaseRows(pairs: readonly Pair[]): string[] {
  const names = [...new Set(pairs.flatMap(({ report }) => report.phases.map(({ name }) => name)))];
  const of = (name: string) =>
    pairs.map(({ report }) => report.phases.find((phase) => phase.name === name)?.ms ?? 0);
  const known = names.map((name) => ({ name, ms: median(of(name)) }));
  const rest = median(pairs.map(({ runMs }) => runMs)) - known.reduce((sum, { ms }) => sum + ms, 0);
  const rows = [...known, { name: 'start and end of the program', ms: rest }];
  return rows.map(({ name, ms }) => `| ${name} | ${seconds(ms)} |`);
}

async function main(): Promise<void> {
  const count = Number(process.argv[2] ?? 5);
  const cache = cachePaths();
  const { kernel, initramfs } = await prepare({
    target: {},
    cache,
    phases: new Phases(),
    log: silentLog,
  });
  const folder = await mkdtemp(join(tmpdir(), 'lsm-audit-bench-'));
  try {
    const [type] = machineTypes('auto');
    const spec = {
      type,
      accelerator: 'tcg',
      kernel: kernel.image,
      initramfs,
      mode: 'probe',
    } as const;
    const bare = machineCommand(spec, folder);
    await measurePair(bare, folder);
    const pairs: Pair[] = [];
    for (let i = 0; i < count; i++) pairs.push(await measurePair(bare, folder));
    const tests = pairs[0]?.report.totals.passed ?? 0;
    print(`Linux ${kernel.manifest.release}, ${type} under TCG, ${tests} tests, ${count} pairs`);
    print('');
    print('| | seconds (median) |');
    print('| --- | --- |');
    print(`| bare boot | ${seconds(median(pairs.map(({ bareMs }) => bareMs)))} |`);
    print(`| command to verdict | ${seconds(median(pairs.map(({ runMs }) => runMs)))} |`);
    const ratios = pairs.map(({ bareMs, runMs }) => runMs / bareMs);
    print(`| ratio, pair by pair | ${spread(ratios)} |`);
    for (const row of phaseRows(pairs)) print(row);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

await main();
