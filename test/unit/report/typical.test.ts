import * as assert from 'uvu/assert';
import { expectedMs, typicalTimes } from '../../../src/report/typical.js';
import { suite } from '../../../src/suite/index.js';
import { historyEntry, historyTest } from '../../helpers/history.js';

const test = suite('typical times of tests');

const like = { variant: 'default', accelerator: 'tcg' };
const took = (ms: number, own = {}) => historyEntry({ tests: [historyTest({ ms })], ...own });
const title = 'file_open > records the path';

test('the median of the five newest turns counts', () => {
  const entries = [30, 10, 1000, 20, 20, 7000, 7000, 7000].map((ms) => took(ms));
  assert.equal([...typicalTimes(entries, like)], [[title, 20]]);
});

test('runs on another variant or accelerator say nothing, nor does a test without a turn', () => {
  const { kernel } = historyEntry();
  const entries = [
    took(1, { accelerator: 'kvm' }),
    took(2, { kernel: kernel && { ...kernel, variant: 'kasan' } }),
    historyEntry({ tests: [historyTest({ ms: 3, status: 'not-run' })] }),
  ];
  assert.is(typicalTimes(entries, like).size, 0);
});

test('what is left is the sum, in which unknown tests are average', () => {
  const typical = new Map([
    ['a', 100],
    ['b', 300],
  ]);
  assert.is(expectedMs(['a', 'b'], typical), 400);
  assert.is(expectedMs(['a', 'b', 'c'], typical), 600);
});

test('nothing is expected of tests of which most are unknown', () => {
  const typical = new Map([['a', 100]]);
  assert.is(expectedMs(['a', 'b', 'c'], typical), undefined);
  assert.is(expectedMs([], typical), undefined);
});
