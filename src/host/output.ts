/** The output of a command while it runs: its lines, its transcript, and its end. */

import type { ChildProcess } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

/** Hands each line to `onLine`, to the last one. @returns the first error that `onLine` threw */
export async function follow(
  lines: AsyncIterable<unknown>,
  onLine: (line: string) => void,
): Promise<{ error: unknown } | undefined> {
  let first: { error: unknown } | undefined;
  try {
    for await (const line of lines) {
      try {
        onLine(String(line));
      } catch (error) {
        first ??= { error };
      }
    }
  } catch {
    // The iteration ends with the command's own failure, which `exec` reports.
  }
  return first;
}

/** Appends `output` to `file`. @returns the error of a file that could not be written */
export async function keep(
  output: Readable,
  file: string,
): Promise<NodeJS.ErrnoException | undefined> {
  try {
    await pipeline(output, createWriteStream(file, { flags: 'a' }));
  } catch (error) {
    // Errors without a number come from the output's side, and `exec` reports those.
    const failure = error as NodeJS.ErrnoException;
    if (failure.errno !== undefined) return failure;
  }
  return undefined;
}

/**
 * Closes the pipes of a command that was stopped and has ended: what it started may live on and hold
 * them open, and nobody waits for that.
 */
export function letGoWhenStopped(
  subprocess: Pick<ChildProcess, 'exitCode' | 'signalCode' | 'stdout' | 'stderr' | 'once'>,
  signal: AbortSignal,
): () => void {
  const letGo = () => {
    const ended = subprocess.exitCode !== null || subprocess.signalCode !== null;
    if (!signal.aborted || !ended) return;
    for (const stream of [subprocess.stdout, subprocess.stderr]) stream?.destroy();
  };
  subprocess.once('exit', letGo);
  signal.addEventListener('abort', letGo);
  return () => signal.removeEventListener('abort', letGo);
}
