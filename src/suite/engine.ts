/** Runs declared suites strictly: nothing passes that was not executed to its end. */

import { type Timers, within } from '../host/deadline.js';
import { failureOf, isAssertion } from './failure.js';
import type { DeclaredSuite, DeclaredTest } from './registry.js';
import { titleOf } from './select.js';
import type { Finding, SuiteEvent, TestContext, TestResult } from './types.js';
import { runInUvu } from './uvu.js';

export interface EngineOptions<Env> {
  suites: readonly DeclaredSuite<Env>[];
  env: Env;
  signal: AbortSignal;
  /** What deadlines are multiplied by on a slow machine. */
  slowdown?: number;
  /** Milliseconds since whatever the caller counts from; by default since Node started. */
  clock?: () => number;
  /** What counts the deadlines; the host's clock by default. */
  timers?: Timers | undefined;
  onEvent?: (event: SuiteEvent) => void;
  /**
   * What became of the ground that tests stand on, asked after each failure: `lost` when no further
   * test can run and the failed one is to blame, `broken` when it is not, and so was not tested;
   * `missing` when there was none for this test only.
   * Tests that a lost ground leaves over get no result: they can have their turn elsewhere.
   */
  ground?: (error: unknown) => Promise<Ground>;
  /** Looks for what a test did beside its assertions; what it finds fails the test. */
  inspect?: (title: string) => Promise<Finding | undefined>;
}

/** What became of what tests stand on. */
export type Ground = 'firm' | 'lost' | 'broken' | 'missing';

type Outcome = Pick<TestResult, 'status' | 'failure' | 'reason'>;

/** What a test that did its duty ends with. */
const fine: ReadonlySet<TestResult['status']> = new Set(['passed', 'expected-failure', 'skipped']);

class Skipped extends Error {}

/** Milliseconds for set-up and tear-down, before scaling. */
const fixtureDeadlineMs = 30_000;

/** Runs all tests in order and returns a result for each that had its turn. */
export async function runSuites<Env>(options: EngineOptions<Env>): Promise<TestResult[]> {
  const run = new Run(options);
  for (const suite of options.suites) {
    if (run.lost) break;
    await run.suite(suite);
  }
  return run.results;
}

class Run<Env> {
  readonly results: TestResult[] = [];
  readonly #options: EngineOptions<Env>;
  readonly #slowdown: number;
  /** Why the tests that are left cannot run anywhere, or, after `lost`, not here. */
  #over: string | undefined;
  lost = false;

  constructor(options: EngineOptions<Env>) {
    this.#options = options;
    this.#slowdown = Math.max(1, options.slowdown ?? 1);
  }

