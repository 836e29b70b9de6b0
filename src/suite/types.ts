/** What a test run is made of. The engine fills these values; reports only read them. */

export type Status = 'passed' | 'failed' | 'expected-failure' | 'skipped' | 'not-run';

/** Why a test failed, ready to be printed or serialised. */
export interface Failure {
  /** One line. */
  message: string;
  /** Further lines: the expected and the seen record with the difference marked. */
  details: string[];
  /** The stack of an error that was not an assertion, for the developer of the test. */
  stack?: string;
}

/** What a test did beside its assertions. */
export interface Finding {
  failure: Failure;
  /** What it stood on can show no such thing any more: the other tests need other ground. */
  spent: boolean;
}

export interface TestResult {
  suite: string;
  name: string;
  status: Status;
  /** Wall time in milliseconds. */
  durationMs: number;
  /** When it began, by the clock that the engine was given; missing when it had no turn. */
  startMs?: number;
  /** Which place it ran in, where the runner has several. */
  guest?: number;
  /** Present when status is `failed` or `expected-failure`. */
  failure?: Failure;
  /** Present when status is `expected-failure`, `skipped` or `not-run`. */
  reason?: string;
  /** What the test attached: audit records, return values of kfuncs. JSON-serialisable. */
  evidence: Record<string, unknown>;
}

/** What a test body receives. `Env` is what the runner offers: a guest, or nothing. */
export interface TestContext<Env> {
  readonly env: Env;
  /** Aborts at the test's deadline or when the run is interrupted. */
  readonly signal: AbortSignal;
  /** Ends the test as skipped. The reason is mandatory and printed. */
  skip(reason: string): never;
  /** Keeps a value with the result, whatever the verdict becomes. */
  attach(key: string, value: unknown): void;
  /** As `attach`, for values that come several times: all of them are kept, in order. */
  collect(key: string, value: unknown): void;
}

export interface TestOptions {
  /** Seconds before scaling by the machine's speed; the default is the suite's. */
  deadlineS?: number;
  /**
   * Why an assertion of the test must fail: what is under test cannot do better. The test fails
   * when it passes, and when anything but an assertion stops it.
   */
  expectedFailure?: string;
  /** Where the test can run, for the runner that chooses the place. */
  needs?: Needs;
}

/** What a test demands of the guest that it runs in. */
export interface Needs {
  /** Kernel variants that can show what it is about; without it all that have audit. */
  variants?: readonly string[];
  /** Of all that have audit, those that cannot. */
  except?: readonly string[];
  /** Words on the kernel's command line. */
  boot?: readonly string[];
  /** It leaves its guest so that no other test can run there: it comes last. */
  poisons?: boolean;
  /** It ends its guest, and so has one for itself. */
  ownGuest?: boolean;
}

export type TestBody<Env> = (t: TestContext<Env>) => Promise<void> | void;

export type SuiteEvent =
  | { type: 'suite-start'; suite: string; tests: number }
  | { type: 'test-start'; suite: string; name: string }
  | { type: 'test-end'; result: TestResult }
  | { type: 'suite-end'; suite: string; durationMs: number };
