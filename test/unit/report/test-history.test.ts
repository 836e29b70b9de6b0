import * as assert from 'uvu/assert';
import { coloursFor } from '../../../src/report/colour.js';
import type { HistoryEntry } from '../../../src/report/history.js';
import { differences, failures, testHistories } from '../../../src/report/test-history.js';
import { testHistoryLines } from '../../../src/report/test-history-lines.js';
import { suite } from '../../../src/suite/index.js';
import { daysOf, historyEntry, historyTest } from '../../helpers/history.js';

const test = suite('history of a test');

const plain = coloursFor(false);
const all = () => true;
const only = (entries: readonly HistoryEntry[]) => {
  const [history, ...more] = testHistories(entries, all);
  if (!history || more.length > 0) throw new Error(`${more.length + 1} histories`);
  return history;
};
const idOf = (turn: { entry: HistoryEntry } | undefined) => turn?.entry.id;
const otherSeries = { series: { name: 'mine', sha256: 'cd'.repeat(32) } };

test('the last pass, the last failure and the streak are those of the newest runs', () => {
  const history = only(daysOf('failed', 'failed', 'passed', 'failed', 'passed'));
  assert.equal(
    [idOf(history.lastPassed), idOf(history.lastFailed), history.streak.map(idOf)],
    ['run-2', 'run-0', ['run-0', 'run-1']],
  );
  assert.is(idOf(history.before), 'run-2');
  assert.is(failures(history.turns), 3);
});

test('a test that never failed has a streak of all its runs', () => {
  const history = only(daysOf('passed', 'expected-failure'));
  assert.equal(
    [history.streak.length, history.before, history.lastFailed],
    [2, undefined, undefined],
  );
});

test('runs in which it was skipped or had no turn say nothing of it', () => {
  const history = only(daysOf('not-run', 'failed', 'skipped', 'failed'));
  assert.equal(history.turns.map(idOf), ['run-1', 'run-3']);
  assert.equal(testHistories(daysOf('not-run', 'skipped'), all), []);
});

test('each test that is meant has a history of its own', () => {
  const tests = ['a', 'b', 'c'].map((name) => historyTest({ name }));
  const found = testHistories([historyEntry({ tests })], (title) => !title.endsWith('> b'));
  assert.equal(
    found.map(({ name }) => name),
    ['a', 'c'],
  );
});

test('kernels and series are places, each with its own turns', () => {
  const history = only(
    daysOf('failed', ['passed', otherSeries], 'failed', ['failed', otherSeries], 'passed'),
  );
  assert.equal(
    history.places.map(({ turns }) => turns.map(idOf)),
    [
      ['run-0', 'run-2', 'run-4'],
      ['run-1', 'run-3'],
    ],
  );
});

test('what differs between two runs is named', () => {
  const entry = historyEntry();
  assert.equal(differences(entry, entry), []);
  const { kernel, ...rest } = entry;
  const release = { ...entry, accelerator: 'kvm', tool: '9', ...otherSeries };
  assert.equal(differences(entry, release), ['series', 'accelerator', 'lsm-audit']);
  assert.equal(differences(entry, rest), ['kernel', 'variant', 'configuration']);
});

test('a person reads when it passed and failed last, on what, and since when it is so', () => {
  const entries = daysOf(
    [
      'failed',
      { ...otherSeries, tests: [historyTest({ status: 'failed', failure: 'records differ' })] },
    ],
    ['failed', otherSeries],
    'passed',
    'passed',
  );
  assert.equal(testHistoryLines(only(entries), plain), [
    'file_open > records the path',
    '  last passed  2026-03-29 10:00 on 7.2.13-lsm-audit (default), mine abababab, run run-2',
    '  last failed  2026-03-31 10:00 on 7.2.13-lsm-audit (default), mine cdcdcdcd, run run-0: records differ',
    '  streak       2 failed, since 2026-03-30 10:00; it passed before, then another series',
    '  rate         2 of 4 failed: 50.0 % (95 %: 15.0 to 85.0 %)',
    '    7.2.13-lsm-audit (default), mine cdcdcdcd: 2 of 2 failed: 100.0 % (95 %: 34.2 to 100.0 %), last 2026-03-31 10:00',
    '    7.2.13-lsm-audit (default), mine abababab: 0 of 2 failed: 0.0 % (95 %: 0.0 to 65.8 %), last 2026-03-29 10:00',
  ]);
});

test('a change of the verdict on the same kernel and series is told as such', () => {
  const lines = testHistoryLines(only(daysOf('passed', 'failed')), plain);
  assert.is(
    lines[3],
    '  streak       1 passed, since 2026-03-31 10:00; it failed before, then nothing else changed',
  );
  assert.is(lines.length, 5);
});

test('what never happened is told as far as is remembered', () => {
  const lines = testHistoryLines(only(daysOf('passed')), plain);
  assert.match(lines[2] ?? '', /last failed {2}never, as far as is remembered/);
  assert.is(lines[3], '  streak       1 passed, since 2026-03-31 10:00');
});
