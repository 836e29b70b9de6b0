/** A run on several variants of the kernel: which tests run where, and what their codes amount to. Pure. */

import { ExitCode, ExplainedError, UsageError } from '../errors.js';
import { defaultVariant } from '../kernel/variants.js';
import type { Report } from '../report/model.js';
import type { DeclaredSuite } from '../suite/index.js';
import { keepTests, suits } from './guest-plan.js';

/** The tests of one variant. */
export interface Leg<Env> {
  variant: string;
  suites: DeclaredSuite<Env>[];
}

export interface Legs<Env> {
  /** Those of each variant that has some. */
  legs: Leg<Env>[];
  /** Those that none of the variants can show. */
  elsewhere: Report['elsewhere'];
}

/** @throws UsageError when none of the tests can run on any of the variants */
export function legsOf<Env>(
  suites: readonly DeclaredSuite<Env>[],
  variants: readonly string[],
): Legs<Env> {
  const legs = variants
    .map((variant) => ({ variant, suites: keepTests(suites, (test) => suits(test, variant)) }))
    .filter(({ suites }) => suites.length > 0);
  const left = keepTests(suites, (test) => !variants.some((variant) => suits(test, variant)));
  const elsewhere = left.flatMap(({ name: suite, tests }) =>
    tests.map(({ name, needs }) => ({ suite, name, variants: needs?.variants ?? [] })),
  );
  if (legs.length > 0) return { legs, elsewhere };
  const needed = [...new Set(elsewhere.flatMap(({ variants }) => variants))].join(' or ');
  throw new UsageError(
    `none of these tests can run on the variant ${variants.join(', ')}`,
    `Choose --variant ${needed || defaultVariant}.`,
  );
}

/** The exit code of runs that were stopped for `reason` while others were left: no success. */
export function codeWhenStopped(codes: readonly number[], reason: unknown): number {
  const own = reason instanceof ExplainedError ? reason.exitCode : ExitCode.infrastructure;
  return worstCode([...codes, own]);
}

/** The exit code of the run that ended worst: stopped, failed, broken, passed. */
export function worstCode(codes: readonly number[]): number {
  const { interrupted, failed, infrastructure, passed } = ExitCode;
  const worst = [interrupted, failed, infrastructure].find((code) => codes.includes(code));
  return worst ?? codes.find((code) => code !== passed) ?? passed;
}
