/** The command list, the signals, the only catch, and the only exit of the program. */

import process from 'node:process';
import yargs from 'yargs';
import { hideBin } from 'yargs/helpers';
import * as build from './commands/build.js';
import * as claims from './commands/claims.js';
import * as clean from './commands/clean.js';
import type { CommandContext } from './commands/context.js';
import * as doctor from './commands/doctor.js';
import * as mutate from './commands/mutate.js';
import * as records from './commands/records.js';
import * as run from './commands/run.js';
import * as shell from './commands/shell.js';
import { spreadSeries } from './commands/target-options.js';
import { ExitCode, ExplainedError, InterruptedError, UsageError } from './errors.js';
import { diskRemedy, isDiskFull } from './host/exec.js';
import { explain } from './report/explain.js';

const exitCodes = `Exit codes:
  0   every test passed
  1   a test failed, or the kernel or series under test is at fault
  2   the command line is wrong
  69  the infrastructure failed (host, network, disk, QEMU): no verdict on the kernel
  130 stopped by Ctrl-C`;

const environment = `Environment:
  LSM_AUDIT_CACHE   folder of the cache (default: lsm-audit in $XDG_CACHE_HOME or ~/.cache)
  LSM_AUDIT_MIRROR  Debian mirror to use instead of the host's own
  LSM_AUDIT_TOOLS   build-root or host: which compilers to build with (default: auto)
  NO_COLOR          plain output`;

/** Turns signals into an abort, so that every stage ends what it started. */
function interruption(): AbortSignal {
  const controller = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(name, () => controller.abort(new InterruptedError('host', name)));
  }
  return controller.signal;
}

async function main(typed: string[]): Promise<number> {
  const words = spreadSeries(typed);
  const context: CommandContext = {
    signal: interruption(),
    invocation: words,
    stdin: process.stdin,
    stdout: process.stdout,
    stderr: process.stderr,
  };
  let exitCode: number = ExitCode.passed;
  const parser = yargs(words)
    .scriptName('lsm-audit')
    .usage(
      '$0 <command>\n\nSelftests for the bpf_audit_log_*() kfuncs, on a kernel built with the series.',
    )
    .strict()
    .demandCommand(1, 'Name a command.')
    .recommendCommands()
    .wrap(Math.min(100, process.stdout.columns ?? 100))
    .version()
    .help()
    .alias('help', 'h')
    .epilogue(`${exitCodes}\n\n${environment}`)
    .exitProcess(false)
    .fail((message, error) => {
      throw error ?? new UsageError(message);
    });
  for (const command of [doctor, build, run, claims, mutate, shell, records, clean]) {
    parser.command(command.name, command.summary, command.options, async (argv) => {
      // yargs types each command's arguments apart; the module checks its own.
      exitCode = await command.execute(argv as never, context);
    });
  }
  await parser.parseAsync();
  return exitCode;
}

/** The error as the user shall see it. */
function explained(error: unknown): ExplainedError | undefined {
  if (error instanceof ExplainedError) return error;
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (isDiskFull(code)) return new DiskFull(error);
  return undefined;
}

class DiskFull extends ExplainedError {
  readonly exitCode = ExitCode.infrastructure;
  constructor(cause: unknown) {
    super(`the disk is full (${cause instanceof Error ? cause.message : String(cause)})`, {
      phase: 'host',
      remedy: diskRemedy,
    });
  }
}

// Should nothing be left to wait for before there is a verdict, Node ends: that is no success.
process.exitCode = ExitCode.infrastructure;
main(hideBin(process.argv)).then(
  (code) => process.exit(code),
  (error: unknown) => {
    const known = explained(error);
    const text = known ? explain(known) : unexpected(error);
    process.stderr.write(`${text}\n`, () =>
      process.exit(known?.exitCode ?? ExitCode.infrastructure),
    );
  },
);

function unexpected(error: unknown): string {
  const story = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return `error: a fault of lsm-audit itself\n${story}`;
}
