/** Which tests share a guest, and which run on a kernel variant at all. Pure. */

import { variantWithoutAudit } from '../kernel/variants.js';
import type { DeclaredSuite, DeclaredTest, TestResult } from '../suite/index.js';

/**
 * Whether `test` can show what it is about on `variant`. Without words about it, it can on every one
 * that has something to observe.
 */
export function suits({ needs }: Pick<DeclaredTest<never>, 'needs'>, variant: string): boolean {
  if (needs?.variants) return needs.variants.includes(variant);
  return variant !== variantWithoutAudit && !needs?.except?.includes(variant);
}

/** Whether a guest with so many programs has audit, when tests have it booted with `words`. */
export function hasAudit(programs: number, words: readonly string[]): boolean {
  return programs > 0 && words.findLast((word) => word.startsWith('audit=')) !== 'audit=0';
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
 * The guests for `suites`: for each demand on the command line one that its tests share, the one
 * without any demand first. A test that poisons its guest is the last one in it. Where there are
 * several, each further one has a guest for itself, as has one that ends it.
 */
export function planGuests<Env>(suites: readonly DeclaredSuite<Env>[]): GuestPlan<Env>[] {
  const demands = new Map<string, readonly string[]>([['', []]]);
  for (const { needs } of suites.flatMap(({ tests }) => tests))
    demands.set(needs?.boot?.join(' ') ?? '', needs?.boot ?? []);
  return [...demands.values()].flatMap((boot) => guestsBootedWith(boot, suites));
}

function guestsBootedWith<Env>(
  boot: readonly string[],
  suites: readonly DeclaredSuite<Env>[],
): GuestPlan<Env>[] {
  const words = boot.join(' ');
  const own = keepTests(suites, ({ needs }) => (needs?.boot?.join(' ') ?? '') === words);
  const alone = ({ needs }: DeclaredTest<Env>) => needs?.ownGuest === true;
  const poisoning = ({ needs }: DeclaredTest<Env>) => needs?.poisons === true;
  const each = (wanted: (test: DeclaredTest<Env>) => boolean) =>
    keepTests(own, wanted).flatMap((suite) =>
      suite.tests.map((test) => ({ ...suite, tests: [test] })),
    );
  const shared = keepTests(own, (test) => !alone(test) && !poisoning(test));
  const [last, ...later] = each(poisoning);
  const first = [...shared, ...(last ? [last] : [])];
  const others = [...later, ...each(alone)];
  const plans = [first, ...others.map((suite) => [suite])].map((suites) => ({ boot, suites }));
  return plans.filter(({ suites }) => suites.length > 0);
}
