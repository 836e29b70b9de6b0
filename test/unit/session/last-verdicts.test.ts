import * as assert from 'uvu/assert';
import type { HistoryEntry } from '../../../src/report/history.js';
import { lastVerdicts } from '../../../src/session/last-verdicts.js';
import { suite } from '../../../src/suite/index.js';
import { daysOf, historyEntry, historyTest } from '../../helpers/history.js';

const test = suite('last verdicts');

async function* from(entries: readonly HistoryEntry[]) {
  yield* entries;
}
const statusesOf = async (entries: readonly HistoryEntry[]) =>
  (await lastVerdicts(from(entries))).verdicts.map(({ status }) => status);

test('the newest verdict counts, of those that are one', async () => {
  assert.equal(await statusesOf(daysOf('not-run', 'failed', 'passed')), ['failed']);
});

test('only the series that was run last is spoken of', async () => {
  const other = { series: { name: 'other', sha256: 'cd' } };
  const entries = daysOf('not-run', ['failed', other], 'passed');
  assert.equal(await statusesOf(entries), ['passed']);
  assert.equal((await lastVerdicts(from(entries))).about, {
    series: 'mine',
    finished: '2026-03-11T10:00:05.000Z',
  });
});

test('a run without a kernel says nothing, not even what was run last', async () => {
  const { kernel, series, ...none } = historyEntry();
  assert.equal(await statusesOf([none, ...daysOf('passed')]), ['passed']);
  assert.equal(await lastVerdicts(from([none])), { verdicts: [] });
});

test('each variant has its own verdict', async () => {
  const { kernel, ...rest } = historyEntry({ tests: [historyTest({ status: 'failed' })] });
  if (!kernel) throw new Error('no kernel');
  const entries = [{ ...rest, kernel: { ...kernel, variant: 'kasan' } }, ...daysOf('passed')];
  const { verdicts } = await lastVerdicts(from(entries));
  assert.equal(
    verdicts.map(({ variant, status }) => [variant, status]),
    [
      ['kasan', 'failed'],
      ['default', 'passed'],
    ],
  );
});
