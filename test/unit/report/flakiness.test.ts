import * as assert from 'uvu/assert';
import { coloursFor } from '../../../src/report/colour.js';
import { ratesOf, repetitionLines } from '../../../src/report/flakiness.js';
import type { RunReport } from '../../../src/report/model.js';
import { type Status, suite, type TestResult } from '../../../src/suite/index.js';
import { runReport, testResult } from '../../helpers/run-report.js';

const test = suite('flakiness');

const plain = coloursFor(false);

/** A run of each repetition, in which the tests a, b and so on ended so. */
function repetitions(...endings: readonly Status[][]): RunReport[] {
  return endings.map((statuses, i) => {
    const tests: TestResult[] = statuses.map((status, at) =>
      testResult({ name: 'abc'[at] ?? '', status }),
    );
    const verdict = statuses.includes('failed') ? 'failed' : 'passed';
    return runReport({ repetition: i + 1, tests, verdict });
  });
}

const [ok, bad] = ['passed', 'failed'] as const;

test('a rate counts the runs in which a test was executed, and those in which it failed', () => {
  const rates = ratesOf(repetitions([ok, ok], [ok, bad], ['skipped', bad], ['not-run', ok]));
  assert.equal(
    rates.map(({ name, runs, failed, firstFailed }) => [name, runs, failed, firstFailed]),
    [
      ['a', 2, 0, undefined],
      ['b', 4, 2, 2],
    ],
  );
});

test('each variant has rates of its own', () => {
  const variant = 'kasan';
  const [first, second] = repetitions([ok], [bad]);
  if (!first || !second) throw new Error('no runs');
  const rates = ratesOf([first, { ...second, variant }]);
  assert.equal(
    rates.map(({ variant, runs, failed }) => [variant, runs, failed]),
    [
      ['default', 1, 0],
      ['kasan', 1, 1],
    ],
  );
});

test('a test that failed once is named with its rate, and makes the whole fail', () => {
  const runs = repetitions([ok, ok], [ok, ok], [ok, bad], [ok, ok]);
  assert.equal(repetitionLines(runs, plain), [
    '',
    '  default          FAILED     3 of 4 repetitions passed',
    '',
    'Tests that did not always end alike:',
    '  ≠ file_open > b (default)  1 of 4 failed: 25.0 % (95 %: 4.6 to 69.9 %), first in repetition 3',
    '',
    '1 test never failed: at 95 % that excludes failure rates above 49.0 %.',
  ]);
});

test('when repetitions that passed are gone, there is no rate', () => {
  const [first, , third] = repetitions([ok], [ok], [bad]);
  if (!first || !third) throw new Error('no runs');
  const text = repetitionLines([first, third], plain).join('\n');
  assert.match(text, '2 of 3 repetitions or more are kept, which is too few for a rate');
  assert.not.match(text, '50.0 %');
});

test('a test that always fails is no flaky one, and is not hidden', () => {
  assert.equal(repetitionLines(repetitions([bad], [bad]), plain), [
    '',
    '  default          FAILED     0 of 2 repetitions passed',
    '',
    'Tests that always failed:',
    '  ✗ file_open > a (default)  2 of 2 failed: 100.0 % (95 %: 34.2 to 100.0 %), first in repetition 1',
    '',
    'No test was executed without a failure.',
  ]);
});

test('a test that is skipped at times does not always end alike', () => {
  const text = repetitionLines(repetitions([ok], ['skipped']), plain).join('\n');
  assert.match(
    text,
    '≠ file_open > a (default)  0 of 1 failed: 0.0 % (95 %: 0.0 to 79.3 %), also skipped',
  );
});

test('a test that had no turn before the run was stopped is as steady as it was', () => {
  const text = repetitionLines(repetitions([ok, ok], [ok, 'not-run']), plain).join('\n');
  assert.not.match(text, '≠');
  assert.match(text, '2 tests never failed: at 95 % that excludes failure rates above 79.3 %.');
});

test('a run that was stopped before it had a kernel counts for its variant', () => {
  const { kernel, ...stopped } = runReport({ repetition: 2, verdict: 'incomplete', tests: [] });
  const [first] = repetitions([ok]);
  if (!first) throw new Error('no run');
  const line = '  default          INCOMPLETE 1 of 2 repetitions passed';
  assert.is(repetitionLines([first, stopped], plain)[1], line);
});
