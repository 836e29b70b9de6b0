/** Which record was meant by which, when no two are the same. */

/** A body with its place in its list. */
export interface Placed {
  at: number;
  body: string;
}

/** More than this many records are not looked at. */
const MOST_CANDIDATES = 50;

/** Pairs what is missing with what is extra, the most alike first, and says what remains. */
export function pairNearest(
  missing: readonly Placed[],
  extra: readonly Placed[],
): { pairs: [Placed, Placed][]; lone: { missing: Placed[]; extra: Placed[] } } {
  const ours = missing.slice(0, MOST_CANDIDATES);
  const theirs = extra.slice(0, MOST_CANDIDATES);
  const words = new Map([...ours, ...theirs].map((placed) => [placed, wordsOf(placed.body)]));
  const candidates = ours.flatMap((mine) =>
    theirs.map((other) => ({
      mine,
      other,
      distance: distance(words.get(mine), words.get(other)),
    })),
  );
  candidates.sort((a, b) => a.distance - b.distance);
  const taken = new Set<Placed>();
  const pairs: [Placed, Placed][] = [];
  for (const { mine, other } of candidates) {
    if (taken.has(mine) || taken.has(other)) continue;
    taken.add(mine).add(other);
    pairs.push([mine, other]);
  }
  pairs.sort(([a], [b]) => a.at - b.at);
  const free = (placed: Placed) => !taken.has(placed);
  return { pairs, lone: { missing: missing.filter(free), extra: extra.filter(free) } };
}

/** The one of `others` that shares most words with a body; undefined when there is none. */
export function nearestTo(body: string, others: readonly string[]): Placed | undefined {
  const words = wordsOf(body);
  const candidates = others
    .slice(0, MOST_CANDIDATES)
    .map((other, at) => ({ at, body: other, distance: distance(words, wordsOf(other)) }));
  return candidates.sort((a, b) => a.distance - b.distance)[0];
}

const wordsOf = (body: string) => new Set(body.split(' '));

/** How many words only one of the two has. */
function distance(a: ReadonlySet<string> = new Set(), b: ReadonlySet<string> = new Set()): number {
  const shared = [...a].filter((word) => b.has(word)).length;
  return a.size + b.size - 2 * shared;
}
