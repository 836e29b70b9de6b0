/** Suites inside a test: declared, run by the engine, and gone from the registry again. */

import * as assert from 'uvu/assert';
import {
  type Declare,
  type EngineOptions,
  runSuites,
  type SuiteOptions,
  suite,
  type TestResult,
  takeSuites,
} from '../../src/suite/index.js';

/** Declares a suite called `inner`, and takes it out of the registry. */
export function declared(declare: (test: Declare<void>) => void, options: SuiteOptions<void> = {}) {
  declare(suite<void>('inner', options));
  return takeSuites<void>();
}

export function run(
  suites: ReturnType<typeof declared>,
  options: Partial<EngineOptions<void>> = {},
): Promise<TestResult[]> {
  const { signal } = new AbortController();
  return runSuites({ suites, env: undefined, signal, ...options });
}

export const statuses = (results: readonly TestResult[]) =>
  results.map(({ name, status }) => `${name}: ${status}`);

export const pass = () => {};
export const fail = () => assert.unreachable('on purpose');
/** Never settles; a deadline or an abort must end the wait for it. */
export const hang = () => new Promise<void>(() => {});
