/**
 * A second look at a report that says that all is well, by what lies on the disk: whether something was
 * tested, nothing was skipped, and each console was really read to the end of each test.
 */

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { SplatScanner } from '../console/index.js';
import type { Doubt, GuestReport, Report, RunReport } from '../report/model.js';
import { type DeclaredSuite, type TestResult, titleOf } from '../suite/index.js';
import { markedEnd, markText } from './console-watch.js';

/** Why `report` is no success; nothing when it says so itself. `suites` are those that were to run. */
export async function secondLook(
  report: Report,
  suites: readonly DeclaredSuite<never>[],
): Promise<Doubt[]> {
  if (report.verdict !== 'passed') return [];
  const doubts = report.runs.flatMap((run) => [...nothingTested(run), ...skips(run)]);
  for (const run of report.runs) {
    for (const guest of run.guests) doubts.push(...(await atConsole(run, guest, suites)));
  }
  return doubts;
}

const incomplete = (reason: string): Doubt => ({ reason, verdict: 'incomplete' });

const nothingTested = ({ variant, totals }: RunReport) =>
  totals.passed > 0 ? [] : [incomplete(`no test has passed on ${variant}`)];

/** What no variant can show is left out before a run; whatever a run skips is a gap. */
const skips = ({ variant, tests }: RunReport) =>
  tests
    .filter(({ status }) => status === 'skipped')
    .map(({ suite, name, reason }) =>
      incomplete(`${titleOf(suite, name)} was skipped on ${variant}: ${reason}`),
    );

async function atConsole(
  { variant, runDirectory, tests }: RunReport,
  { number, console }: GuestReport,
  suites: readonly DeclaredSuite<never>[],
): Promise<Doubt[]> {
  const own = tests.filter(({ guest }) => guest === number);
  // A guest that a test was to end has the words of its death on the console.
  if (own.some((test) => endsItsGuest(test, suites))) return [];
  const what = `the console of guest ${number} on ${variant}`;
  const text = await readFile(join(runDirectory, console), 'latin1').catch((error: Error) => error);
  if (text instanceof Error) return [incomplete(`${what} cannot be read: ${text.message}`)];
  const scanner = new SplatScanner();
  const ends = new Set<string>();
  for (const line of text.split(/\r?\n/)) {
    scanner.push(line);
    const end = markedEnd(line);
    if (end !== undefined) ends.add(end);
  }
  const wanted = own.map(({ suite, name }) => titleOf(suite, name));
  const missing = wanted.filter((title) => !ends.has(markText(title)));
  return [
    ...missing.map((title) => incomplete(`${what} was not read to the end of ${title}`)),
    ...scanner.take().map(
      ({ title, line }): Doubt => ({
        reason: `${what} has a complaint that no test was blamed for: ${title} (line ${line})`,
        verdict: 'failed',
      }),
    ),
  ];
}

function endsItsGuest(result: TestResult, suites: readonly DeclaredSuite<never>[]): boolean {
  const declared = suites.find(({ name }) => name === result.suite)?.tests;
  return declared?.find(({ name }) => name === result.name)?.needs?.ownGuest === true;
}
