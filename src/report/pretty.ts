/** The tree of tests for people. Pure: values in, lines out. */

import type { Failure, SuiteEvent, TestResult } from '../suite/types.js';
import type { Colours } from './colour.js';
import { printable } from './explain.js';
import type { Report, RunReport } from './model.js';
import { baseText } from './series-base.js';

/** What a person reads while the suite runs: a heading for a suite, a line for a test. */
export function eventLines(event: SuiteEvent, colours: Colours): string[] {
  if (event.type === 'suite-start') return [colours.bold(event.suite)];
  if (event.type === 'test-end') return resultLines(event.result, colours);
  return [];
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
  const line = `  ${head} ${name}${why} ${time}`;
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
    `${paint(colours.bold(verdict.toUpperCase()))}  ${counts.map(([status, count]) => `${count} ${status}`).join(', ')}`,
    colours.dim(times.join(' · ')),
    ...(troubled ? [`run directory: ${runDirectory}`] : []),
  ];
}

/** What stands at the very end: the verdict of each variant, and the tests that need others. */
export function closingLines(
  { runs, elsewhere }: Pick<Report, 'runs' | 'elsewhere'>,
  colours: Colours,
): string[] {
  const table = runs.map(({ kernel, verdict, totals }) => {
    const paint = verdict === 'passed' ? colours.green : colours.red;
    const counts = `${totals.passed} passed, ${totals.failed} failed`;
    return `  ${(kernel?.variant ?? '').padEnd(16)} ${paint(verdict.padEnd(10))} ${counts}`;
  });
  const needed = [...new Set(elsewhere.flatMap(({ variants }) => variants))].sort().join(', ');
  return [
    ...(runs.length > 1 ? ['', ...table] : []),
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
