/** `report`: looks back at runs. */

import type { Argv } from 'yargs';
import { UsageError } from '../errors.js';
import type { CommandContext } from './context.js';
import { historyOption, type ReportHistoryArguments, showHistory } from './report-history.js';

export const name = 'report';
export const summary = 'Look back at a test over many runs';

export function options(argv: Argv) {
  return historyOption(argv);
}

export async function execute(
  { history }: ReportHistoryArguments,
  context: CommandContext,
): Promise<number> {
  if (history !== undefined) return showHistory(history, context);
  throw new UsageError('there is nothing to report', 'Name a test by --history TEST.');
}
