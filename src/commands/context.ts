/** What every command gets from the outside. */

import type { Readable, Writable } from 'node:stream';
import type { Command } from './command.js';

export interface Terminal extends Writable {
  isTTY?: boolean;
  columns?: number;
}

export interface CommandContext {
  /** Aborts at Ctrl-C, SIGTERM and SIGHUP. */
  signal: AbortSignal;
  /** The words of the command line behind the name of the program. */
  invocation: readonly string[];
  /** All commands, for those that are about them. */
  commands: readonly Command[];
  stdin: Readable;
  stdout: Terminal;
  stderr: Terminal;
}
