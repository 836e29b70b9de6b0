/**
 * Where a run writes what it does. Every command that is run on the host goes through `command`,
 * so that a person can paste it; a terminal shows it only with --verbose, the run log always.
 */

import { appendFileSync } from 'node:fs';
import type { CommandLine } from './command.js';
import { pasteable } from './command.js';

export interface Log {
  /** A sentence for the person who waits. */
  info(text: string): void;
  /** Something that did not stop the run but should be known. */
  warn(text: string): void;
  /** A command about to be run. */
  command(command: CommandLine): void;
  /** Detail that only the log file keeps. */
  detail(text: string): void;
}

export const silentLog: Log = { info() {}, warn() {}, command() {}, detail() {} };

/** Appends everything to `file` and passes sentences on to `out`. */
export function fileLog(file: string, out: Log): Log {
  const started = performance.now();
  const append = (text: string) => {
    const seconds = ((performance.now() - started) / 1000).toFixed(3);
    appendFileSync(file, `[${seconds.padStart(9)}] ${text}\n`);
  };
  return {
    info(text) {
      append(text);
      out.info(text);
    },
    warn(text) {
      append(`warning: ${text}`);
      out.warn(text);
    },
    command(command) {
      append(`$ ${pasteable(command)}`);
      out.command(command);
    },
    detail(text) {
      append(text);
      out.detail(text);
    },
  };
}
