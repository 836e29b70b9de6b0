/** Entries of the history for tests: whole, and different only in what a test names. */

import { entryOf, type HistoryEntry, type HistoryTest } from '../../src/report/history.js';
import { runReport } from './run-report.js';

export function historyEntry(own: Partial<HistoryEntry> = {}): HistoryEntry {
  return { ...entryOf(runReport(), 'ab'.repeat(32)), ...own };
}

export function historyTest(own: Partial<HistoryTest> = {}): HistoryTest {
  return { suite: 'file_open', name: 'records the path', status: 'passed', ms: 12, ...own };
}

/** Entries in which the one test ended so, the newest first, each a day before the one in front of it. */
export function daysOf(
  ...ends: readonly (HistoryTest['status'] | [HistoryTest['status'], Partial<HistoryEntry>])[]
): HistoryEntry[] {
  return ends.map((end, i) => {
    const [status, own] = typeof end === 'string' ? [end, {}] : end;
    const started = new Date(Date.UTC(2026, 2, 31 - i, 10)).toISOString();
    return historyEntry({ id: `run-${i}`, started, tests: [historyTest({ status })], ...own });
  });
}
