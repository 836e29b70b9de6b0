/** From the facts of a run to its report and exit code. Pure. */

import { basename } from 'node:path';
import { ExitCode, type ExplainedError } from '../errors.js';
import { type CommandLine, pasteable } from '../host/command.js';
import type { Kernel } from '../kernel/kernel.js';
import {
  type Complaint,
  type GuestReport,
  type RunReport,
  schemaVersion,
} from '../report/model.js';
import { type DeclaredSuite, type TestResult, totalsOf, verdictOf } from '../suite/index.js';
import type { ChosenMachine } from './boot.js';
import type { Lab } from './lab.js';
import type { Phases } from './phases.js';
import { version } from './version.js';

/** What a run has come to know so far. */
export interface Facts {
  started: Date;
  runDirectory: string;
  /** The name of the first run of the same command. */
  group: string;
  invocation: readonly string[];
  phases: Phases;
  kernel?: Kernel;
  machine?: ChosenMachine;
  /** The command that started QEMU. */
  command?: CommandLine;
  /** The tests that were asked for, and the results of those that had their turn. */
  selected: readonly DeclaredSuite<Lab>[];
  results: readonly TestResult[];
  guests: readonly GuestReport[];
  complaints: readonly Complaint[];
  /** What ended the run before its end. */
  failure?: ExplainedError;
}

/** The report, and the exit code that its verdict means. */
export function reportOf(facts: Facts): { report: RunReport; exitCode: number } {
  const { started, kernel, machine, command, failure, phases, runDirectory } = facts;
  const tests = [...facts.results, ...notRun(facts)];
  const verdict = judge(tests, failure);
  const report: RunReport = {
    schema: schemaVersion,
    id: basename(runDirectory),
    group: facts.group,
    invocation: facts.invocation,
    tool: { name: 'lsm-audit', version },
    started: started.toISOString(),
    finished: new Date().toISOString(),
    ...(kernel && { kernel: kernelFacts(kernel), series: seriesFacts(kernel) }),
    ...(machine && { accelerator: machine.accelerator }),
    ...(machine && {
      machine: { type: machine.type, ...(command && { command: pasteable(command) }) },
    }),
    phases: phases.times,
    guests: [...facts.guests],
    tests,
    complaints: [...facts.complaints],
    totals: totalsOf(tests),
    verdict,
    ...(failure && { failure: failureFacts(failure) }),
    runDirectory,
  };
  return { report, exitCode: exitCodeOf(verdict, failure) };
}

/** The tests that never had their turn, each with the reason. */
function notRun({ selected, results, failure }: Facts): TestResult[] {
  const reason = failure?.message ?? 'it had no turn';
  return selected
    .flatMap(({ name: suite, tests }) => tests.map(({ name }) => ({ suite, name })))
    .filter(({ suite, name }) => !results.some((r) => r.suite === suite && r.name === name))
    .map((test) => ({ ...test, status: 'not-run', durationMs: 0, reason, evidence: {} }));
}

/** A failed test stays failed, whatever ended the run afterwards. */
function judge(tests: readonly TestResult[], failure: ExplainedError | undefined) {
  const verdict = verdictOf(tests);
  if (verdict === 'failed' || failure === undefined) return verdict;
  return failure.exitCode === ExitCode.failed ? 'failed' : 'incomplete';
}

function exitCodeOf(verdict: RunReport['verdict'], failure: ExplainedError | undefined): number {
  if (failure?.exitCode === ExitCode.interrupted) return ExitCode.interrupted;
  if (verdict === 'failed') return ExitCode.failed;
  if (failure) return failure.exitCode;
  return verdict === 'passed' ? ExitCode.passed : ExitCode.infrastructure;
}

function kernelFacts({ manifest, cached }: Kernel) {
  const { release, source, configHash, imageSha256, variant, fragments } = manifest;
  const own = fragments && { fragments };
  return { release, source, configHash, imageSha256, variant, ...own, cached };
}

function seriesFacts({ manifest: { series } }: Kernel): NonNullable<RunReport['series']> {
  const { sha256: _, ...facts } = series;
  return facts;
}

function failureFacts({ message, evidence, phase, exitCode, remedy, log }: ExplainedError) {
  return {
    message,
    details: [...evidence],
    phase,
    exitCode,
    ...(remedy === undefined ? {} : { remedy }),
    ...(log === undefined ? {} : { log }),
  };
}
