import * as assert from 'uvu/assert';
import type { Lab } from '../../src/session/lab.js';
import type { Needs, TestContext } from '../../src/suite/index.js';
import { attempt, hookSuite } from '../helpers/selftest.js';

const test = hookSuite('what is left behind');

/** KASAN keeps what was freed for a while, lockdep and fault injection keep books of their own. */
const plain: Needs = { variants: ['default', 'init-pattern'] };

/** Contexts of one run of the program. */
const many = 10_000;

/** Bytes of slab that cannot be reclaimed. */
async function slabBytes({ env: lab }: TestContext<Lab>): Promise<number> {
  const [, kib] = /^SUnreclaim: +(\d+) kB$/m.exec(await lab.shell('cat /proc/meminfo')) ?? [];
  assert.ok(kib, 'no SUnreclaim in /proc/meminfo');
  return Number(kib) * 1024;
}

/** How much more slab there is after `many` contexts than after as many before: a leak goes on. */
async function growth(t: TestContext<Lab>): Promise<number> {
  const burst = async () => {
    const seen = await attempt(t, {
      program: 'burst',
      trigger: ['getpgid'],
      variables: () => ({ wanted: many }),
    });
    assert.is(seen.hits, 1);
  };
  await burst();
  const before = await slabBytes(t);
  await burst();
  const bytes = (await slabBytes(t)) - before;
  t.attach('growth', bytes);
  return bytes;
}

/** The smallest object of the kernel's allocator: less cannot leak with each context. */
const smallestObject = 8;

test('D refcounts: contexts that audit does not want leave no memory', {
  needs: plain,
  deadlineS: 30,
}, async (t) => {
  const { env: lab, signal } = t;
  const msgtype = { field: 'msgtype', value: 1427 } as const;
  await lab.addRule({ list: 'exclude', action: 'always', tests: [msgtype] }, signal);
  assert.ok((await growth(t)) < many * smallestObject);
});

test('D refcounts: records leave no memory', { needs: plain, deadlineS: 60 }, async (t) => {
  const { env: lab, signal } = t;
  // Dropped at their end and not sent: so many would take the network long.
  await lab.configure({ rateLimit: 1, failure: 0 }, signal);
  assert.ok((await growth(t)) < many * smallestObject);
});

for (const program of ['file_open', 'file_open_path', 'file_open_inode']) {
  test(`D refcounts: what ${program} reports can be unmounted at once`, async (t) => {
    const seen = await attempt(t, { program, trigger: ['open_mounted'] });
    assert.equal([seen.hits, seen.returns['cause']], [1, 0]);
    assert.equal(seen.result, { ret: 0, errno: 0 });
  });
}
