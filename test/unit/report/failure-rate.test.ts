import * as assert from 'uvu/assert';
import { rateText, wilsonInterval } from '../../../src/report/failure-rate.js';
import { suite } from '../../../src/suite/index.js';

const test = suite('failure rate');

/** Newcombe (1998), table I, method 3; the others by the formula, with thirty digits. */
const known: [failed: number, runs: number, low: string, high: string][] = [
  [81, 263, '0.2553', '0.3662'],
  [15, 148, '0.0624', '0.1605'],
  [0, 20, '0.0000', '0.1611'],
  [1, 29, '0.0061', '0.1718'],
  [29, 29, '0.8830', '1.0000'],
  [1, 1, '0.2065', '1.0000'],
  [0, 1, '0.0000', '0.7935'],
  [5, 10, '0.2366', '0.7634'],
];
for (const [failed, runs, low, high] of known) {
  test(`${failed} failures in ${runs} runs mean a rate from ${low} to ${high}`, () => {
    const interval = wilsonInterval(failed, runs);
    assert.equal([interval.low.toFixed(4), interval.high.toFixed(4)], [low, high]);
  });
}

test('no run says nothing about the rate', () => {
  assert.equal(wilsonInterval(0, 0), { low: 0, high: 1 });
  assert.is(rateText(0, 0), 'no run');
});

test('an interval lies within 0 and 1, and around the share that was seen', () => {
  for (let runs = 1; runs <= 60; runs++) {
    for (let failed = 0; failed <= runs; failed++) {
      const { low, high } = wilsonInterval(failed, runs);
      const share = failed / runs;
      assert.ok(0 <= low && low <= share && share <= high && high <= 1, `${failed} of ${runs}`);
    }
  }
});

test('a rate is told with what was counted and how sure it is', () => {
  assert.is(rateText(3, 20), '3 of 20 failed: 15.0 % (95 %: 5.2 to 36.0 %)');
});
