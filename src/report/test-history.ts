/** What became of one test over many runs. Pure. */

import { titleOf } from '../suite/index.js';
import type { HistoryEntry, HistoryTest } from './history.js';

/** One run in which the test was executed. */
export interface Turn {
  entry: HistoryEntry;
  test: HistoryTest;
}

export interface Place {
  release: string;
  variant: string;
  series: HistoryEntry['series'];
  /** The newest first. */
  turns: Turn[];
}

export interface TestHistory {
  suite: string;
  name: string;
  /** All in which it was executed, the newest first; at least one. */
  turns: Turn[];
  lastPassed: Turn | undefined;
  lastFailed: Turn | undefined;
  /** The newest turns that ended alike. */
  streak: Turn[];
  /** The newest turn that ended otherwise, if there is one: the streak began behind it. */
  before: Turn | undefined;
  /** Each kernel and series that it ran on, the newest first. */
  places: Place[];
}

const hasFailed = ({ test }: Turn) => test.status === 'failed';

/** How many of these turns failed. */
export const failures = (turns: readonly Turn[]) => turns.filter(hasFailed).length;

/**
 * The history of each test that `isMeant` of its title, in the order in which `entries`, the newest
 * first, name them. Runs in which a test was skipped or had no turn say nothing of it.
 */
export function testHistories(
  entries: readonly HistoryEntry[],
  isMeant: (title: string) => boolean,
): TestHistory[] {
  const found = new Map<string, Turn[]>();
  for (const entry of entries) {
    for (const test of entry.tests) {
      if (test.status === 'not-run' || test.status === 'skipped') continue;
      const title = titleOf(test.suite, test.name);
      const turns = found.get(title);
      if (turns) turns.push({ entry, test });
      else if (isMeant(title)) found.set(title, [{ entry, test }]);
    }
  }
  return [...found.values()].map(historyOf);
}

function historyOf(turns: Turn[]): TestHistory {
  const [newest] = turns as [Turn, ...Turn[]];
  const changed = turns.findIndex((turn) => hasFailed(turn) !== hasFailed(newest));
  return {
    suite: newest.test.suite,
    name: newest.test.name,
    turns,
    lastPassed: turns.find((turn) => !hasFailed(turn)),
    lastFailed: turns.find(hasFailed),
    streak: changed < 0 ? turns : turns.slice(0, changed),
    before: turns[changed],
    places: placesOf(turns),
  };
}

function placesOf(turns: readonly Turn[]): Place[] {
  const places = new Map<string, Place>();
  for (const turn of turns) {
    const { kernel, series } = turn.entry;
    const { release = 'no kernel', variant = '' } = kernel ?? {};
    const key = JSON.stringify([kernel?.source, release, variant, series?.sha256]);
    const place = places.get(key) ?? { release, variant, series, turns: [] };
    place.turns.push(turn);
    places.set(key, place);
  }
  return [...places.values()];
}

/** What differs between two runs, of all that may decide about a test. */
export function differences(from: HistoryEntry, to: HistoryEntry): string[] {
  const facts: [name: string, of: (entry: HistoryEntry) => string | undefined][] = [
    ['kernel', ({ kernel }) => kernel?.source],
    ['variant', ({ kernel }) => kernel?.variant],
    ['configuration', ({ kernel }) => kernel?.configHash],
    ['series', ({ series }) => series?.sha256],
    ['accelerator', ({ accelerator }) => accelerator],
    ['kernel command line', ({ invocation }) => appended(invocation)],
    ['lsm-audit', ({ tool }) => tool],
  ];
  return facts.filter(([, of]) => of(from) !== of(to)).map(([name]) => name);
}

/** The words that the command had on the kernel's command line. */
function appended(invocation: readonly string[]): string {
  return invocation
    .map((word, i) => (invocation[i - 1] === '--append' ? word : /^--append=(.*)/s.exec(word)?.[1]))
    .filter((words) => words !== undefined)
    .join(' ');
}
