/** Which item of one list answers to which item of another. */

export interface Alignment {
  /** Pairs of positions, expected and seen, ascending in both. */
  pairs: [expected: number, seen: number][];
  /** Pairs that stand in another order than the rest. */
  moved: [expected: number, seen: number][];
  /** Positions of expected items without a partner. */
  missing: number[];
  /** Positions of seen items without a partner. */
  extra: number[];
}

/**
 * How well two items answer to each other: not at all (0), as the same thing with other content, or as
 * equals.
 */
export type Likeness = 0 | 2 | 3;

/** Differing middles beyond this many comparisons are not aligned: 16 MB, some 50 ms. */
const MOST_CELLS = 4_000_000;

/** Pairs items so that order is kept and likeness is greatest; pairs what is left over as moved. */
export function align<T>(
  expected: readonly T[],
  seen: readonly T[],
  likeness: (expected: T, seen: T) => Likeness,
): Alignment {
  const alike = (i: number, j: number) => likeness(expected[i] as T, seen[j] as T);
  const pairs: Alignment['pairs'] = [];
  let start = 0;
  let ends: [number, number] = [expected.length, seen.length];
  const shorter = Math.min(...ends);
  while (start < shorter && alike(start, start) === 3) pairs.push([start, start++]);
  const suffix: Alignment['pairs'] = [];
  while (Math.min(...ends) > start && alike(ends[0] - 1, ends[1] - 1) === 3) {
    ends = [ends[0] - 1, ends[1] - 1];
    suffix.unshift([...ends]);
  }
  pairs.push(...middlePairs(start, ends, alike), ...suffix);
  return { pairs, ...leftOver(pairs, expected.length, seen.length, alike) };
}

type Alike = (expected: number, seen: number) => Likeness;

/** The heaviest common subsequence between `start` and the two ends, both excluded. */
function middlePairs(start: number, [endE, endS]: [number, number], alike: Alike) {
  const rows = endE - start;
  const columns = endS - start;
  const pairs: Alignment['pairs'] = [];
  if (rows * columns > MOST_CELLS) return pairs;
  const width = columns + 1;
  // best[i * width + j]: the greatest sum of likeness from the i-th and the j-th item on.
  const best = new Uint32Array((rows + 1) * width);
  const at = (i: number, j: number) => best[i * width + j] ?? 0;
  const joined = (i: number, j: number) => {
    const likeness = alike(start + i, start + j);
    return likeness === 0 ? 0 : likeness + at(i + 1, j + 1);
  };
  for (let i = rows - 1; i >= 0; i -= 1) {
    for (let j = columns - 1; j >= 0; j -= 1) {
      best[i * width + j] = Math.max(joined(i, j), at(i + 1, j), at(i, j + 1));
    }
  }
  for (let i = 0, j = 0; at(i, j) > 0; ) {
    if (joined(i, j) === at(i, j)) pairs.push([start + i++, start + j++]);
    else if (at(i + 1, j) === at(i, j)) i += 1;
    else j += 1;
  }
  return pairs;
}

function leftOver(pairs: Alignment['pairs'], expected: number, seen: number, alike: Alike) {
  const without = (count: number, side: 0 | 1) => {
    const paired = new Set(pairs.map((pair) => pair[side]));
    return [...Array(count).keys()].filter((position) => !paired.has(position));
  };
  const extra = new Set(without(seen, 1));
  const moved: Alignment['moved'] = [];
  const missing: number[] = [];
  for (const position of without(expected, 0)) {
    const partner = [...extra].find((candidate) => alike(position, candidate) > 0);
    if (partner === undefined) {
      missing.push(position);
    } else {
      moved.push([position, partner]);
      extra.delete(partner);
    }
  }
  return { moved, missing, extra: [...extra] };
}
