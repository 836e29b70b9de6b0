/** Declares suites and tests. Declaring is enough: there is no run() that could be forgotten. */

import type { Needs, TestBody, TestOptions } from './types.js';

export interface SuiteOptions<Env> {
  /** Seconds that a test may take on a fast machine; the engine scales it. */
  deadlineS?: number;
  /** Runs before the first test; when it fails, every test of the suite fails with it. */
  setUp?: (env: Env) => Promise<void> | void;
  /** Runs once after the last test, whatever happened. */
  tearDown?: (env: Env) => Promise<void> | void;
}

export interface DeclaredTest<Env> {
  name: string;
  deadlineS: number;
  expectedFailure?: string;
  needs?: Needs;
  body: TestBody<Env>;
}

export interface DeclaredSuite<Env> {
  name: string;
  options: SuiteOptions<Env>;
  tests: DeclaredTest<Env>[];
}

export interface Declare<Env> {
  (name: string, body: TestBody<Env>): void;
  (name: string, options: TestOptions, body: TestBody<Env>): void;
}

const defaultDeadlineS = 10;

let declared: DeclaredSuite<never>[] = [];

/**
 * Declares a suite and returns the function that declares its tests.
 * @throws Error when the suite has two tests of one name: a filter could not tell them apart
 */
export function suite<Env = void>(name: string, options: SuiteOptions<Env> = {}): Declare<Env> {
  const tests: DeclaredTest<Env>[] = [];
  declared.push({ name, options, tests } as DeclaredSuite<never>);
  return (test: string, ...rest: [TestBody<Env>] | [TestOptions, TestBody<Env>]) => {
    const [{ deadlineS, ...own }, body]: [TestOptions, TestBody<Env>] =
      rest.length === 2 ? rest : [{}, rest[0]];
    if (tests.some((other) => other.name === test)) {
      throw new Error(`the suite "${name}" has two tests named "${test}"`);
    }
    tests.push({
      name: test,
      deadlineS: deadlineS ?? options.deadlineS ?? defaultDeadlineS,
      ...own,
      body,
    });
  };
}

/** Hands over what was declared since the last call. */
export function takeSuites<Env>(): DeclaredSuite<Env>[] {
  const taken = declared;
  declared = [];
  return taken as unknown as DeclaredSuite<Env>[];
}
