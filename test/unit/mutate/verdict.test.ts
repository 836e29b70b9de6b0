import * as assert from 'uvu/assert';
import { UsageError } from '../../../src/errors.js';
import { mutationLines, verdictLine } from '../../../src/mutate/table.js';
import {
  type MutantStatus,
  type MutantVerdict,
  mutationExitCode,
  mutationReport,
  parseMutationReport,
  stillHolds,
  withVerdict,
} from '../../../src/mutate/verdict.js';
import { coloursFor } from '../../../src/report/colour.js';
import { suite } from '../../../src/suite/index.js';

const test = suite('verdicts on mutants');
const plain = coloursFor(false);

const verdict = (status: MutantStatus, more: Partial<MutantVerdict> = {}): MutantVerdict => ({
  mutant: 'swaps-ports',
  status,
  breaks: 'ports are swapped',
  claims: ['A1'],
  variant: 'default',
  seconds: 75,
  identity: { series: 's', mutant: 'm', tests: 't' },
  ...more,
});

const all = (...statuses: MutantStatus[]) =>
  mutationReport(
    'mine',
    statuses.map((status) => verdict(status)),
  );

test('the rate is of those that were judged, and of nothing there is none', () => {
  assert.is(all('killed', 'killed', 'survived', 'invalid', 'not-run').rate, 2 / 3);
  assert.is(all('survived').rate, 0);
  assert.is(all('invalid', 'not-run').rate, undefined);
  assert.equal(all('killed', 'not-run').totals, {
    killed: 1,
    survived: 0,
    invalid: 0,
    'not-run': 1,
  });
});

const codes: [statuses: MutantStatus[], code: number][] = [
  [['killed'], 0],
  [['killed', 'survived'], 1],
  [['killed', 'invalid'], 1],
  [['killed', 'not-run'], 69],
  [['survived', 'not-run'], 1],
  [['not-run'], 69],
  [[], 69],
];

for (const [statuses, code] of codes) {
  test(`[${statuses.join(', ')}] ends with ${code}`, () => {
    assert.is(mutationExitCode(all(...statuses)), code);
  });
}

test('a line says what killed a mutant, what a survivor breaks, or why nobody knows', () => {
  const line = (one: MutantVerdict) => verdictLine(one, 12, plain);
  assert.is(
    line(verdict('killed', { killer: 'bind > ports', reason: 'value: src' })),
    'killed    swaps-ports   1 min 15 s  bind > ports',
  );
  assert.match(line(verdict('survived')), / ports are swapped$/);
  assert.match(line(verdict('invalid', { reason: 'does not apply' })), / does not apply$/);
  assert.match(line(verdict('not-run', { reason: 'a\u001b[2J' })), / a·\[2J$/);
});

test('survivors are listed with their claims above the sums', () => {
  assert.equal(mutationLines(all('killed', 'survived', 'killed'), plain), [
    '',
    'survived  swaps-ports (default)',
    '          ports are swapped',
    '          claims: A1',
    '',
    '66 % killed: 2 killed, 1 survived',
  ]);
  assert.equal(mutationLines(all('killed'), plain), ['', '100 % killed: 1 killed, 0 survived']);
  assert.equal(mutationLines(all('not-run'), plain), ['', '0 survived, 1 not-run']);
});

test('a report of what was stopped says how many are left, to people and machines', () => {
  const partial = mutationReport('mine', [verdict('killed')], 121);
  assert.is(partial.left, 121);
  assert.ok(mutationLines(partial, plain).includes('INCOMPLETE (stopped with 121 left to try)'));
  assert.not('left' in all('killed'));
  assert.not.match(mutationLines(all('killed'), plain).join('\n'), 'INCOMPLETE');
});

test('a report is read back as it was written', () => {
  const report = all('killed', 'survived');
  assert.equal(parseMutationReport('f', JSON.stringify(report)), report);
  for (const text of ['', '{', 'null', '[]', '{"schema": 0, "verdicts": []}', '{"schema": 1}']) {
    assert.throws(
      () => parseMutationReport('f', text),
      (error: unknown) => error instanceof UsageError,
    );
  }
});

const identity = { series: 's', mutant: 'm', tests: 't' };
const now = { variant: 'default', identity };

test('a verdict holds as long as what it is about stays', () => {
  for (const status of ['killed', 'survived', 'invalid'] as const)
    assert.is(stillHolds(verdict(status), now), true, status);
  assert.is(stillHolds(verdict('not-run'), now), false);
  const changes = [
    { variant: 'kasan', identity },
    { variant: 'default', identity: { ...identity, series: 'other' } },
    { variant: 'default', identity: { ...identity, mutant: 'other' } },
  ];
  for (const change of changes) assert.is(stillHolds(verdict('killed'), change), false);
});

test('only what was killed needs no look at new tests', () => {
  const change = { variant: 'default', identity: { ...identity, tests: 'more' } };
  assert.is(stillHolds(verdict('killed'), change), true);
  assert.is(stillHolds(verdict('survived'), change), false);
});

test('a new verdict takes the place of the old one, and those on another series go', () => {
  const others = [verdict('killed', { mutant: 'other' }), verdict('killed', { variant: 'kasan' })];
  const stale = verdict('killed', { mutant: 'x', identity: { ...identity, series: 'old' } });
  const fresh = verdict('killed');
  assert.equal(withVerdict([...others, stale, verdict('survived')], fresh), [...others, fresh]);
});
