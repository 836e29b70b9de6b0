import * as assert from 'uvu/assert';
import {
  duration,
  type ProgressState,
  progressLine,
  progressMilestone,
} from '../../../src/report/progress.js';
import { suite } from '../../../src/suite/index.js';

const test = suite('progress');

const state = (done: number, elapsedMs: number, total = 1300): ProgressState => ({
  what: 'kernel',
  unit: 'objects',
  done,
  total,
  elapsedMs,
});

test('a line says how much of what is done, and since when', () => {
  assert.is(progressLine(state(5, 1500), 80), 'kernel: 5 of 1300 objects (0 %), 2 s');
});

test('what is left is estimated from the pace, once there is one', () => {
  assert.is(
    progressLine(state(650, 60_000), 80),
    'kernel: 650 of 1300 objects (50 %), 1 min 0 s, about 1 min 0 s left',
  );
  assert.not.match(progressLine(state(9, 60_000), 80), 'left');
  assert.not.match(progressLine(state(650, 1999), 80), 'left');
});

test('of long items the second one gives a pace', () => {
  assert.match(progressLine(state(2, 60_000, 12), 80), 'about 5 min 0 s left');
  assert.not.match(progressLine(state(1, 60_000, 12), 80), 'left');
});

test('an estimate of those who know better counts', () => {
  const line = progressLine({ ...state(1, 0), leftMs: 90_000 }, 80);
  assert.is(line, 'kernel: 1 of 1300 objects (0 %), 0 s, about 1 min 30 s left');
});

test('what is in the making stands at the end, where a narrow terminal cuts', () => {
  const making = { ...state(1, 0), item: 'net/core/so\u001bck.o' };
  assert.is(progressLine(making, 80), 'kernel: 1 of 1300 objects (0 %), 0 s: net/core/so·ck.o');
});

test('what is counted is named once', () => {
  assert.match(progressLine({ ...state(1, 0), unit: 'kernel' }, 80), /^kernel: 1 of 1300 \(0 %\)/);
});

test('of work without an end only what is done is told', () => {
  const { total, ...endless } = state(37, 120_000);
  assert.is(progressLine(endless, 80), 'kernel: 37 objects, 2 min 0 s');
});

test('a line fits the terminal, which would break it otherwise', () => {
  assert.is(progressLine(state(650, 60_000), 30).length, 29);
  assert.is(progressLine(state(650, 60_000), 2).length, 20);
});

test('a hundred percent are reached at the end only', () => {
  assert.match(progressLine(state(1299, 0), 80), '(99 %)');
  assert.match(progressLine(state(1300, 0), 80), '(100 %)');
  assert.match(progressLine(state(0, 0, 0), 80), '(0 %)');
});

test('a log gets the start, each tenth, and the end', () => {
  const steps: number[] = [];
  let last: number | undefined;
  for (let done = 0; done <= 1300; done++) {
    const milestone = progressMilestone(state(done, 0), last);
    if (!milestone) continue;
    last = milestone.step;
    steps.push(done);
  }
  assert.equal(steps, [0, 130, 260, 390, 520, 650, 780, 910, 1040, 1170, 1300]);
});

test('a milestone says what the line says', () => {
  assert.equal(progressMilestone(state(650, 60_000), 4), {
    step: 5,
    text: 'kernel: 650 of 1300 objects (50 %), 1 min 0 s, about 1 min 0 s left',
  });
});

const durations: [number, string][] = [
  [0, '0 s'],
  [499, '0 s'],
  [59_499, '59 s'],
  [59_500, '1 min 0 s'],
  [83_000, '1 min 23 s'],
  [3_600_000, '60 min 0 s'],
];
for (const [ms, text] of durations) {
  test(`${ms} ms are ${text}`, () => {
    assert.is(duration(ms), text);
  });
}

test('a log of work without an end gets fewer and fewer lines', () => {
  const { total, ...endless } = state(0, 0);
  const told: number[] = [];
  let last: number | undefined;
  for (let done = 0; done <= 1234; done++) {
    const milestone = progressMilestone({ ...endless, done }, last);
    if (!milestone) continue;
    last = milestone.step;
    told.push(done);
  }
  assert.equal(told, [0, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1000]);
});