  async suite(suite: DeclaredSuite<Env>): Promise<void> {
    const { env } = this.#options;
    const started = performance.now();
    this.#emit({ type: 'suite-start', suite: suite.name, tests: suite.tests.length });
    const before = this.results.length;
    if (suite.tests.length === 0)
      this.#add(suite.name, 'the suite itself', {
        status: 'failed',
        failure: { message: 'it declares no test', details: [] },
      });
    const idle = this.#endOfRun() !== undefined;
    const setUp = idle
      ? undefined
      : await this.#fixture(() => suite.options.setUp?.(env), 'set-up', this.#options.signal);
    const tests = suite.tests.map((test) => ({
      name: test.name,
      run: () => this.#test(suite.name, test, setUp),
    }));
    const { passed, total } = await runInUvu(suite.name, tests);
    const ours = this.results
      .slice(before)
      .filter(({ name }) => tests.some((t) => t.name === name));
    // uvu takes the tests that a lost ground left over for passed.
    const left = tests.length - ours.length;
    this.#compare(suite.name, { passed: passed - left, total: total - left }, ours);
    const tearDown = idle
      ? undefined
      : await this.#fixture(() => suite.options.tearDown?.(env), 'tear-down');
    // What cannot be undone because the guest is gone says nothing about the kernel.
    if (tearDown && this.#endOfRun() === undefined)
      this.#add(suite.name, 'tear-down', { status: 'failed', failure: failureOf(tearDown.error) });
    this.#emit({ type: 'suite-end', suite: suite.name, durationMs: performance.now() - started });
  }

  /** Runs one test, keeps its result, and throws when it did not pass, which is how uvu learns it. */
  async #test(
    suite: string,
    test: DeclaredTest<Env>,
    setUp: { error: unknown } | undefined,
  ): Promise<void> {
    if (this.lost) return;
    this.#emit({ type: 'test-start', suite, name: test.name });
    const { clock = () => performance.now() } = this.#options;
    const startMs = clock();
    const evidence: Record<string, unknown> = {};
    const own = await this.#outcome(test, setUp, evidence);
    const outcome = await this.#inspected(titleOf(suite, test.name), own);
    const durationMs = clock() - startMs;
    this.#add(suite, test.name, { ...outcome, startMs, durationMs, evidence });
    if (!fine.has(outcome.status)) throw new Error(outcome.status);
  }

  async #outcome(
    test: DeclaredTest<Env>,
    setUp: { error: unknown } | undefined,
    evidence: Record<string, unknown>,
  ): Promise<Outcome> {
    const over = this.#endOfRun();
    if (over !== undefined) return { status: 'not-run', reason: over };
    if (setUp) return await this.#judge(setUp.error, { prefix: 'set-up failed: ' });
    const end = new AbortController();
    const signal = AbortSignal.any([this.#options.signal, end.signal]);
    const ms = test.deadlineS * 1000 * this.#slowdown;
    try {
      const work = Promise.resolve().then(() => test.body(this.#context(signal, evidence)));
      await within(work, {
        what: 'the end of the test',
        ms,
        signal: this.#options.signal,
        timers: this.#options.timers,
        lastSeen: () => Object.keys(evidence).join(', '),
      });
      if (test.expectedFailure === undefined) return { status: 'passed' };
      const message = `it passes, though it should not: ${test.expectedFailure}`;
      return { status: 'failed', failure: { message, details: [] } };
    } catch (error) {
      return await this.#judge(error, { expected: test.expectedFailure });
    } finally {
      end.abort();
    }
  }

  /** What `error` means for a test, of which a failure may be `expected` for that reason. */
  async #judge(
    error: unknown,
    { prefix = '', expected }: { prefix?: string; expected?: string | undefined } = {},
  ): Promise<Outcome> {
    if (error instanceof Skipped) return { status: 'skipped', reason: error.message };
    const over = this.#endOfRun();
    if (over !== undefined) return { status: 'not-run', reason: over };
    const failure = prefixed(prefix, error);
    const ground = (await this.#options.ground?.(error)) ?? 'firm';
    if (ground === 'missing') return { status: 'not-run', reason: failure.message };
    if (ground !== 'firm') this.#over = `the guest was gone: ${failure.message}`;
    if (ground === 'broken') return { status: 'not-run', reason: failure.message };
    this.lost ||= ground === 'lost';
    if (expected !== undefined && ground === 'firm' && isAssertion(error))
      return { status: 'expected-failure', failure, reason: expected };
    return { status: 'failed', failure };
  }

  /** The outcome together with what the test did beside its assertions. */
  async #inspected(title: string, outcome: Outcome): Promise<Outcome> {
    const { inspect } = this.#options;
    const over = this.#endOfRun() !== undefined && !this.lost;
    if (!inspect || outcome.status === 'not-run' || over) return outcome;
    try {
      const found = await inspect(title);
      return found ? this.#withFinding(outcome, found) : outcome;
    } catch (error) {
      const judged = await this.#judge(error);
      // Whatever keeps us from looking closer, it has failed.
      return outcome.status === 'failed' ? outcome : judged;
    }
  }

  #withFinding({ status, failure }: Outcome, { failure: found, spent }: Finding): Outcome {
    // Of a guest that died the inspection knows more than whoever waited for it.
    const own = this.lost ? [] : (failure?.details ?? []);
    this.lost ||= spent;
    if (status !== 'failed' || !failure) return { status: 'failed', failure: found };
    const details = [...own, found.message, ...found.details];
    return { status: 'failed', failure: { ...failure, details } };
  }

  /** Why no further test can run, if none can. */
  #endOfRun(): string | undefined {
    if (this.#options.signal.aborted) this.#over ??= 'the run was stopped';
    return this.#over;
  }

  #context(signal: AbortSignal, evidence: Record<string, unknown>): TestContext<Env> {
    return {
      env: this.#options.env,
      signal,
      skip(reason) {
        if (reason.trim() === '') throw new Error('a test was skipped without a reason');
        throw new Skipped(reason);
      },
      attach(key, value) {
        evidence[key] = value;
      },
      collect(key, value) {
        const before = evidence[key];
        evidence[key] = Array.isArray(before) ? [...before, value] : [value];
      },
    };
  }

  async #fixture(
    work: () => Promise<void> | void,
    what: string,
    signal?: AbortSignal,
  ): Promise<{ error: unknown } | undefined> {
    const ms = fixtureDeadlineMs * this.#slowdown;
    try {
      const { timers } = this.#options;
      await within(Promise.resolve().then(work), { what, ms, signal, timers });
      return undefined;
    } catch (error) {
      return { error };
    }
  }

  #compare(
    suite: string,
    uvu: { passed: number; total: number },
    ours: readonly TestResult[],
  ): void {
    const passed = ours.filter(({ status }) => fine.has(status)).length;
    if (uvu.passed === passed && uvu.total === ours.length) return;
    const message = `uvu counted ${uvu.passed} of ${uvu.total} passed, we ${passed} of ${ours.length}`;
    this.#add(suite, 'the counts of its tests', {
      status: 'failed',
      failure: { message, details: [] },
    });
  }

  #add(
    suite: string,
    name: string,
    result: Partial<TestResult> & Pick<TestResult, 'status'>,
  ): void {
    const whole = { suite, name, durationMs: 0, evidence: {}, ...result };
    this.results.push(whole);
    this.#emit({ type: 'test-end', result: whole });
  }

  #emit(event: SuiteEvent): void {
    this.#options.onEvent?.(event);
  }
}

function prefixed(prefix: string, error: unknown) {
  const failure = failureOf(error);
  return { ...failure, message: prefix + failure.message };
}
