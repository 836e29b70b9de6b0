/** What differs between the expected and the seen records, as text for a screen. */

import { align } from './align.js';
import { compareBodies, type Difference } from './difference.js';
import { excerpt, type Mark } from './excerpt.js';
import { nearestTo, type Placed, pairNearest } from './nearest.js';

export interface RecordDifference {
  /** One line that says the kind of the difference first. */
  summary: string;
  /** The records and their differences; empty when the summary says it all. */
  details: string[];
}

/** Differences beyond this many are only counted. */
const MOST_SHOWN = 10;

/** How the seen bodies differ from the expected ones, in number, order or text. */
export function compareRecords(
  expected: readonly string[],
  seen: readonly string[],
): RecordDifference[] {
  const { moved, missing, extra } = align(expected, seen, (a, b) => (a === b ? 3 : 0));
  const place = (bodies: readonly string[]) => (at: number) => ({ at, body: bodies[at] ?? '' });
  const { pairs, lone } = pairNearest(missing.map(place(expected)), extra.map(place(seen)));
  const differences = [
    ...pairs.map(
      ([ours, theirs]) =>
        () =>
          changed(ours, theirs, expected.length),
    ),
    ...lone.missing.map((ours) => () => absent('missing', ours, expected, seen)),
    ...lone.extra.map((theirs) => () => absent('extra', theirs, expected, seen)),
    ...moved.map(([i, j]) => () => ({
      summary: `order: record ${i + 1} of ${expected.length} was seen as number ${j + 1}`,
      details: [excerpt(expected[i] ?? '').text],
    })),
  ];
  const shown = differences.slice(0, MOST_SHOWN).map((difference) => difference());
  const rest = differences.length - shown.length;
  if (rest === 0) return shown;
  return [...shown, { summary: `${rest} further records differ`, details: [] }];
}

/** A record that was expected and one that was seen in its stead. */
function changed(ours: Placed, theirs: Placed, count: number): RecordDifference {
  const differences = compareBodies(ours.body, theirs.body);
  const [first, ...more] = differences;
  const summary = `${title(first)} of record ${ours.at + 1} of ${count}`;
  return {
    summary: more.length > 0 ? `${summary} (and ${more.length} more)` : summary,
    details: sideBySide(ours.body, theirs.body, differences),
  };
}

const title = (difference: Difference | undefined) =>
  difference ? `${difference.kind}: ${difference.where}` : 'value';

/** A record that only one side has, beside what comes nearest on the other. */
function absent(
  kind: 'missing' | 'extra',
  { at, body }: Placed,
  expected: readonly string[],
  seen: readonly string[],
): RecordDifference {
  const [own, other] = kind === 'missing' ? [expected, seen] : [seen, expected];
  const word = kind === 'missing' ? 'seen' : 'expected';
  const number = other.length === 0 ? 'none' : `only ${other.length}`;
  const were = other.length > 1 ? 'were' : 'was';
  const summary = `${kind}: record ${at + 1} of ${own.length}, ${number} ${were} ${word}`;
  const nearest = nearestTo(body, other);
  if (!nearest) return { summary, details: [excerpt(body).text] };
  const sides: [string, string] = kind === 'missing' ? [body, nearest.body] : [nearest.body, body];
  const differences = compareBodies(...sides);
  const which = `the nearest that was ${word} is number ${nearest.at + 1}`;
  if (differences.length === 0) {
    return { summary, details: [excerpt(body).text, `${which}, the same text`] };
  }
  return { summary, details: [`${which}:`, ...sideBySide(...sides, differences)] };
}

function sideBySide(expected: string, seen: string, differences: readonly Difference[]): string[] {
  const marks = (side: 'expected' | 'seen') => differences.flatMap((each) => each[side] ?? []);
  const lines = differences
    .slice(0, MOST_SHOWN)
    .map(({ kind, where, text }) => `> ${kind}: ${where}: ${text}`);
  const rest = differences.length - lines.length;
  return [
    ...marked('expected', expected, marks('expected')),
    ...marked('seen    ', seen, marks('seen')),
    ...lines,
    ...(rest > 0 ? [`> ${rest} more`] : []),
  ];
}

function marked(side: string, body: string, marks: readonly Mark[]): string[] {
  const { text, carets } = excerpt(body, marks);
  const indent = ' '.repeat(side.length);
  return [`${side}  ${text}`, ...(carets === '' ? [] : [`${indent}  ${carets}`])];
}
