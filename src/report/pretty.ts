/** The tree of tests for people. Pure: values in, lines out; `run` prints them as they come. */

import { ExitCode } from '../errors.js';
import { titleOf } from '../suite/index.js';
import type { Failure, SuiteEvent, TestResult } from '../suite/types.js';
import { type Colours, coloursFor } from './colour.js';
import { explain, printable } from './explain.js';
import { repetitionLines } from './flakiness.js';
import type { Report, RunReport } from './model.js';
import { flawsOf, sectionsOf } from './sections.js';
import { baseText } from './series-base.js';

/** The whole report, as a run prints it, without colours. */
export function pretty(report: Report): string {
  const colours = coloursFor(false);
  const lines = sectionsOf(report).flatMap(({ run, suites }) => [
    ...headerLines(run, colours),
    ...suites.flatMap(({ name, tests }) => [
      colours.bold(printable(name)),
      ...tests.flatMap((test) => resultLines(test, colours)),
    ]),
    ...failedRunLines(run),
    ...summaryLines(run, [], colours),
    '',
  ]);
  return [...lines, ...closingLines(report, colours)].map((line) => `${line}\n`).join('');
}

function failedRunLines({ failure }: RunReport): string[] {
  return failure ? explain({ ...failure, evidence: failure.details }).split('\n') : [];
}

/** What a person reads while the suite runs: a heading for a suite, a line for a test. */
export function eventLines(event: SuiteEvent, colours: Colours): string[] {
  if (event.type === 'suite-start') return [colours.bold(printable(event.suite))];
  if (event.type === 'test-end') return resultLines(event.result, colours);
  return [];
}

/** What a person reads of a repetition: of a tree that was seen before, only what failed. */
export function repeatedEventLines(event: SuiteEvent, colours: Colours): string[] {
  if (event.type !== 'test-end' || event.result.status !== 'failed') return [];
  const { suite, name } = event.result;
  return resultLines({ ...event.result, name: titleOf(suite, name) }, colours);
}

/** What is tested, and on what: printed above the tree. */
export function headerLines(report: RunReport, colours: Colours): string[] {
  const { kernel, series, accelerator, machine } = report;
  const rows = [
    kernel && ['kernel', `${kernel.release}, ${kernel.source.package} ${kernel.source.version}`],
    kernel && ['config', `${configName(kernel)}, ${kernel.configHash.slice(0, 12)}`],
    series && ['series', `${series.name}, ${plural(series.patches.length, 'patch', 'patches')}`],
    series?.base && ['', `made for ${baseText(series.base)}`],
    machine && ['machine', `${machine.type} under ${accelerator?.name.toUpperCase()}`],
    accelerator && ['', accelerator.reason],
  ].filter((row) => row !== undefined);
  const lines = rows.map(([name = '', text = '']) => `${name.padEnd(8)} ${printable(text)}`);
  return [...lines.map((line) => colours.dim(line)), ''];
}

/** The variant with the user's fragments: `default + my.config`. */
const configName = ({ variant, fragments = [] }: NonNullable<RunReport['kernel']>) =>
  [variant, ...fragments.map(({ file }) => file)].join(' + ');

const plural = (count: number, one: string, many: string) => `${count} ${count === 1 ? one : many}`;

function resultLines(result: TestResult, colours: Colours): string[] {
  const { status, name, durationMs, reason, failure } = result;
  const time = colours.dim(`${Math.round(durationMs)} ms`);
  const head = {
    passed: colours.green('✓'),
    failed: colours.red('✗'),
    'expected-failure': colours.yellow('≈'),
    skipped: colours.yellow('↷'),
    'not-run': colours.yellow('–'),
  }[status];
  const why = reason === undefined ? '' : colours.yellow(` (${printable(reason)})`);
  const line = `  ${head} ${printable(name)}${why} ${time}`;
  return failure && status === 'failed' ? [line, ...failureLines(failure, colours)] : [line];
}

