/** What a module of a command offers. */

import type { Argv } from 'yargs';
import type { CommandContext } from './context.js';

export interface Command {
  /** Its name, and its positional words as yargs reads them: `run [pattern..]`. */
  name: string;
  /** One line. */
  summary: string;
  options(argv: Argv): Argv<unknown>;
  /** Gets what yargs parsed by `options`; returns the exit code. */
  execute(args: never, context: CommandContext): Promise<number>;
}
