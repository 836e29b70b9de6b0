import * as assert from 'uvu/assert';
import { coloursFor } from '../../../src/report/colour.js';
import { compare, comparisonLines, type Verdict } from '../../../src/report/comparison.js';
import { suite } from '../../../src/suite/index.js';

const test = suite('comparison of verdicts');

const about = { run: 'a run', mode: 'assertions' } as const;
const passed = (name: string): Verdict => ({ suite: 's', name, status: 'passed' });
const failed = (name: string, message = 'no record'): Verdict => ({
  suite: 's',
  name,
  status: 'failed',
  failure: { message },
});

test('equal verdicts are equal, failures among them', () => {
  const both = [passed('a'), failed('b')];
  assert.is(compare(about, both, [...both].reverse()).equal, true);
});

const differences: [what: string, recorded: Verdict[], replayed: Verdict[]][] = [
  ['a test that fails now', [passed('a')], [failed('a')]],
  ['a test that passes now', [failed('a')], [passed('a')]],
  ['a test that was not run', [passed('a')], [{ ...passed('a'), status: 'not-run' }]],
  ['a test that is gone', [passed('a'), passed('b')], [passed('b')]],
  ['a failure that is new', [passed('a')], [passed('a'), failed('boot')]],
  ['nothing at all', [], []],
  ['no verdict to hold it against', [{ ...passed('a'), status: 'not-run' }], []],
];

for (const [what, recorded, replayed] of differences)
  test(`${what} is no equality`, () => {
    assert.is(compare(about, recorded, replayed).equal, false);
  });

test('a test that had no turn is counted, and compared with nothing', () => {
  const { equal, withoutVerdict } = compare(
    about,
    [passed('a'), { ...passed('b'), status: 'not-run' }],
    [passed('a')],
  );
  assert.equal([equal, withoutVerdict], [true, 1]);
});

test('says that there is nothing to compare', () => {
  const lines = comparisonLines(compare(about, [], []), coloursFor(false, { NO_COLOR: '1' }));
  assert.equal(lines, ['NOTHING  no test of this run has a verdict']);
});

test('says what differs, why, and nothing that a terminal would obey', () => {
  const comparison = compare(
    about,
    [passed('a'), passed('b')],
    [passed('a'), failed('b', 'x\x1b[2J')],
  );
  const lines = comparisonLines(comparison, coloursFor(false, { NO_COLOR: '1' }));
  assert.equal(lines, [
    '  = same       passed           s > a',
    '  ≠ different  passed           s > b',
    '      recorded passed, replayed failed',
    '      replayed: x·[2J',
    '',
    'DIFFERENT  1 of 2 verdicts are the same',
  ]);
});
