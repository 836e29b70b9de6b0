/** `claims`: what the suite proves, by which tests, and what they said last. */

import type { Argv } from 'yargs';
import { type Coverage, coverage } from '../claims/index.js';
import { cachePaths } from '../host/paths.js';
import { claimLines } from '../report/claims.js';
import { coloursFor } from '../report/colour.js';
import { readHistory } from '../session/history.js';
import { lastVerdicts } from '../session/last-verdicts.js';
import { loadSelftests, selftestFolder } from '../session/selftests.js';
import type { CommandContext } from './context.js';
import { LeftOut } from './left-out.js';
import { talkTo } from './output.js';

export const name = 'claims';
export const summary = 'What the suite proves: claims, their tests, their last verdicts';

export interface ClaimsArguments {
  tests: boolean;
  json: boolean;
}

export function options(argv: Argv) {
  return argv
    .option('tests', { type: 'boolean', default: false, describe: 'name the tests of each claim' })
    .option('json', { type: 'boolean', default: false, describe: 'print the table as JSON' })
    .example('$0 claims', 'the table')
    .example('$0 claims --tests', 'with the tests behind each claim');
}

/** Fails when a claim has no test. */
export async function execute(
  args: ClaimsArguments,
  { stdout, stderr }: CommandContext,
): Promise<number> {
  const suites = await loadSelftests(selftestFolder);
  const tests = suites.flatMap(({ name: suite, tests }) =>
    tests.map(({ name, needs, expectedFailure }) => {
      return { suite, name, variants: needs?.variants, expectedFailure };
    }),
  );
  const leftOut = new LeftOut();
  const history = readHistory(cachePaths().history, leftOut.note);
  const { verdicts, about } = await lastVerdicts(history);
  leftOut.tell(talkTo(stderr, { verbose: false }).log);
  const table = coverage(tests, verdicts);
  const colours = coloursFor(stdout.isTTY === true, process.env);
  const text = args.json
    ? JSON.stringify({ about, claims: table }, null, 2)
    : claimLines(table, { about, tests: args.tests }, colours).join('\n');
  stdout.write(`${text}\n`);
  return complete(table) ? 0 : 1;
}

const complete = (table: readonly Coverage[]) => table.every(({ tests }) => tests.length > 0);
