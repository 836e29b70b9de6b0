import * as assert from 'uvu/assert';
import { baseText } from '../../../src/report/series-base.js';
import { baseWarning } from '../../../src/session/base-warning.js';
import { suite } from '../../../src/suite/index.js';

const test = suite('base of a series and the kernel in use');

const commit = '0123456789abcdef0123456789abcdef01234567';

test('what it was made for is said in a line', () => {
  const one = { commit, version: '7.2-rc3', prerequisites: ['a'.repeat(40)] };
  assert.is(baseText(one), '7.2-rc3, commit 0123456789ab, on top of 1 patch');
  assert.is(baseText({ version: '7.1', prerequisites: [] }), '7.1');
  assert.is(baseText({ prerequisites: ['a', 'b'] }), 'on top of 2 patches');
});

test('another line of the kernel is warned of', () => {
  assert.is(
    baseWarning({ commit, version: '7.1-rc2', prerequisites: [] }, '7.2.13-1'),
    'the series was made for 7.1-rc2, commit 0123456789ab, and this kernel is 7.2.13-1',
  );
});

test('the same line, or nothing but a commit, is no cause to warn', () => {
  assert.is(baseWarning(undefined, '7.2.13-1'), undefined);
  assert.is(baseWarning({ commit, prerequisites: [] }, '7.2.13-1'), undefined);
  assert.is(baseWarning({ version: '7.2-rc3', prerequisites: [] }, '7.2.13-1'), undefined);
  assert.is(baseWarning({ version: '7.3-rc7', prerequisites: [] }, '7.3~rc7-1~exp1'), undefined);
});

test('patches that are needed below it are named', () => {
  const ids = ['a', 'b', 'c', 'd', 'e'].map((digit) => digit.repeat(40));
  assert.is(
    baseWarning({ prerequisites: ids }, '7.2.13-1'),
    `the series needs patches below it that are not given here: ${'a'.repeat(12)}, ${'b'.repeat(12)}, ${'c'.repeat(12)}, and 2 more`,
  );
});
