/** The signals, the only catch, and the only exit of the program. */

import process from 'node:process';
import { hideBin } from 'yargs/helpers';
import type { CommandContext } from './commands/context.js';
import { commands } from './commands/list.js';
import { parse } from './commands/parser.js';
import { spreadSeries } from './commands/target-options.js';
import { ExitCode, ExplainedError, InterruptedError } from './errors.js';
import { diskRemedy, isDiskFull } from './host/exec.js';
import { explain } from './report/explain.js';

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
    commands,
    stdin: process.stdin,
    stdout: process.stdout,
    stderr: process.stderr,
  };
  return parse(words, {
    commands,
    columns: process.stdout.columns,
    perform: (command, args) => command.execute(args, context),
  });
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

/** Ends the program when both streams have passed on what they have, or nobody takes it any more. */
function leave(code: number): void {
  const streams = [process.stdout, process.stderr];
  let open = streams.length;
  for (const stream of streams)
    stream.write('', () => {
      open -= 1;
      if (open === 0) process.exit(unwritten === undefined ? code : ExitCode.infrastructure);
    });
}

/** What kept output from being written, other than that its reader has seen enough, as `head` has. */
let unwritten: Error | undefined;
for (const stream of [process.stdout, process.stderr])
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE' && error.code !== 'ERR_STREAM_DESTROYED') unwritten ??= error;
  });

// Should nothing be left to wait for before there is a verdict, Node ends: that is no success.
process.exitCode = ExitCode.infrastructure;
main(hideBin(process.argv)).then(leave, (error: unknown) => {
  const known = explained(error);
  process.stderr.write(`${known ? explain(known) : unexpected(error)}\n`);
  leave(known?.exitCode ?? ExitCode.infrastructure);
});

function unexpected(error: unknown): string {
  const story = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return `error: a fault of lsm-audit itself\n${story}`;
}
