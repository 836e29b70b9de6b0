import * as assert from 'uvu/assert';
import { ticksTo, timelineOf } from '../../../../src/report/html/timeline.js';
import { suite } from '../../../../src/suite/index.js';
import { runReport, testResult } from '../../../helpers/run-report.js';

const test = suite('timeline of the HTML report');

const run = runReport({
  guests: [
    { number: 1, boot: [], console: 'console.log' },
    { number: 2, boot: ['audit=0'], console: 'guest-2/console.log' },
  ],
  phases: [
    { name: 'guest files', startMs: 0, ms: 50, note: 'cached' },
    { name: 'boot', startMs: 50, ms: 900, guest: 1 },
    { name: 'boot', startMs: 1000, ms: 2000, guest: 2 },
  ],
  tests: [
    testResult({ startMs: 960, durationMs: 20 }),
    testResult({ guest: 2, startMs: 3000, durationMs: 500, status: 'failed' }),
    { suite: 'x', name: 'had no turn', status: 'not-run', durationMs: 0, evidence: {} },
  ],
});

test('host and guests have lanes of their own, on one axis', () => {
  const { lanes, endMs } = timelineOf({ run, index: 3 });
  assert.is(endMs, 3500);
  assert.equal(
    lanes.map(({ label, phases, tests }) => [
      label,
      phases.map(({ kind, startMs, ms }) => [kind, startMs, ms]),
      tests.map(({ kind, startMs, test }) => [kind, startMs, test]),
    ]),
    [
      ['host', [['guest-files', 0, 50]], []],
      ['guest 1', [['boot', 50, 900]], [['passed', 960, 't3-0']]],
      ['guest 2, audit=0', [['boot', 1000, 2000]], [['failed', 3000, 't3-1']]],
    ],
  );
});

test('a bar says what it is and how long it took', () => {
  const [host, first] = timelineOf({ run, index: 0 }).lanes;
  assert.is(host?.phases[0]?.title, 'guest files (cached), 50 ms');
  assert.is(first?.tests[0]?.title, 'file_open › records the path: passed, 20 ms');
});

test('a run that did nothing has an axis all the same', () => {
  const { endMs, ticks } = timelineOf({ run: runReport({ phases: [], guests: [] }), index: 0 });
  assert.is(endMs, 1);
  assert.is(ticks[0], 0);
});

for (const [endMs, last, count] of [
  [1, 1, 6],
  [900, 800, 5],
  [22_300, 20_000, 5],
  [742_000, 600_000, 4],
] as const)
  test(`the axis of ${endMs} ms has round numbers`, () => {
    const ticks = ticksTo(endMs);
    assert.is(ticks.at(-1), last);
    assert.is(ticks.length, count);
  });
