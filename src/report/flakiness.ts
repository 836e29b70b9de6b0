/** What repeated runs say of each test: how often it fails, and whether it always ends alike. Pure. */

import { type Status, titleOf } from '../suite/index.js';
import type { Colours } from './colour.js';
import { printable } from './explain.js';
import { rateText, wilsonInterval } from './failure-rate.js';
import { type RunReport, verdictOn } from './model.js';

/** One test on one variant of the kernel, over all repetitions. */
export interface TestRate {
  suite: string;
  name: string;
  variant: string;
  /** In how many runs it was executed, and in how many of these it failed. */
  runs: number;
  failed: number;
  /** How it ended, other than by having no turn. */
  endings: ReadonlySet<Status>;
  /** The first repetition in which it failed. */
  firstFailed?: number | undefined;
}

/** The rates of all tests, in the order in which the runs name them. */
export function ratesOf(runs: readonly RunReport[]): TestRate[] {
  const rates = new Map<string, TestRate & { endings: Set<Status> }>();
  for (const { tests, variant, repetition } of runs) {
    for (const { suite, name, status } of tests) {
      if (status === 'not-run') continue;
      const key = JSON.stringify([variant, suite, name]);
      const rate = rates.get(key) ?? {
        ...{ suite, name, variant, runs: 0, failed: 0 },
        endings: new Set<Status>(),
      };
      rates.set(key, rate);
      rate.endings.add(status);
      // A skip is no try.
      if (status !== 'skipped') rate.runs += 1;
      if (status !== 'failed') continue;
      rate.failed += 1;
      rate.firstFailed ??= repetition ?? 1;
    }
  }
  return [...rates.values()];
}

/** The verdict of the whole by variant, the tests that did not always end alike, and those that always fail. */
export function repetitionLines(runs: readonly RunReport[], colours: Colours): string[] {
  const repetitions = new Set(runs.map(({ repetition }) => repetition));
  const last = Math.max(...runs.map(({ repetition = 1 }) => repetition));
  if (repetitions.size < last)
    return ['', ...variantLines(runs, colours), '', withoutRates(repetitions.size, last)];
  const rates = ratesOf(runs);
  const unsteady = rates.filter(({ endings }) => endings.size > 1);
  const failing = rates.filter(({ endings }) => endings.size === 1 && endings.has('failed'));
  return [
    '',
    ...variantLines(runs, colours),
    ...(unsteady.length > 0 ? ['', 'Tests that did not always end alike:'] : []),
    ...unsteady.map((rate) => `  ${colours.yellow('≠')} ${rateLine(rate)}`),
    ...(failing.length > 0 ? ['', 'Tests that always failed:'] : []),
    ...failing.map((rate) => `  ${colours.red('✗')} ${rateLine(rate)}`),
    ...(unsteady.length > 0 || failing.length > 0 ? [''] : []),
    colours.dim(steadyLine(rates)),
  ];
}

/** Those that passed have gone, so that what is left fails more often than its tests do. */
const withoutRates = (kept: number, last: number) =>
  `${kept} of ${last} repetitions or more are kept, which is too few for a rate: see lsm-audit report --history TEST`;

function variantLines(runs: readonly RunReport[], colours: Colours): string[] {
  return [...new Set(runs.map(({ variant }) => variant))].map((variant) => {
    const own = runs.filter((run) => run.variant === variant);
    const verdict = verdictOn(own);
    const paint = verdict === 'passed' ? colours.green : colours.red;
    const passed = own.filter((run) => run.verdict === 'passed').length;
    const word = paint(verdict.toUpperCase().padEnd(10));
    return `  ${variant.padEnd(16)} ${word} ${passed} of ${own.length} repetitions passed`;
  });
}

function rateLine({ suite, name, variant, runs, failed, endings, firstFailed }: TestRate): string {
  const title = printable(titleOf(suite, name));
  const first = firstFailed === undefined ? '' : `, first in repetition ${firstFailed}`;
  const others = [...endings].filter((status) => status !== 'failed' && status !== 'passed');
  const also = others.length > 0 ? `, also ${others.join(' and ')}` : '';
  return `${title} (${variant})  ${rateText(failed, runs)}${first}${also}`;
}

/** What is known of those that never failed: the fewer runs, the less. */
function steadyLine(rates: readonly TestRate[]): string {
  const steady = rates.filter(({ failed, runs }) => failed === 0 && runs > 0);
  if (steady.length === 0) return 'No test was executed without a failure.';
  const fewest = Math.min(...steady.map(({ runs }) => runs));
  const { high } = wilsonInterval(0, fewest);
  const tests = steady.length === 1 ? '1 test' : `${steady.length} tests`;
  return `${tests} never failed: at 95 % that excludes failure rates above ${(100 * high).toFixed(1)} %.`;
}
