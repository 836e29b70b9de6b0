/** Sums of results, and the verdict they amount to. Pure. */

import type { Status, TestResult } from './types.js';

export type Totals = Record<Status, number>;

export function totalsOf(results: readonly TestResult[]): Totals {
  const totals: Totals = {
    passed: 0,
    failed: 0,
    'expected-failure': 0,
    skipped: 0,
    'not-run': 0,
  };
  for (const { status } of results) totals[status] += 1;
  return totals;
}

export type Verdict = 'passed' | 'failed' | 'incomplete';

/** Passed only when something was executed, nothing failed and nothing was left out. */
export function verdictOf(results: readonly TestResult[]): Verdict {
  const totals = totalsOf(results);
  if (totals.failed > 0) return 'failed';
  if (totals['not-run'] > 0 || totals.passed === 0) return 'incomplete';
  return 'passed';
}
