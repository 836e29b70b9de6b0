import * as assert from 'uvu/assert';
import type { Lab } from '../../src/session/lab.js';
import type { Needs, TestContext } from '../../src/suite/index.js';
import { attempt, hookSuite, sight } from '../helpers/selftest.js';

const test = hookSuite('what is left behind');

/** KASAN keeps what was freed for a while, lockdep and fault injection keep books of their own. */
const plain: Needs = { variants: ['default', 'init-pattern'] };

/**
 * The allocator of BPF fills its stock at the next tick, and until then a caller in a hurry gets nothing,
 * which cannot leak: so many contexts in a tick of 4 ms, in so many ticks.
 */
const inTick = 24;
const ticks = 40;
const spread: Load = { calls: ticks, contexts: inTick };
/** What is given back at once never runs out. */
const dense: Load = { calls: 1, contexts: 10_000 };

interface Load {
  /** System calls, a tick apart, and how many contexts the program asks for in each. */
  calls: number;
  contexts: number;
}

/** Bytes of slab that cannot be reclaimed. */
async function slabBytes({ env: lab }: TestContext<Lab>): Promise<number> {
  const [, kib] = /^SUnreclaim: +(\d+) kB$/m.exec(await lab.shell('cat /proc/meminfo')) ?? [];
  assert.ok(kib, 'no SUnreclaim in /proc/meminfo');
  return Number(kib) * 1024;
}

/** How much more slab there is after a load than after as much before: a leak goes on. */
async function growth(t: TestContext<Lab>, { calls, contexts }: Load): Promise<number> {
  const load = async () => {
    const seen = await attempt(t, {
      program: 'burst',
      trigger: ['load', `${calls}`, '4000'],
      variables: () => ({ wanted: contexts }),
    });
    assert.is(seen.hits, calls);
    return slabBytes(t);
  };
  const bytes = [await load(), await load(), await load()] as const;
  const growths = [bytes[1] - bytes[0], bytes[2] - bytes[1]];
  t.attach('growths', growths);
  // What others take at times does not come each time.
  return Math.min(...growths);
}

/** Half of what the allocator of BPF takes for a context: less than this cannot leak with each of them. */
const leastLeak = 16;

test('D refcounts: contexts that audit does not want leave no memory', {
  needs: plain,
  deadlineS: 30,
}, async (t) => {
  const { env: lab, signal } = t;
  const msgtype = { field: 'msgtype', value: 1427 } as const;
  await lab.addRule({ list: 'exclude', action: 'always', tests: [msgtype] }, signal);
  assert.ok((await growth(t, spread)) < ticks * inTick * leastLeak);
});

test('D refcounts: records leave no memory', { needs: plain, deadlineS: 60 }, async (t) => {
  const { env: lab, signal } = t;
  // Dropped at their end and not sent: so many would take the network long.
  await lab.configure({ rateLimit: 1, failure: 0 }, signal);
  const bytes = await growth(t, dense);
  await lab.restore(signal);
  // One a second got through: a window of another program takes them away from the next test.
  await sight(t, { program: 'empty', trigger: ['none'] });
  assert.ok(bytes < dense.contexts * leastLeak);
});

for (const program of ['file_open', 'file_open_path', 'file_open_inode']) {
  test(`D refcounts: what ${program} reports can be unmounted at once`, async (t) => {
    const seen = await attempt(t, { program, trigger: ['open_mounted'] });
    assert.equal([seen.hits, seen.returns['cause']], [1, 0]);
    assert.equal(seen.result, { ret: 0, errno: 0 });
  });
}
