import * as assert from 'uvu/assert';
import { type SuiteEvent, suite, type TestResult } from '../../../src/suite/index.js';
import { declared, fail, hang, pass, run, statuses } from '../../helpers/inner-suite.js';

const test = suite('suite engine');

test('runs every test in the order of its declaration', async () => {
  const order: string[] = [];
  const results = await run(
    declared((inner) => {
      inner('b', () => void order.push('b'));
      inner('a', async () => void order.push('a'));
    }),
  );
  assert.equal(order, ['b', 'a']);
  assert.equal(statuses(results), ['b: passed', 'a: passed']);
});

test('a result says when its test began and how long it took, by the clock of the caller', async () => {
  let now = 100;
  const results = await run(
    declared((inner) => {
      inner('slow', () => {
        now += 50;
      });
      inner('quick', pass);
    }),
    { clock: () => now },
  );
  assert.equal(
    results.map(({ startMs, durationMs }) => [startMs, durationMs]),
    [
      [100, 50],
      [150, 0],
    ],
  );
});

test('a failing assertion fails its test and no other', async () => {
  const results = await run(
    declared((inner) => {
      inner('bad', fail);
      inner('good', pass);
    }),
  );
  assert.equal(statuses(results), ['bad: failed', 'good: passed']);
  assert.is(results[0]?.failure?.message, 'on purpose');
});

test('a body that throws something else than an error fails too', async () => {
  const results = await run(declared((inner) => inner('bad', () => Promise.reject(undefined))));
  assert.equal(statuses(results), ['bad: failed']);
  assert.is(results[0]?.failure?.message, 'threw undefined');
});

test('a suite without tests is a failure', async () => {
  const results = await run(declared(() => {}));
  assert.equal(statuses(results), ['the suite itself: failed']);
});

test('a set-up that fails fails every test of its suite, and none is executed', async () => {
  let executed = 0;
  const results = await run(
    declared(
      (inner) => {
        inner('a', () => void executed++);
        inner('b', () => void executed++);
      },
      { setUp: () => Promise.reject(new Error('no guest')) },
    ),
  );
  assert.equal(statuses(results), ['a: failed', 'b: failed']);
  assert.is(results[1]?.failure?.message, 'set-up failed: no guest');
  assert.is(executed, 0);
});

test('a tear-down that fails is a failure of its own', async () => {
  const tearDown = () => {
    throw new Error('left over');
  };
  const results = await run(declared((inner) => inner('a', pass), { tearDown }));
  assert.equal(statuses(results), ['a: passed', 'tear-down: failed']);
  assert.is(results[1]?.failure?.message, 'left over');
});

test('the tear-down runs after tests that failed, and after a set-up that failed', async () => {
  const calls: string[] = [];
  const tearDown = () => void calls.push('tear-down');
  await run(declared((inner) => inner('a', fail), { tearDown }));
  const setUp = () => Promise.reject(new Error('no'));
  await run(declared((inner) => inner('a', pass), { setUp, tearDown }));
  assert.equal(calls, ['tear-down', 'tear-down']);
});

test('a test that hangs fails at its deadline, which says what was attached last', async () => {
  const results = await run(
    declared((inner) =>
      inner('stuck', { deadlineS: 0.02 }, ({ attach }) => {
        attach('ready', true);
        return hang();
      }),
    ),
  );
  assert.equal(statuses(results), ['stuck: failed']);
  assert.is(
    results[0]?.failure?.message,
    'the end of the test did not come within 0.0 s; last seen: ready',
  );
});

test('the deadline is that of the test, else that of the suite, and grows with the slowdown', async () => {
  const suites = declared(
    (inner) => {
      inner('own', { deadlineS: 0.01 }, hang);
      inner('shared', hang);
    },
    { deadlineS: 0.03 },
  );
  const results = await run(suites, { slowdown: 6 });
  assert.equal(
    results.map(({ failure }) => failure?.message),
    [
      'the end of the test did not come within 0.1 s',
      'the end of the test did not come within 0.2 s',
    ],
  );
});

test('the signal of a test aborts at its deadline', async () => {
  let aborted = false;
  const work = declared((inner) =>
    inner('stuck', { deadlineS: 0.01 }, ({ signal }) => {
      signal.addEventListener('abort', () => {
        aborted = true;
      });
      return hang();
    }),
  );
  await run(work);
  assert.ok(aborted);
});

test('a skipped test keeps its reason and is not counted as passed', async () => {
  const results = await run(declared((inner) => inner('a', (t) => t.skip('no IPv6 here'))));
  assert.equal(statuses(results), ['a: skipped']);
  assert.is(results[0]?.reason, 'no IPv6 here');
});

test('a skip without a reason is a failure', async () => {
  const results = await run(declared((inner) => inner('a', (t) => t.skip('  '))));
  assert.equal(statuses(results), ['a: failed']);
  assert.is(results[0]?.failure?.message, 'a test was skipped without a reason');
});

