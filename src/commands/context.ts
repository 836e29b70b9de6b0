/** What every command gets from the outside. */

import type { Readable, Writable } from 'node:stream';

export interface Terminal extends Writable {
  isTTY?: boolean;
  columns?: number;
}

export interface CommandContext {
  /** Aborts at Ctrl-C, SIGTERM and SIGHUP. */
  signal: AbortSignal;
  stdin: Readable;
  stdout: Terminal;
  stderr: Terminal;
}
