/** `report`: what runs said, again: in words, as any other view, or as a page to look at. */

import type { Argv } from 'yargs';
import { ExitCode, UsageError } from '../errors.js';
import { cachePaths } from '../host/paths.js';
import { replaceFile } from '../host/replace-file.js';
import { coloursFor } from '../report/colour.js';
import { closingLines, runLines } from '../report/pretty.js';
import { views } from '../report/reporters.js';
import { keptReport, pageOf } from '../session/html-report.js';
import { keptRuns } from '../session/kept-runs.js';
import type { CommandContext } from './context.js';
import { checkedFile } from './paths.js';
import { historyOption, type ReportHistoryArguments, showHistory } from './report-history.js';
import { outletsOf, type ReporterArguments, reporterOptions, writeFiles } from './reporters.js';

export const name = 'report [run..]';
export const summary = 'Look back: at a run, in words or as a page, or at a test over many runs';

export interface ReportArguments extends ReporterArguments, ReportHistoryArguments {
  run?: string[] | undefined;
  html?: string | undefined;
  only: boolean;
}

export function options(argv: Argv) {
  return historyOption(reporterOptions(argv))
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
export async function execute(args: ReportArguments, context: CommandContext): Promise<number> {
  const { run: names = [], html, only, history } = args;
  if (history !== undefined) {
    requireAlone(args);
    return showHistory(history, context);
  }
  const { stdout } = context;
  const outlets = await outletsOf(args);
  const page = html === undefined ? undefined : await checkedFile(html, `--html ${html}`);
  const { runs, history: remembered } = cachePaths();
  const kept = await keptRuns(runs, names, { only, history: remembered });
  const report = await keptReport(kept, { only });
  await writeFiles(outlets, report);
  if (page !== undefined) await replaceFile(page, await pageOf(report, kept));
  if (outlets.stdout !== 'pretty') stdout.write(views[outlets.stdout](report));
  else if (page === undefined && outlets.files.length === 0) {
    const colours = coloursFor(stdout.isTTY === true, process.env);
    const lines = report.runs.flatMap((run) => runLines(run, colours));
    stdout.write(`${[...lines, ...closingLines(report, colours)].join('\n')}\n`);
  }
  return ExitCode.passed;
}

/** @throws UsageError when --history stands beside what is about runs */
function requireAlone({ run = [], html, json, reporter = [], only }: ReportArguments): void {
  const remedy = 'Leave out one of them.';
  if (run.length > 0) throw new UsageError('--history is about a test, not about runs', remedy);
  const [other] = [
    ...(html === undefined ? [] : ['--html']),
    ...(json === undefined ? [] : ['--json']),
    ...(reporter.length > 0 ? ['--reporter'] : []),
    ...(only ? ['--only'] : []),
  ];
  if (other !== undefined) throw new UsageError(`--history has no use for ${other}`, remedy);
}
