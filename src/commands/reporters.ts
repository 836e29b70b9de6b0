/** The option --reporter: which views of a report go where. */

import { appendFile, stat } from 'node:fs/promises';
import type { Argv } from 'yargs';
import { UsageError } from '../errors.js';
import { replaceFile } from '../host/replace-file.js';
import type { Report } from '../report/model.js';
import { isReporter, type ReporterName, reporterNames, views } from '../report/reporters.js';
import { stepSummary, summaryLimit } from '../report/step-summary.js';
import { checkedFile } from './paths.js';

export interface ReporterArguments {
  reporter?: string[] | undefined;
  json?: string | undefined;
}

export function reporterOptions<T>(argv: Argv<T>) {
  return argv
    .option('reporter', {
      type: 'string',
      array: true,
      nargs: 1,
      requiresArg: true,
      describe: `NAME or NAME=FILE, may be repeated: ${reporterNames.join(', ')}`,
    })
    .option('json', {
      type: 'string',
      requiresArg: true,
      describe: 'the same as --reporter json=FILE',
    });
}

/** Where the views of a report go. */
export interface Outlets {
  /** The one that has standard output; `pretty` prints itself while the run goes. */
  stdout: ReporterName;
  files: { name: ReporterName; path: string }[];
}

/**
 * What the options ask for, each file tried.
 * @throws UsageError when a name is unknown, two want the same place, or a file cannot be written
 */
export async function outletsOf({ reporter = [], json }: ReporterArguments): Promise<Outlets> {
  const synonym = json === undefined ? [] : [{ name: 'json' as const, file: json }];
  const words: Wanted[] = [...reporter.map(parsed), ...synonym];
  const [stdout, second] = words.filter(({ file }) => file === undefined);
  if (second) {
    throw new UsageError(
      `--reporter ${stdout?.name} and --reporter ${second.name} both want standard output`,
      `Give one of them a file: --reporter ${second.name}=FILE.`,
    );
  }
  const files: Outlets['files'] = [];
  for (const { name, file } of words) {
    if (file === undefined) continue;
    const path = await checkedFile(file, `--reporter ${name}=${file}`);
    const other = files.find((one) => one.path === path);
    if (other) {
      throw new UsageError(
        `--reporter ${other.name} and --reporter ${name} both want ${file}`,
        'Name two files.',
      );
    }
    files.push({ name, path });
  }
  return { stdout: stdout?.name ?? 'pretty', files };
}

interface Wanted {
  name: ReporterName;
  file?: string;
}

function parsed(word: string): Wanted {
  const [, name = '', file] = /^([^=]*)(?:=(.*))?$/s.exec(word) ?? [];
  if (!isReporter(name))
    throw new UsageError(`there is no reporter ${name}`, `Choose ${reporterNames.join(', ')}.`);
  if (file === '') throw new UsageError(`--reporter ${word} names no file`, 'Name one.');
  return { name, ...(file !== undefined && { file }) };
}

/** Writes the files, each whole or not at all. */
export async function writeFiles({ files }: Outlets, report: Report): Promise<void> {
  for (const { name, path } of files) await replaceFile(path, views[name](report));
}

/** Whether something of the report is for GitHub's eyes. */
export const hasGithub = ({ stdout, files }: Outlets) =>
  stdout === 'github' || files.some(({ name }) => name === 'github');

/** Adds the summary of the step where GitHub Actions asks for one, as far as there is room. */
export async function addStepSummary(
  report: Report,
  file = process.env['GITHUB_STEP_SUMMARY'],
): Promise<void> {
  if (file === undefined || file === '') return;
  const taken = await stat(file).then(
    ({ size }) => size,
    () => 0,
  );
  await appendFile(file, stepSummary(report, summaryLimit - taken));
}
