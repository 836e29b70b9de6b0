/**
 * uvu, tamed: the only importer of its runner.
 *
 * uvu runs what was queued by itself on the next tick and prints dots while it does. With UVU_DEFER
 * set it only queues, and we call the queued runner; what it prints meanwhile is swallowed, since the report
 * is ours. Its counters come back, to be held against our own.
 */

type Runner = () => Promise<
  [errors: string | true, passed: number, skipped: number, total: number]
>;

const shared = globalThis as { UVU_DEFER?: number; UVU_QUEUE?: Runner[][]; UVU_INDEX?: number };

export interface UvuCounts {
  passed: number;
  total: number;
}

export interface UvuTest {
  name: string;
  /** Throws when the test fails. */
  run: () => Promise<void>;
}

/** Runs `tests` one after the other in a uvu suite. */
export async function runInUvu(name: string, tests: readonly UvuTest[]): Promise<UvuCounts> {
  shared.UVU_DEFER = 1;
  const { suite } = await import('uvu');
  const queue: Runner[] = [];
  shared.UVU_QUEUE ??= [];
  shared.UVU_INDEX = 0;
  shared.UVU_QUEUE[0] = queue;
  const group = suite(name);
  for (const test of tests) group(test.name, test.run);
  group.run();
  const runner = queue.pop();
  if (!runner) throw new Error('uvu queued nothing');
  const restore = swallowUvuOutput();
  try {
    const [, passed, , total] = await runner();
    return { passed, total };
  } finally {
    restore();
  }
}

/**
 * Drops what uvu writes and passes everything else on. The two are told apart by the caller: uvu's
 * module is the frame that calls write. It is further up the stack of a test's own output, too.
 */
function swallowUvuOutput(): () => void {
  const original = process.stdout.write;
  const passOn = original.bind(process.stdout) as (...args: unknown[]) => boolean;
  process.stdout.write = ((...args: unknown[]) =>
    callerOfWrite()?.includes('/uvu/dist/') ? true : passOn(...args)) as typeof original;
  return () => {
    process.stdout.write = original;
  };
}

/** The line of the stack below this function and the replaced write. */
const callerOfWrite = () => new Error().stack?.split('\n')[3];
