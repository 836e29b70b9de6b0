import * as assert from 'uvu/assert';
import { type SuiteEvent, suite } from '../../../src/suite/index.js';
import { declared, fail, pass, run, statuses } from '../../helpers/inner-suite.js';

const test = suite('suite ground');

test('when a test has taken the guest with it, it failed and the rest can go elsewhere', async () => {
  const suites = [
    ...declared(
      (inner) => {
        inner('killer', fail);
        inner('next', pass);
      },
      { tearDown: () => Promise.reject(new Error('no guest')) },
    ),
    ...declared((inner) => inner('other', pass), {
      setUp: () => Promise.reject(new Error('no guest')),
      tearDown: () => Promise.reject(new Error('no guest')),
    }),
  ];
  const results = await run(suites, { ground: async () => 'lost' });
  assert.equal(statuses(results), ['killer: failed']);
});

test('when the guest broke without blame of the test, no test failed', async () => {
  const suites = declared((inner) => {
    inner('victim', fail);
    inner('next', pass);
  });
  const results = await run(suites, { ground: async () => 'broken' });
  assert.equal(statuses(results), ['victim: not-run', 'next: not-run']);
});

test('a set-up that finds the guest gone is no failure of its tests', async () => {
  const asked: unknown[] = [];
  const gone = new Error('connection lost');
  const suites = declared(
    (inner) => {
      inner('a', pass);
      inner('b', pass);
    },
    { setUp: () => Promise.reject(gone) },
  );
  const ground = async (error: unknown) => {
    asked.push(error);
    return 'broken' as const;
  };
  const results = await run(suites, { ground });
  assert.equal(statuses(results), ['a: not-run', 'b: not-run']);
  assert.equal(asked, [gone]);
});

test('a failure on firm ground ends nothing', async () => {
  const suites = declared((inner) => {
    inner('bad', fail);
    inner('good', pass);
  });
  const results = await run(suites, { ground: async () => 'firm' });
  assert.equal(statuses(results), ['bad: failed', 'good: passed']);
});

test('a failure that takes the guest with it is never the expected one', async () => {
  const events: SuiteEvent['type'][] = [];
  const results = await run(
    [
      ...declared((inner) => inner('killer', { expectedFailure: 'a known fault' }, fail)),
      ...declared((inner) => inner('elsewhere', pass)),
    ],
    { ground: async () => 'lost', onEvent: ({ type }) => events.push(type) },
  );
  assert.equal(statuses(results), ['killer: failed']);
  assert.is(events.filter((type) => type === 'suite-start').length, 1);
});

test('what an inspection finds fails the test that was fine, and joins one that was not', async () => {
  const seen: string[] = [];
  const results = await run(
    declared((inner) => {
      inner('fine', pass);
      inner('bad', fail);
      inner('clean', pass);
    }),
    {
      inspect: async (title) => {
        seen.push(title);
        const failure = { message: 'WARNING', details: ['trace'] };
        return title.endsWith('clean') ? undefined : { failure, spent: false };
      },
    },
  );
  assert.equal(seen, ['inner > fine', 'inner > bad', 'inner > clean']);
  assert.equal(statuses(results), ['fine: failed', 'bad: failed', 'clean: passed']);
  assert.is(results[0]?.failure?.message, 'WARNING');
  assert.equal(results[1]?.failure?.details.slice(-2), ['WARNING', 'trace']);
});

test('an inspection that fails is a failure, and asks for the ground', async () => {
  const results = await run(
    declared((inner) => {
      inner('a', pass);
      inner('b', pass);
    }),
    { inspect: () => Promise.reject(new Error('no console')), ground: async () => 'broken' },
  );
  assert.equal(statuses(results), ['a: not-run', 'b: not-run']);
});

test('a test that failed has failed, whatever keeps from looking closer', async () => {
  const results = await run(
    declared((inner) => inner('bad', fail)),
    { inspect: () => Promise.reject(new Error('no console')), ground: async () => 'firm' },
  );
  assert.equal(statuses(results), ['bad: failed']);
  assert.is(results[0]?.failure?.message, 'on purpose');
});

test('ground that can show no more is left, as lost ground is', async () => {
  const results = await run(
    declared((inner) => {
      inner('loud', pass);
      inner('elsewhere', pass);
    }),
    { inspect: async () => ({ failure: { message: 'lockdep', details: [] }, spent: true }) },
  );
  assert.equal(statuses(results), ['loud: failed']);
});

test('a test without any ground was not run, whatever it expected, and the next one is', async () => {
  const suites = declared((inner) => {
    inner('lost', fail);
    inner('lost as well', { expectedFailure: 'it cannot pass' }, fail);
    inner('good', pass);
  });
  const grounds = ['missing', 'missing'] as const;
  let asked = 0;
  const results = await run(suites, { ground: async () => grounds[asked++] ?? 'firm' });
  assert.equal(statuses(results), ['lost: not-run', 'lost as well: not-run', 'good: passed']);
});

test('an inspection without ground takes a verdict away that was good, and none that was bad', async () => {
  const suites = declared((inner) => {
    inner('good', pass);
    inner('bad', fail);
  });
  const grounds = ['missing', 'firm', 'missing'] as const;
  let asked = 0;
  const results = await run(suites, {
    ground: async () => grounds[asked++] ?? 'firm',
    inspect: () => Promise.reject(new Error('nothing to look at')),
  });
  assert.equal(statuses(results), ['good: not-run', 'bad: failed']);
});

test('a test ends at its deadline by the timers that the runner has', async () => {
  const waits: number[] = [];
  const timers = {
    after(ms: number, work: () => void) {
      waits.push(ms);
      queueMicrotask(work);
      return () => {};
    },
  };
  const suites = declared((inner) =>
    inner('slow', { deadlineS: 1000 }, () => new Promise(() => {})),
  );
  const [result] = await run(suites, { timers });
  assert.is(result?.failure?.message, 'the end of the test did not come within 1000.0 s');
  assert.ok(waits.includes(1_000_000));
});
