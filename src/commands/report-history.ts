/** `report --history`: what became of a test over the runs that are remembered. */

import type { Argv } from 'yargs';
import { UsageError } from '../errors.js';
import { cachePaths } from '../host/paths.js';
import { coloursFor } from '../report/colour.js';
import type { HistoryEntry } from '../report/history.js';
import { testHistories } from '../report/test-history.js';
import { testHistoryLines } from '../report/test-history-lines.js';
import { readHistory } from '../session/history.js';
import { titleMatcher } from '../suite/index.js';
import type { CommandContext } from './context.js';
import { LeftOut } from './left-out.js';
import { talkTo } from './output.js';

export interface ReportHistoryArguments {
  history?: string | undefined;
}

export function historyOption<T>(argv: Argv<T>) {
  return argv
    .option('history', {
      type: 'string',
      requiresArg: true,
      describe:
        'when tests with this text passed and failed last, on what, and how often they fail',
    })
    .example('$0 report --history "cuts a command"', 'one test over all runs that are remembered');
}

/** @throws UsageError when no remembered run executed such a test */
export async function showHistory(text: string, context: CommandContext): Promise<number> {
  const { stdout, stderr } = context;
  const entries: HistoryEntry[] = [];
  const leftOut = new LeftOut();
  for await (const entry of readHistory(cachePaths().history, leftOut.note)) entries.push(entry);
  leftOut.tell(talkTo(stderr, { verbose: false }).log);
  const histories = testHistories(entries, titleMatcher(text));
  if (histories.length === 0) {
    throw new UsageError(
      `no run that is remembered executed a test with "${text}"`,
      'List the tests with lsm-audit run --list, and the runs with lsm-audit runs.',
    );
  }
  const colours = coloursFor(stdout.isTTY === true, process.env);
  const parts = histories.map((history) => testHistoryLines(history, colours).join('\n'));
  stdout.write(`${parts.join('\n\n')}\n`);
  return 0;
}
