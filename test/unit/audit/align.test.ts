import fc from 'fast-check';
import * as assert from 'uvu/assert';
import { type Alignment, align } from '../../../src/audit/align.js';
import { suite } from '../../../src/suite/index.js';
import { forAll } from '../../helpers/property.js';

const test = suite('audit alignment');

/** Aligns characters: the same letter in another case is the same thing with other content. */
function aligned(expected: string, seen: string): Alignment {
  return align([...expected], [...seen], (a, b) => {
    if (a === b) return 3;
    return a.toLowerCase() === b.toLowerCase() ? 2 : 0;
  });
}

test('equal lists are paired one to one', () => {
  assert.equal(aligned('aba', 'aba'), {
    pairs: [
      [0, 0],
      [1, 1],
      [2, 2],
    ],
    moved: [],
    missing: [],
    extra: [],
  });
});

test('what only one side has is missing or extra', () => {
  const { missing, extra, moved } = aligned('abcd', 'axcd');
  assert.equal([missing, extra, moved], [[1], [1], []]);
});

test('of two with one name the equal one is the partner', () => {
  assert.equal(aligned('aA', 'A'), { pairs: [[1, 0]], moved: [], missing: [0], extra: [] });
});

test('something of other content keeps its place', () => {
  assert.equal(aligned('abc', 'aBc').pairs, [
    [0, 0],
    [1, 1],
    [2, 2],
  ]);
});

test('the fewest items are called moved', () => {
  assert.equal(aligned('abcd', 'dabc').moved, [[3, 0]]);
  assert.equal(aligned('dabc', 'abcd').moved, [[0, 3]]);
});

test('a missing first item of three is not called moved', () => {
  const { missing, moved, extra } = aligned('aba', 'ba');
  assert.equal([missing, moved, extra], [[0], [], []]);
});

test('every position is accounted for once, and pairs keep the order', () => {
  const letters = fc
    .array(fc.constantFrom(...'aAbBc'), { maxLength: 8 })
    .map((all) => all.join(''));
  forAll(fc.tuple(letters, letters), ([expected, seen]) => {
    const { pairs, moved, missing, extra } = aligned(expected, seen);
    const matched = [...pairs, ...moved];
    const ours = [...matched.map(([i]) => i), ...missing].sort((a, b) => a - b);
    const theirs = [...matched.map(([, j]) => j), ...extra].sort((a, b) => a - b);
    assert.equal(
      ours,
      [...expected].map((_, i) => i),
    );
    assert.equal(
      theirs,
      [...seen].map((_, j) => j),
    );
    for (const [i, j] of matched) {
      assert.is(expected[i]?.toLowerCase(), seen[j]?.toLowerCase());
    }
    pairs.slice(1).forEach(([i, j], index) => {
      const [before, behind] = pairs[index] ?? [Number.NaN, Number.NaN];
      assert.ok(before < i && behind < j);
    });
    const clean = moved.length + missing.length + extra.length === 0;
    assert.is(clean, expected.toLowerCase() === seen.toLowerCase());
  });
});

test('lists too long to be aligned are still accounted for', () => {
  const many = Array.from({ length: 3000 }, (_, index) => index);
  const { pairs, moved } = align(many, [...many].reverse(), (a, b) => (a === b ? 3 : 0));
  assert.equal([pairs.length, moved.length], [0, 3000]);
});
