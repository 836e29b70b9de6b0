/** Which tests share a guest, and which run on a kernel variant at all. Pure. */

import type { DeclaredSuite, DeclaredTest, TestResult } from '../suite/index.js';

/** Without words about it, a test runs on every variant that has something to observe. */
const unobservable = 'no-audit';

/** Whether `test` can show what it is about on `variant`. */
export function suits({ needs }: Pick<DeclaredTest<never>, 'needs'>, variant: string): boolean {
  if (needs?.variants) return needs.variants.includes(variant);
  return variant !== unobservable && !needs?.except?.includes(variant);
}

/** The suites with those of their tests for which `wanted` holds; suites without any are left out. */
export function keepTests<Env>(
  suites: readonly DeclaredSuite<Env>[],
  wanted: (test: DeclaredTest<Env>, suite: string) => boolean,
): DeclaredSuite<Env>[] {
  return suites
    .map((suite) => ({ ...suite, tests: suite.tests.filter((test) => wanted(test, suite.name)) }))
    .filter(({ tests }) => tests.length > 0);
}

/** The tests that have no result yet. */
export function withoutResult<Env>(
  suites: readonly DeclaredSuite<Env>[],
  results: readonly TestResult[],
): DeclaredSuite<Env>[] {
  const done = (suite: string, name: string) =>
    results.some((result) => result.suite === suite && result.name === name);
  return keepTests(suites, ({ name }, suite) => !done(suite, name));
}

/** One guest: how it is booted, and what runs in it. */
export interface GuestPlan<Env> {
  /** Words on the kernel's command line. */
  boot: readonly string[];
  suites: DeclaredSuite<Env>[];
}

/**
 * The guests for `suites`: one for each demand on the command line, the one without any first, and
 * one for each test that needs a guest of its own.
 */
export function planGuests<Env>(suites: readonly DeclaredSuite<Env>[]): GuestPlan<Env>[] {
  const plans = new Map<string, GuestPlan<Env>>([['[]', { boot: [], suites: [] }]]);
  for (const { test, suite } of suites.flatMap((suite) =>
    suite.tests.map((test) => ({ suite, test })),
  )) {
    const { boot = [], ownGuest } = test.needs ?? {};
    const key = JSON.stringify(ownGuest ? [...boot, suite.name, test.name] : boot);
    const plan = plans.get(key) ?? { boot, suites: [] };
    plans.set(key, plan);
    const known = plan.suites.find(({ name }) => name === suite.name);
    if (known) known.tests.push(test);
    else plan.suites.push({ ...suite, tests: [test] });
  }
  return [...plans.values()].filter((plan) => plan.suites.length > 0);
}