export function failureLines(failure: Failure, colours: Colours): string[] {
  const details = failure.details.map((line) => `      ${printable(line)}`);
  const stack = (failure.stack ?? '')
    .split('\n')
    .slice(1, 6)
    .map((line) => printable(line.trim()))
    .filter((line) => line !== '')
    .map((line) => colours.dim(`      ${line}`));
  return [colours.red(`      ${printable(failure.message)}`), ...details, ...stack];
}

/** A run that is over, whole: what was tested, each test below its suite, and the verdict. */
export function runLines(report: RunReport, colours: Colours): string[] {
  let suite: string | undefined;
  const tree = report.tests.flatMap((result) => {
    const heading = result.suite === suite ? [] : [colours.bold(printable(result.suite))];
    suite = result.suite;
    return [...heading, ...resultLines(result, colours)];
  });
  return [...headerLines(report, colours), ...tree, ...summaryLines(report, [], colours)];
}

/** What stands below the tree: totals, time, verdict, and where to look. */
export function summaryLines(
  report: RunReport,
  consoleTail: readonly string[],
  colours: Colours,
): string[] {
  const { totals, verdict, runDirectory, phases } = report;
  const counts = Object.entries(totals).filter(
    ([status, count]) => count > 0 || status === 'passed' || status === 'failed',
  );
  const paint = verdict === 'passed' ? colours.green : colours.red;
  const times = inAll(phases).map(
    ({ name, ms, note }) => `${name} ${seconds(ms)}${note ? ` (${note})` : ''}`,
  );
  const troubled = verdict !== 'passed';
  return [
    ...(troubled && consoleTail.length > 0
      ? ['', 'The end of the console:', ...consoleTail.map((line) => `    ${printable(line)}`)]
      : []),
    '',
    `${paint(colours.bold(verdict.toUpperCase()))}${cutShort(report)}  ${counts.map(([status, count]) => `${count} ${status}`).join(', ')}`,
    colours.dim(times.join(' · ')),
    ...(troubled ? [`run directory: ${runDirectory}`] : []),
  ];
}

/** Whether and where somebody stopped the run. */
function cutShort({ failure, tests }: RunReport): string {
  const executed = tests.filter(({ status }) => status !== 'not-run').length;
  if (failure?.exitCode !== ExitCode.interrupted || executed === tests.length) return '';
  return ` (stopped after ${executed} of ${plural(tests.length, 'test', 'tests')})`;
}

/** What stands at the very end: the verdict of each variant, and the tests that need others. */
export function closingLines(report: Report, colours: Colours): string[] {
  const { runs, elsewhere } = report;
  const table = runs.map(({ variant, verdict, totals }) => {
    const paint = verdict === 'passed' ? colours.green : colours.red;
    const counts = `${totals.passed} passed, ${totals.failed} failed`;
    return `  ${variant.padEnd(16)} ${paint(verdict.padEnd(10))} ${counts}`;
  });
  const needed = [...new Set(elsewhere.flatMap(({ variants }) => variants))].sort().join(', ');
  return [
    ...(runs.some(({ repetition }) => repetition !== undefined)
      ? repetitionLines(runs, colours)
      : runs.length > 1
        ? ['', ...table]
        : []),
    ...flawsOf(report).map(({ name, reason }) => colours.red(printable(`${name}: ${reason}`))),
    ...(elsewhere.length > 0
      ? [colours.dim(`${plural(elsewhere.length, 'test needs', 'tests need')} one of ${needed}`)]
      : []),
  ];
}

/** Phases of one name, of which each guest has its own, as one. */
function inAll(phases: RunReport['phases']): RunReport['phases'] {
  const sums = new Map<string, RunReport['phases'][number]>();
  for (const phase of phases) {
    const { ms = 0, ...known } = sums.get(phase.name) ?? {};
    sums.set(phase.name, { ...phase, ...known, ms: ms + phase.ms });
  }
  return [...sums.values()];
}

const seconds = (ms: number) => `${(ms / 1000).toFixed(2)} s`;
