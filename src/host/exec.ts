/** Runs commands on the host: the only importer of execa. */

import { existsSync } from 'node:fs';
import { InfrastructureError, InterruptedError, type Phase } from '../errors.js';
import type { CommandLine } from './command.js';
import type { Log } from './log.js';
import { follow, keep, letGoWhenStopped } from './output.js';
import { remedyFor } from './packages.js';
import { endConfined } from './sandbox.js';

export interface ExecOptions {
  phase: Phase;
  log: Log;
  signal?: AbortSignal | undefined;
  /** Bytes for standard input; it is empty otherwise. */
  input?: string | Uint8Array;
  /** Called with each line of standard output and standard error as it comes. */
  onLine?: (line: string) => void;
  /** A file that receives both outputs, appended. */
  transcript?: string;
}

export interface ExecResult {
  code: number;
  stdout: string;
  stderr: string;
  /** Both outputs in the order they came. */
  all: string;
}

/** How long a command may take to end after SIGTERM before it gets SIGKILL, in milliseconds. */
const forceKillAfterMs = 2000;

/** A command that talks without end is ended when it has said so many bytes. */
const maxOutputBytes = 64 * 1024 * 1024;

/**
 * Runs `command` and returns its result whatever the exit code; every line has gone to `onLine` by
 * then, and every byte into the transcript.
 * @throws InfrastructureError when it cannot be started or is killed by a signal, or when the
 *   transcript cannot be written
 * @throws InterruptedError when `signal` aborts first
 */
export async function exec(command: CommandLine, options: ExecOptions): Promise<ExecResult> {
  const { phase, log, signal, onLine, transcript } = options;
  if (signal?.aborted) throw interruption(options);
  log.command(command);
  // Loaded at the first command: a run with everything in the cache has none, and does not wait.
  const { ExecaError, execa } = await import('execa');
  const subprocess = execa(command.file, [...command.args], {
    ...(command.cwd === undefined ? {} : { cwd: command.cwd }),
    ...(command.env === undefined ? {} : { env: { ...command.env }, extendEnv: false }),
    ...(signal === undefined || isConfined(command) ? {} : { cancelSignal: signal }),
    ...(options.input === undefined ? { stdin: 'ignore' as const } : { input: options.input }),
    all: true,
    reject: false,
    stripFinalNewline: false,
    maxBuffer: maxOutputBytes,
    forceKillAfterDelay: forceKillAfterMs,
  });
  const followed = onLine && follow(subprocess.iterable({ from: 'all' }), onLine);
  const kept = transcript === undefined ? undefined : keep(subprocess.all, transcript);
  const stopLettingGo = signal && letGoWhenStopped(subprocess, signal);
  const end = () => subprocess.pid !== undefined && endConfined(subprocess.pid);
  if (isConfined(command)) signal?.addEventListener('abort', end);
  if (isConfined(command) && signal?.aborted) end();
  const result = await subprocess;
  signal?.removeEventListener('abort', end);
  stopLettingGo?.();
  const misheard = await followed;
  const unwritten = await kept;
  if (signal?.aborted && result instanceof ExecaError) throw interruption(options);
  if (misheard) throw misheard.error;
  if (unwritten) throw notKept(unwritten, options);
  if (result.exitCode === undefined) throw notRun(command, phase, result);
  const obstacle = sandboxObstacle(command, result.all ?? '');
  if (result.exitCode !== 0 && obstacle) throw notConfined(obstacle, phase);
  return {
    code: result.exitCode,
    stdout: result.stdout,
    stderr: result.stderr,
    all: result.all ?? '',
  };
}

/**
 * Runs `command` and fails when it does.
 * @throws InfrastructureError with the last lines of its output when it exits with another code
 *   than 0, and what `exec` throws
 */
export async function execOk(command: CommandLine, options: ExecOptions): Promise<ExecResult> {
  const result = await exec(command, options);
  if (result.code === 0) return result;
  throw commandFailed(command, result, options);
}

/** The error for a command that ended with another exit code than 0. */
export function commandFailed(
  command: CommandLine,
  result: ExecResult,
  options: Pick<ExecOptions, 'phase' | 'transcript'>,
): InfrastructureError {
  const full = isDiskFull(result.all);
  return new InfrastructureError(
    full
      ? `the disk is full: ${command.file} could not write`
      : `${command.file} ended with exit code ${result.code}`,
    {
      phase: options.phase,
      evidence: lastLines(result.all, 12),
      ...(options.transcript === undefined ? {} : { log: options.transcript }),
      ...(full ? { remedy: diskRemedy } : {}),
    },
  );
}

const isConfined = ({ file }: CommandLine) => file === 'bwrap';

export const diskRemedy =
  'Free space with `lsm-audit clean`, or set LSM_AUDIT_CACHE to a folder on a larger disk.';

/** Whether some tool's output says that the disk is full (the C library's text for ENOSPC). */
export function isDiskFull(output: string): boolean {
  return /No space left on device|ENOSPC|Disk quota exceeded/.test(output);
}

export function lastLines(text: string, count: number): string[] {
  return text.trimEnd().split('\n').slice(-count);
}

/** What bubblewrap itself says when it cannot make the container; the command in it never ran then. */
function sandboxObstacle({ file }: CommandLine, output: string): string | undefined {
  const lines = output.trimEnd().split('\n');
  // A program in the container that says the same has said more before, or is not to be told apart.
  return file === 'bwrap' && lines.every((line) => line.startsWith('bwrap: '))
    ? lines[0]
    : undefined;
}

function notKept(error: NodeJS.ErrnoException, { phase, transcript = '' }: ExecOptions) {
  const full = isDiskFull(error.message);
  return new InfrastructureError(
    full
      ? `the disk is full: ${transcript} could not be written`
      : `${transcript} cannot be written`,
    { phase, evidence: [error.message], cause: error, ...(full ? { remedy: diskRemedy } : {}) },
  );
}

function notConfined(obstacle: string, phase: Phase): InfrastructureError {
  return new InfrastructureError('the build container cannot be set up', {
    phase,
    evidence: [obstacle],
    remedy: '`lsm-audit doctor` says whether this host allows user namespaces.',
  });
}

function interruption({ signal, phase }: ExecOptions): Error {
  const reason: unknown = signal?.reason;
  return reason instanceof InterruptedError ? reason : new InterruptedError(phase, 'the caller');
}

function notRun(command: CommandLine, phase: Phase, error: object): InfrastructureError {
  const { file, cwd } = command;
  const code = 'code' in error ? error.code : undefined;
  if (code === 'ENOENT' && cwd !== undefined && !existsSync(cwd)) {
    return new InfrastructureError(`${file} cannot be started: there is no ${cwd}`, { phase });
  }
  if (code === 'ENOENT') {
    return new InfrastructureError(`${file} is not installed`, { phase, remedy: remedyFor(file) });
  }
  if (code === 'ENOSPC') {
    return new InfrastructureError('the disk is full', { phase, remedy: diskRemedy });
  }
  const why = 'shortMessage' in error ? String(error.shortMessage) : 'for an unknown reason';
  const how = code === undefined ? 'did not end by itself' : 'cannot be started';
  const [first = ''] = why.split('\n');
  return new InfrastructureError(`${file} ${how}: ${first}`, { phase, cause: error });
}
