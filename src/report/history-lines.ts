/** The list of runs for people. Pure: values in, lines out. */

import { titleOf } from '../suite/index.js';
import type { Colours } from './colour.js';
import { printable } from './explain.js';
import type { HistoryEntry } from './history.js';
import { testsMeant } from './history-filter.js';

export interface ListedRun {
  entry: HistoryEntry;
  /** Whether its directory is still there. */
  kept: boolean;
}

const columns = ['run', 'verdict', 'tests', 'variant', 'kernel', 'series', 'directory'] as const;

/** A table of runs; below each the tests with `test` in their title, if there is a question about some. */
export function runsLines(
  runs: readonly ListedRun[],
  { test }: { test?: string | undefined },
  colours: Colours,
): string[] {
  const rows = runs.map(cells);
  const widths = columns.map((column, i) =>
    Math.max(column.length, ...rows.map((row) => row[i]?.length ?? 0)),
  );
  const line = (row: readonly string[], paint = (text: string) => text) =>
    row
      .map((cell, i) => {
        const text = i === row.length - 1 ? cell : cell.padEnd(widths[i] ?? 0);
        return columns[i] === 'verdict' ? paint(text) : text;
      })
      .join('  ');
  const bodies = runs.flatMap(({ entry }, i) => [
    line(rows[i] ?? [], entry.verdict === 'passed' ? colours.green : colours.red),
    ...(test === undefined ? [] : testLines(entry, test)),
  ]);
  return [colours.dim(line(columns)), ...bodies];
}

function cells({ entry, kept }: ListedRun): string[] {
  const { id, verdict, tests, kernel, repetition } = entry;
  const count = (status: string) => tests.filter((test) => test.status === status).length;
  const time = repetition === undefined ? '' : ` (repetition ${repetition})`;
  return [
    id + time,
    verdict,
    `${count('failed')} of ${tests.length - count('not-run')} failed`,
    kernel?.variant ?? '-',
    kernel?.release ?? 'none',
    seriesText(entry),
    kept ? 'kept' : 'gone',
  ].map(printable);
}

function testLines(entry: HistoryEntry, text: string): string[] {
  return testsMeant(entry, text).map(({ suite, name, status, failure }) => {
    const why = failure === undefined ? '' : `: ${failure}`;
    return `    ${status}  ${printable(titleOf(suite, name) + why)}`;
  });
}

/** The name of the series, and as much of its digest as tells two of them apart. */
export function seriesText({ series }: Pick<HistoryEntry, 'series'>): string {
  return series ? `${series.name} ${series.sha256.slice(0, 8)}` : '-';
}
