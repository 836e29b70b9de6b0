/**
 * What can end a run, one class for each kind of blame, and the exit code that each one means.
 *
 * The blame decides the code: a kernel or series that is at fault is a red verdict (1), a bad
 * command line is the caller's (2), and a host that could not do its part is neither (69,
 * EX_UNAVAILABLE of sysexits.h). Nothing else in the program chooses an exit code.
 */

export const ExitCode = {
  passed: 0,
  failed: 1,
  usage: 2,
  infrastructure: 69,
  /** 128 + SIGINT, as shells report it. */
  interrupted: 130,
} as const;

/** Where an error happened, in the order of the pipeline. */
export type Phase =
  | 'arguments'
  | 'host'
  | 'build root'
  | 'source'
  | 'series'
  | 'configuration'
  | 'kernel build'
  | 'programs'
  | 'guest root'
  | 'boot'
  | 'guest'
  | 'audit'
  | 'tests'
  | 'report';

export interface Explanation {
  phase: Phase;
  /** What the user can do about it, as an imperative sentence. */
  remedy?: string;
  /** Lines that show the cause: compiler output, the tail of a console, a rejected hunk. */
  evidence?: readonly string[];
  /** The file that holds the whole story. */
  log?: string;
  cause?: unknown;
}

/** An error that is shown to the user as cause, evidence, log and remedy, without a stack trace. */
export abstract class ExplainedError extends Error {
  abstract readonly exitCode: number;
  readonly phase: Phase;
  readonly remedy: string | undefined;
  readonly evidence: readonly string[];
  readonly log: string | undefined;

  constructor(message: string, explanation: Explanation) {
    super(message, explanation.cause === undefined ? undefined : { cause: explanation.cause });
    this.name = new.target.name;
    this.phase = explanation.phase;
    this.remedy = explanation.remedy;
    this.evidence = explanation.evidence ?? [];
    this.log = explanation.log;
  }
}

/** The command line asks for something that does not exist. */
export class UsageError extends ExplainedError {
  readonly exitCode = ExitCode.usage;
  constructor(message: string, remedy = 'See lsm-audit --help.') {
    super(message, { phase: 'arguments', remedy });
  }
}

/** The host could not do its part: a missing tool, a full disk, no network, a killed QEMU. */
export class InfrastructureError extends ExplainedError {
  readonly exitCode = ExitCode.infrastructure;
}

/** The series is at fault: a patch does not apply, or the kernel with it does not compile. */
export class SeriesError extends ExplainedError {
  readonly exitCode = ExitCode.failed;
}

/** The kernel under test is at fault: it panics, hangs, or lacks what the kfuncs need. */
export class KernelError extends ExplainedError {
  readonly exitCode = ExitCode.failed;
}

/** The user or the system asked the run to stop. */
export class InterruptedError extends ExplainedError {
  readonly exitCode = ExitCode.interrupted;
  constructor(phase: Phase, signal: string) {
    super(`stopped by ${signal}`, { phase });
  }
}