test('what a test collected is kept in order', async () => {
  const [result] = await run(
    declared((inner) =>
      inner('several', ({ collect }) => {
        collect('sightings', 1);
        collect('sightings', [2]);
      }),
    ),
  );
  assert.equal(result?.evidence, { sightings: [1, [2]] });
});

test('what a test attached is kept, whatever becomes of it', async () => {
  const results = await run(
    declared((inner) => {
      inner('good', ({ attach }) => attach('returns', [0, -22]));
      inner('bad', ({ attach }) => {
        attach('returns', [-13]);
        fail();
      });
    }),
  );
  assert.equal(
    results.map(({ evidence }) => evidence),
    [{ returns: [0, -22] }, { returns: [-13] }],
  );
});

test('an abort ends the running test, and neither it nor any later one was run', async () => {
  const stop = new AbortController();
  let executed = 0;
  const results = await run(
    declared((inner) => {
      inner('first', pass);
      inner('running', () => {
        stop.abort(new Error('SIGINT'));
        return hang();
      });
      inner('later', () => void executed++);
    }),
    { signal: stop.signal },
  );
  assert.equal(statuses(results), ['first: passed', 'running: not-run', 'later: not-run']);
  assert.is(results[2]?.reason, 'the run was stopped');
  assert.is(executed, 0);
});

test('a run that is stopped before a suite touches neither its set-up nor its tests', async () => {
  const calls: string[] = [];
  const note = (what: string) => () => void calls.push(what);
  const suites = declared((inner) => inner('a', note('test')), {
    setUp: note('set-up'),
    tearDown: note('tear-down'),
  });
  const results = await run(suites, { signal: AbortSignal.abort(new Error('SIGINT')) });
  assert.equal(statuses(results), ['a: not-run']);
  assert.equal(calls, []);
});

test('an abort ends a set-up that hangs', async () => {
  const stop = new AbortController();
  const setUp = () => {
    stop.abort(new Error('SIGINT'));
    return hang();
  };
  const results = await run(
    declared((inner) => inner('a', pass), { setUp }),
    { signal: stop.signal },
  );
  assert.equal(statuses(results), ['a: not-run']);
});

test('a count of uvu that differs from ours is a failure', async () => {
  const [inner] = declared((inner) => {
    inner('a', pass);
    inner('b', pass);
  });
  assert.ok(inner);
  // The second test takes its own result away: we know of one, uvu ran two.
  const taken: TestResult[] = [];
  const onEvent = (event: SuiteEvent) => {
    if (event.type !== 'test-end' || event.result.name !== 'b') return;
    taken.push({ ...event.result });
    event.result.status = 'failed';
  };
  const results = await run([inner], { onEvent });
  assert.is(taken[0]?.status, 'passed');
  assert.equal(statuses(results), ['a: passed', 'b: failed', 'the counts of its tests: failed']);
  assert.is(results[2]?.failure?.message, 'uvu counted 2 of 2 passed, we 1 of 2');
});

test('events tell of suites and tests in order', async () => {
  const events: string[] = [];
  const onEvent = (event: SuiteEvent) => {
    const name = event.type === 'test-start' ? event.name : '';
    events.push(`${event.type} ${event.type === 'test-end' ? event.result.name : name}`.trim());
  };
  await run(
    declared((inner) => inner('a', pass)),
    { onEvent },
  );
  assert.equal(events, ['suite-start', 'test-start a', 'test-end a', 'suite-end']);
});

test('what a test prints is passed on, while nothing of uvu is', async () => {
  const written: string[] = [];
  const original = process.stdout.write;
  process.stdout.write = ((text: string) => written.push(text) > 0) as typeof original;
  try {
    await run(
      declared((inner) => {
        inner('sync', () => void process.stdout.write('sync'));
        inner('async', async () => {
          await Promise.resolve();
          process.stdout.write('async');
        });
      }),
    );
  } finally {
    process.stdout.write = original;
  }
  assert.equal(written, ['sync', 'async']);
});

test('a failure that is expected is no failure, and says why', async () => {
  const results = await run(
    declared((inner) => inner('known', { expectedFailure: 'the API has no size' }, fail)),
  );
  assert.equal(statuses(results), ['known: expected-failure']);
  assert.is(results[0]?.reason, 'the API has no size');
  assert.is(results[0]?.failure?.message, 'on purpose');
});

test('a test that passes against expectation fails', async () => {
  const results = await run(
    declared((inner) => inner('mended', { expectedFailure: 'the API has no size' }, pass)),
  );
  assert.equal(statuses(results), ['mended: failed']);
  assert.match(results[0]?.failure?.message ?? '', /it passes, though .* the API has no size/);
});

test('only an assertion can fail as expected', async () => {
  const expectedFailure = 'a known fault';
  const results = await run(
    declared((inner) => {
      inner('thrown', { expectedFailure }, () => Promise.reject(new TypeError('not a function')));
      inner('late', { expectedFailure, deadlineS: 0.02 }, hang);
    }),
  );
  assert.equal(statuses(results), ['thrown: failed', 'late: failed']);
});
