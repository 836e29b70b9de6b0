/** Chooses tests by patterns on "suite > name". Pure. */

import { UsageError } from '../errors.js';
import type { DeclaredSuite } from './registry.js';

export const titleOf = (suite: string, name: string) => `${suite} > ${name}`;

/** A pattern matches anywhere in the title, regardless of case; `*` stands for any text. */
export function titleMatcher(pattern: string): (title: string) => boolean {
  const parts = pattern.split('*').map((part) => part.replaceAll(/[.+?^${}()|[\]\\]/g, '\\$&'));
  const expression = new RegExp(parts.join('.*'), 'i');
  return (title) => expression.test(title);
}

/**
 * The suites with the tests that some pattern matches; all of them without patterns.
 * @throws UsageError when a pattern matches nothing
 */
export function selectTests<Env>(
  suites: readonly DeclaredSuite<Env>[],
  patterns: readonly string[],
): DeclaredSuite<Env>[] {
  if (patterns.length === 0) return [...suites];
  const matchers = patterns.map(titleMatcher);
  const titles = suites.flatMap(({ name, tests }) => tests.map((test) => titleOf(name, test.name)));
  patterns.forEach((pattern, i) => {
    if (titles.some((title) => matchers[i]?.(title))) return;
    throw new UsageError(
      `no test matches "${pattern}"`,
      'List the tests with lsm-audit run --list.',
    );
  });
  const chosen = suites.map((suite) => ({
    ...suite,
    tests: suite.tests.filter((test) =>
      matchers.some((match) => match(titleOf(suite.name, test.name))),
    ),
  }));
  return chosen.filter((suite) => suite.tests.length > 0);
}
