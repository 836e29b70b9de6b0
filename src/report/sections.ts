/** A report as most views need it: runs with titles, tests by suite, and whatever is no success. Pure. */

import type { Failure, TestResult } from '../suite/types.js';
import type { Report, RunReport } from './model.js';

/** One run of a report. */
export interface Section {
  /** Its variant, with a number where a variant was run several times: that of the repetition, if it is one. */
  title: string;
  run: RunReport;
  suites: { name: string; tests: TestResult[] }[];
  /** Why the run is no success, where none of its tests tells. */
  flaw?: string;
}

export function sectionsOf({ runs }: Pick<Report, 'runs'>): Section[] {
  const seen = new Map<string, number>();
  // Runs of two commands may be the same repetition.
  const oneCommand = new Set(runs.map(({ group }) => group)).size === 1;
  return runs.map((run) => {
    const count = (seen.get(run.variant) ?? 0) + 1;
    seen.set(run.variant, count);
    const number = (oneCommand ? run.repetition : undefined) ?? count;
    const flaw = flawOf(run);
    return {
      title: number === 1 ? run.variant : `${run.variant} (${number})`,
      run,
      suites: bySuite(run.tests),
      ...(flaw !== undefined && { flaw }),
    };
  });
}

/** Suites in the order of their first results: each guest that ran tests of one has its part of them. */
function bySuite(tests: readonly TestResult[]): Section['suites'] {
  const suites = new Map<string, TestResult[]>();
  for (const test of tests) suites.set(test.suite, [...(suites.get(test.suite) ?? []), test]);
  return [...suites].map(([name, own]) => ({ name, tests: own }));
}

/** Statuses that no view may show as a success. */
export const isBad = ({ status }: Pick<TestResult, 'status'>) =>
  status === 'failed' || status === 'not-run';

function flawOf({ verdict, tests, failure }: RunReport): string | undefined {
  if (verdict === 'passed' || tests.some(isBad)) return undefined;
  return failure?.message ?? 'nothing was tested';
}

/** What keeps the report from being a success, where no run of it tells. */
export interface Flaw {
  name: string;
  reason: string;
}

/** Variants that had no turn, doubts, or that there is no run at all. */
export function flawsOf({ runs, unreached = [], doubts = [] }: Report): Flaw[] {
  const nothing = runs.length === 0 && unreached.length === 0;
  return [
    ...unreached.map((name) => ({ name, reason: 'it had no turn' })),
    ...doubts.map(({ reason }) => ({ name: 'the report itself', reason })),
    ...(nothing ? [{ name: 'the report itself', reason: 'nothing was tested' }] : []),
  ];
}

/** What is missing in the report, if it is not whole. */
export function partialReason({ runs, unreached = [] }: Report): string | undefined {
  const ended = runs.find(({ failure }) => failure)?.failure?.message;
  const left = runs.reduce((sum, { totals }) => sum + totals['not-run'], 0);
  const facts = [
    ...(ended === undefined ? [] : [ended]),
    ...(left > 0 ? [`${left} ${left === 1 ? 'test was' : 'tests were'} not run`] : []),
    ...(unreached.length > 0 ? [`no turn for ${unreached.join(', ')}`] : []),
    ...(runs.length === 0 ? ['nothing was tested'] : []),
  ];
  return facts.length > 0 ? facts.join('; ') : undefined;
}

/** Sums over all runs. */
export function totalsIn(runs: readonly Pick<RunReport, 'totals'>[]): RunReport['totals'] {
  const sums = { passed: 0, failed: 0, 'expected-failure': 0, skipped: 0, 'not-run': 0 };
  for (const { totals } of runs) {
    for (const status of statuses) sums[status] += totals[status];
  }
  return sums;
}

const statuses = ['passed', 'failed', 'expected-failure', 'skipped', 'not-run'] as const;

/** "3 passed, 0 failed, 1 skipped". */
export function countsText(totals: RunReport['totals']): string {
  return statuses
    .filter((status) => totals[status] > 0 || status === 'passed' || status === 'failed')
    .map((status) => `${totals[status]} ${status}`)
    .join(', ');
}

/** What a run was about, as rows of name and value. */
export function factsOf({ run }: Section): [name: string, value: string][] {
  const { kernel, series, accelerator, machine, tool } = run;
  return [
    ...(kernel
      ? ([
          ['kernel', kernel.release],
          ['source', `${kernel.source.package} ${kernel.source.version} (${kernel.source.suite})`],
          ['config', kernel.configHash],
        ] as [string, string][])
      : []),
    ['variant', run.variant],
    ...(series ? [['series', series.name] as [string, string]] : []),
    ...(series?.patches ?? []).map(({ subject }, i): [string, string] => [
      `patch ${i + 1}`,
      subject,
    ]),
    ...(machine && accelerator
      ? [['machine', `${machine.type} under ${accelerator.name}`] as [string, string]]
      : []),
    ['tool', `${tool.name} ${tool.version}`],
    ['run', run.id],
  ];
}

/** What ended a run before its end, as lines. */
export function endLines({ failure }: RunReport): string[] {
  if (!failure) return [];
  const { message, phase, details, remedy } = failure;
  return [
    ...`${message} (${phase})`.split('\n'),
    ...details.flatMap((line) => line.split('\n')).map((line) => `  ${line}`),
    ...(remedy === undefined ? [] : `remedy: ${remedy}`.split('\n')),
  ];
}

/** The further lines of a failure, each one line. */
export function detailLines({ details, stack }: Failure): string[] {
  const frames = (stack ?? '').split('\n').slice(1);
  return [...details, ...frames].flatMap((line) => line.split('\n'));
}
