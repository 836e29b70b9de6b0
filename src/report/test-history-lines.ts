/** The history of a test for people. Pure: values in, lines out. */

import type { Colours } from './colour.js';
import { printable } from './explain.js';
import { rateText } from './failure-rate.js';
import type { HistoryEntry } from './history.js';
import { seriesText } from './history-lines.js';
import { differences, failures, type Place, type TestHistory, type Turn } from './test-history.js';

/** When it passed and failed last and on what, the streak, and how often it fails, and where. */
export function testHistoryLines(history: TestHistory, colours: Colours): string[] {
  const { suite, name, turns, lastPassed, lastFailed, places } = history;
  const rows: [string, string][] = [
    ['last passed', lastPassed ? turnText(lastPassed) : 'never, as far as is remembered'],
    ['last failed', lastFailed ? turnText(lastFailed) : 'never, as far as is remembered'],
    ['streak', streakText(history)],
    ['rate', rateText(failures(turns), turns.length)],
  ];
  return [
    colours.bold(printable(`${suite} > ${name}`)),
    ...rows.map(([label, text]) => `  ${colours.dim(label.padEnd(11))}  ${printable(text)}`),
    ...(places.length > 1 ? places.map((place) => `    ${printable(placeText(place))}`) : []),
  ];
}

const day = (time: string) => time.slice(0, 16).replace('T', ' ');

function turnText({ entry, test }: Turn): string {
  const why = test.status === 'failed' && test.failure ? `: ${test.failure}` : '';
  return `${day(entry.started)} on ${onWhat(entry)}, run ${entry.id}${why}`;
}

function onWhat(entry: HistoryEntry): string {
  const { kernel } = entry;
  const { release = 'no kernel', variant = '-' } = kernel ?? {};
  return `${release} (${variant}), ${seriesText(entry)}`;
}

/** How long it has been as it is, and what was different when it was not. */
function streakText({ streak, before }: TestHistory): string {
  const [newest] = streak;
  const first = streak.at(-1);
  if (!newest || !first) return '';
  const ended = newest.test.status === 'failed' ? 'failed' : 'passed';
  const text = `${streak.length} ${ended}, since ${day(first.entry.started)}`;
  if (!before) return text;
  const changed = differences(before.entry, first.entry);
  const what =
    changed.length > 0 ? `another ${changed.join(', another ')}` : 'nothing else changed';
  return `${text}; it ${ended === 'failed' ? 'passed' : 'failed'} before, then ${what}`;
}

function placeText({ release, variant, series, turns }: Place): string {
  const newest = turns[0]?.entry.started ?? '';
  const where = `${release} (${variant}), ${seriesText({ ...(series && { series }) })}`;
  return `${where}: ${rateText(failures(turns), turns.length)}, last ${day(newest)}`;
}
