import * as assert from 'uvu/assert';
import type { HistoryEntry } from '../../../src/report/history.js';
import { type HistoryFilter, isMeant, testsMeant } from '../../../src/report/history-filter.js';
import { suite } from '../../../src/suite/index.js';
import { historyEntry, historyTest } from '../../helpers/history.js';

const test = suite('history filter');

const sha256 = '0123456789abcdef';
const entry = historyEntry({
  series: { name: 'Mine-v2', sha256 },
  tests: [historyTest(), historyTest({ name: 'late', status: 'not-run' })],
});

const questions: [what: string, filter: HistoryFilter, meant: boolean][] = [
  ['nothing', {}, true],
  ['a part of the release', { kernel: '7.2.13' }, true],
  ['a part of the source', { kernel: 'SOURCE-7.2 7' }, true],
  ['another kernel', { kernel: '7.3' }, false],
  ['a part of the name of the series', { series: 'mine' }, true],
  ['the first digits of its digest', { series: '01234567' }, true],
  ['fewer digits than tell a digest from a name', { series: '0123456' }, false],
  ['another series', { series: 'yours' }, false],
  ['its variant', { variant: 'default' }, true],
  ['a part of its variant', { variant: 'def' }, false],
  ['its verdict', { verdict: 'passed' }, true],
  ['another verdict', { verdict: 'failed' }, false],
  ['the moment when it began', { since: new Date('2026-03-11T10:00:00.000Z') }, true],
  ['a later moment', { since: new Date('2026-03-11T10:00:00.001Z') }, false],
  ['a test of it', { test: 'OPEN > records*path' }, true],
  ['a test that had no turn', { test: 'late' }, false],
  ['a test that it has not', { test: 'sockaddr' }, false],
  ['two things of which one is not so', { verdict: 'passed', kernel: '7.3' }, false],
];
for (const [what, filter, meant] of questions) {
  test(`a run is ${meant ? '' : 'not '}meant by ${what}`, () => {
    assert.is(isMeant(entry, filter), meant);
  });
}

test('a run without a kernel is meant by no kernel and no series', () => {
  const { kernel, series, ...rest } = entry;
  const none: HistoryEntry = rest;
  assert.ok(isMeant(none, {}));
  for (const filter of [{ kernel: '7' }, { series: 'm' }, { series: sha256 }, { variant: 'x' }])
    assert.not(isMeant(none, filter), JSON.stringify(filter));
});

test('the tests that are meant are those with the text that had their turn', () => {
  assert.equal(
    testsMeant(entry, 'file_open').map(({ name }) => name),
    ['records the path'],
  );
});
