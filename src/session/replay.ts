/** A bundle again: in a machine, or on what was recorded of one. */

import { join } from 'node:path';
import type { Log } from '../host/log.js';
import type { CachePaths } from '../host/paths.js';
import type { Kernel } from '../kernel/kernel.js';
import { type Comparison, compare, type Verdict } from '../report/comparison.js';
import type { DeclaredSuite, SuiteEvent } from '../suite/index.js';
import { assertAgain } from './assertions.js';
import { type BundledRun, bundleFiles } from './bundled-run.js';
import { hasAudit, keepTests } from './guest-plan.js';
import type { Lab } from './lab.js';
import type { Prepared } from './prepare.js';
import { type RunResult, run } from './run.js';

export interface ReplayRequest {
  bundle: BundledRun;
  /** The tests of this checkout. */
  suites: readonly DeclaredSuite<Lab>[];
  signal: AbortSignal;
}

/** Runs the assertions on what was recorded. */
export async function replayAssertions(request: ReplayRequest): Promise<Comparison> {
  const { bundle, suites, signal } = request;
  const { id, tests, guests, transcripts, programs } = bundle;
  const bootOf = (number: number) => guests.find((guest) => guest.number === number)?.boot ?? [];
  const audit = (number: number) => hasAudit(programs.length, bootOf(number));
  const replayed = await assertAgain({ transcripts, suites, programs, audit, signal });
  const unrecorded = tests.filter(
    (test) => has(suites, test) && !replayed.some((other) => isSame(test, other)),
  );
  const missing = unrecorded.map(
    ({ suite, name }): Verdict => ({ suite, name, status: 'not-run', reason: notRecorded }),
  );
  return compare({ run: id, mode: 'assertions' }, tests, [...replayed, ...missing]);
}

const notRecorded = 'cannot be replayed: there is no recording of it';

export interface MachineReplayRequest extends ReplayRequest {
  cache: CachePaths;
  invocation: readonly string[];
  log: Log;
  onEvent?: (event: SuiteEvent) => void;
}

export interface MachineReplay {
  comparison: Comparison;
  result: RunResult;
}

/** Boots what is in the bundle as it was booted, with keys of its own, and runs the same tests. */
export async function replayInMachine(request: MachineReplayRequest): Promise<MachineReplay> {
  const { bundle, suites, cache, invocation, log, signal, onEvent } = request;
  const { id, tests, machine, failure } = bundle;
  const prepared = preparedFrom(bundle);
  const result = await run({
    target: { variant: prepared.kernel.manifest.variant },
    prepared,
    // It is no run of this cache's series.
    forgotten: true,
    cache,
    invocation,
    suites: asRecorded(suites, bundle),
    // Where KVM does not work, the same kernel runs under TCG.
    accelerator: machine.accelerator === 'tcg' ? 'tcg' : 'auto',
    machine: machine.type,
    kernelArgs: machine.kernelArgs,
    log,
    signal,
    ...(onEvent && { onEvent }),
  });
  const ends = (ending: { message: string } | undefined): Verdict[] =>
    ending === undefined
      ? []
      : [{ suite: 'run', name: 'ends early', status: 'failed', failure: ending }];
  const comparison = compare(
    { run: id, mode: 'machine' },
    [...ends(failure), ...tests],
    [...ends(result.report.failure), ...result.report.tests],
  );
  return { comparison, result };
}

/** The tests of the recorded run, each in a guest that is booted with the words that it was booted with. */
function asRecorded(suites: readonly DeclaredSuite<Lab>[], { tests, guests }: BundledRun) {
  const recorded = (suite: string, name: string) =>
    tests.find((test) => test.suite === suite && test.name === name);
  const bootOf = (number: number | undefined) =>
    guests.find((guest) => guest.number === number)?.boot;
  return keepTests(suites, ({ name }, suite) => recorded(suite, name) !== undefined).map(
    (suite) => ({
      ...suite,
      tests: suite.tests.map((test) => {
        const boot = bootOf(recorded(suite.name, test.name)?.guest) ?? test.needs?.boot ?? [];
        return { ...test, needs: { ...test.needs, boot } };
      }),
    }),
  );
}

function preparedFrom({ folder, kernel: manifest, programs }: BundledRun): Prepared {
  const kernel: Kernel = {
    folder,
    image: join(folder, bundleFiles.image),
    vmlinuxHeader: '',
    config: join(folder, bundleFiles.config),
    manifest,
    cached: true,
  };
  const objects = programs.map((name) => [name, join(folder, bundleFiles.program(name))] as const);
  return {
    kernel,
    initramfs: join(folder, bundleFiles.guestRoot),
    programs: new Map(objects),
  };
}

type Named = Pick<Verdict, 'suite' | 'name'>;

const isSame = (a: Named, b: Named) => a.suite === b.suite && a.name === b.name;

const has = (suites: readonly DeclaredSuite<Lab>[], { suite, name }: Named) =>
  suites.some((other) => other.name === suite && other.tests.some((test) => test.name === name));
