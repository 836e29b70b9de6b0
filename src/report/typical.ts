/** How long tests take, from what is remembered of earlier runs. Pure. */

import { titleOf } from '../suite/index.js';
import type { HistoryEntry } from './history.js';

/** Milliseconds by the title of the test. */
export type TypicalTimes = ReadonlyMap<string, number>;

/** Of so many turns of a test the median counts. */
const enough = 5;

/** What tests took on a machine like this one in `entries`, the newest first. */
export function typicalTimes(
  entries: readonly HistoryEntry[],
  like: { variant: string | undefined; accelerator: string | undefined },
): TypicalTimes {
  const times = new Map<string, number[]>();
  for (const { kernel, accelerator, tests } of entries) {
    if (kernel?.variant !== like.variant || accelerator !== like.accelerator) continue;
    for (const { suite, name, status, ms } of tests) {
      if (status === 'not-run') continue;
      const known = times.get(titleOf(suite, name)) ?? [];
      if (known.length < enough) known.push(ms);
      times.set(titleOf(suite, name), known);
    }
  }
  return new Map([...times].map(([title, each]) => [title, median(each)]));
}

/** The lower one of two in the middle. */
function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? 0;
}

/**
 * How long these tests will take, in milliseconds; nothing when fewer than half of them are known. Those
 * that are not are taken for average.
 */
export function expectedMs(titles: readonly string[], typical: TypicalTimes): number | undefined {
  const known = titles.flatMap((title) => typical.get(title) ?? []);
  if (known.length * 2 < titles.length || known.length === 0) return undefined;
  const sum = known.reduce((total, ms) => total + ms, 0);
  return (sum / known.length) * titles.length;
}
