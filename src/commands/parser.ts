/** From the words of a command line to the command that they name, and its exit code. */

import yargs from 'yargs';
import { ExitCode, UsageError } from '../errors.js';
import type { Command } from './command.js';
import { contractText } from './contract.js';
import { greeting } from './introduction.js';

/** Does what a command shall do with its parsed arguments; returns the exit code. */
export type Perform = (command: Command, args: never) => Promise<number>;

export interface ParserOptions {
  commands: readonly Command[];
  perform: Perform;
  /** Of the terminal. */
  columns?: number | undefined;
}

/** @throws UsageError when the words name no command, or not what it takes */
export async function parse(
  words: readonly string[],
  { commands, perform, columns = 100 }: ParserOptions,
): Promise<number> {
  let exitCode: number = ExitCode.passed;
  const parser = yargs([...words])
    .scriptName('lsm-audit')
    .usage(`$0 <command>\n\n${greeting}`)
    .strict()
    .demandCommand(1, 'Name a command.')
    .recommendCommands()
    .wrap(Math.min(100, columns))
    .version()
    .help()
    .alias('help', 'h')
    .epilogue(contractText())
    .exitProcess(false)
    .fail((message, error) => {
      // An option without its value comes as an error of yargs' own, with or without a message.
      if (error && error.name !== 'YError') throw error;
      throw new UsageError(message ?? error.message);
    });
  for (const command of commands) {
    parser.command(command.name, command.summary, command.options, async (argv) => {
      // yargs types each command's arguments apart; the module checks its own.
      exitCode = await perform(command, argv as never);
    });
  }
  await parser.parseAsync();
  return exitCode;
}
