/** `report`: what runs said, again: in words, or as a page to look at. */

import { writeFile } from 'node:fs/promises';
import type { Argv } from 'yargs';
import { ExitCode } from '../errors.js';
import { cachePaths } from '../host/paths.js';
import { coloursFor } from '../report/colour.js';
import { closingLines, runLines } from '../report/pretty.js';
import { pageOf, reportOn } from '../session/html-report.js';
import { keptRuns } from '../session/kept-runs.js';
import type { CommandContext } from './context.js';
import { checkedFile } from './paths.js';

export const name = 'report [run..]';
export const summary = 'Show a run that is over: in words, or as an HTML page';

export interface ReportArguments {
  run?: string[] | undefined;
  html?: string | undefined;
  only: boolean;
}

export function options(argv: Argv) {
  return argv
    .positional('run', {
      type: 'string',
      array: true,
      describe: 'name or path of a run directory; default: the newest',
    })
    .option('html', {
      type: 'string',
      requiresArg: true,
      describe: 'write a page to this file: one file, without network, for any browser',
    })
    .option('only', {
      type: 'boolean',
      default: false,
      describe: 'without the other runs of the same command',
    })
    .example('$0 report', 'the newest run, in words')
    .example('$0 report --html report.html', 'the newest run, to look at and to pass on');
}

/** Exit code 0 when there was something to show, whatever its verdict. */
export async function execute(
  { run: names = [], html, only }: ReportArguments,
  { stdout }: CommandContext,
): Promise<number> {
  const file = html === undefined ? undefined : await checkedFile(html, '--html');
  const kept = await keptRuns(cachePaths().runs, names, { only });
  if (file !== undefined) {
    await writeFile(file, await pageOf(kept));
    return ExitCode.passed;
  }
  const report = reportOn(kept);
  const colours = coloursFor(stdout.isTTY === true, process.env);
  const lines = [
    ...report.runs.flatMap((run) => runLines(run, colours)),
    ...closingLines(report, colours),
  ];
  stdout.write(`${lines.join('\n')}\n`);
  return ExitCode.passed;
}
