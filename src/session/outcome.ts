/** From the facts of a run to its report and exit code. Pure. */

import { basename } from 'node:path';
import { ExitCode, type ExplainedError } from '../errors.js';
import { type CommandLine, pasteable } from '../host/command.js';
import type { Kernel } from '../kernel/kernel.js';
import type { Series } from '../kernel/series.js';
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

type SeriesFacts = NonNullable<RunReport['series']>;

/** What a run has come to know so far. */
export interface Facts {
  started: Date;
  runDirectory: string;
  /** The name of the first run of the same command. */
  group: string;
  repetition?: number | undefined;
  invocation: readonly string[];
  /** The configuration of the kernel that was asked for. */
  variant: string;
  /** The patches that were asked for, once they are read. */
  series?: SeriesFacts;
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
  const series = appliedSeries(facts);
  const report: RunReport = {
    schema: schemaVersion,
    id: basename(runDirectory),
    group: facts.group,
    ...(facts.repetition !== undefined && { repetition: facts.repetition }),
    invocation: facts.invocation,
    tool: { name: 'lsm-audit', version },
    started: started.toISOString(),
    finished: new Date().toISOString(),
    variant: facts.variant,
    ...(kernel && { kernel: kernelFacts(kernel) }),
    ...(series && { series }),
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

/** The series as it was read; once there is a kernel, as it was applied, with what its variant brings. */
function appliedSeries({ series, kernel }: Facts): SeriesFacts | undefined {
  if (!series || !kernel) return series;
  const { sha256: _, ...applied } = kernel.manifest.series;
  return { ...series, ...applied };
}

/** What a report says of `series`. */
export function seriesFacts({ name, cover, base, notes, patches }: Series): SeriesFacts {
  return {
    name,
    ...(cover === undefined ? {} : { cover }),
    ...(base && { base }),
    ...(notes.length > 0 && { notes }),
    patches: patches.map(({ file, subject, sha256 }) => ({ file, subject, sha256 })),
  };
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
