import fc from 'fast-check';
import * as assert from 'uvu/assert';
import { accessBody, cause, netif, source } from '../../../src/audit/body.js';
import { assertRecords, RecordMismatch } from '../../../src/audit/expect.js';
import type { Observation } from '../../../src/audit/observer.js';
import { parseRecord } from '../../../src/audit/record.js';
import { suite } from '../../../src/suite/index.js';
import { almostRecord, forAll } from '../../helpers/property.js';

const test = suite('audit expectation');

const status = {
  ...{ enabled: 1, failure: 1, pid: 42, rateLimit: 0, backlogLimit: 0, lost: 0, backlog: 0 },
};
const live = { before: status, after: status, incidents: [], missing: [], problems: [] };

const record = (body: string) =>
  parseRecord({ type: 1427, payload: `audit(1795495186.537:28): ${body}` });

function observation(bodies: readonly string[], rest: Partial<Observation> = {}): Observation {
  return {
    progId: 6,
    records: bodies.map(record),
    ...{ stale: [], foreign: [], unattributed: [], others: [] },
    liveness: live,
    ...rest,
  };
}

/** Message and details of the mismatch. @throws Error when there is none */
function mismatch(seen: Observation, expected: readonly string[]): [string, ...string[]] {
  try {
    assertRecords(seen, expected);
  } catch (error) {
    if (error instanceof RecordMismatch) return [error.message, ...error.details];
    throw error;
  }
  throw new Error('the records were accepted');
}

const bind = (port: number) =>
  accessBody(
    { progId: 6, tgid: 1, comm: 'init' },
    ...[cause('bind4'), source('127.0.0.1', port), netif('lo')],
  );

test('the same bodies in the same order are accepted', () => {
  assertRecords(observation([bind(1), bind(2), bind(1)]), [bind(1), bind(2), bind(1)]);
});

test('an expectation of nothing accepts nothing', () => {
  assertRecords(observation([]), []);
  assert.equal(mismatch(observation([bind(1)]), []), [
    'extra: record 1 of 1, none was expected',
    bind(1),
  ]);
});

test('records of other programs and of other types are allowed', () => {
  const rest = { foreign: [record('prog-id=7')], others: [record('a=1')] };
  assertRecords(observation([bind(1)], rest), [bind(1)]);
});

test('a differing field is named, explained and marked in both records', () => {
  const caret = `${' '.repeat('expected  '.length + bind(12).indexOf('2 netif'))}^`;
  assert.equal(mismatch(observation([bind(13)]), [bind(12)]), [
    'value: src of record 1 of 1',
    `expected  ${bind(12)}`,
    caret,
    `seen      ${bind(13)}`,
    caret,
    '> value: src: expected 12, seen 13',
  ]);
});

test('a field that is missing is marked only where it should be', () => {
  const caret = (text: string, at: string) => ' '.repeat(10 + text.indexOf(at));
  assert.equal(mismatch(observation([`${bind(1)} a=1`]), [`${bind(1)} a=1 b=2`]), [
    'missing: b of record 1 of 1',
    `expected  ${bind(1)} a=1 b=2`,
    `${caret(`${bind(1)} a=1 b=2`, 'b=2')}^^^`,
    `seen      ${bind(1)} a=1`,
    '> missing: b: b=2',
  ]);
});

test('two differences of a record are counted in the message, eleven in the details', () => {
  assert.is(
    mismatch(observation([`${bind(1)} a=1 b=2`]), [bind(1)])[0],
    'extra: a of record 1 of 1 (and 1 more)',
  );
  assert.is(mismatch(observation([bind(1) + ' a=1'.repeat(11)]), [bind(1)]).at(-1), '> 1 more');
});

test('a record that did not come is missing, beside the nearest one', () => {
  const lines = mismatch(observation([bind(2)]), [bind(1), bind(2)]);
  assert.is(lines[0], 'missing: record 1 of 2, only 1 was seen');
  assert.is(lines[1], 'the nearest that was seen is number 1:');
  assert.is(lines.at(-1), '> value: src: expected 1, seen 2');
});

test('the nearest record is the one that shares most, not the next', () => {
  const far = 'prog-id=6 pid=9 comm="other"';
  const lines = mismatch(observation([far, bind(2)]), [far, bind(2), bind(3)]);
  assert.is(lines[0], 'missing: record 3 of 3, only 2 were seen');
  assert.is(lines[1], 'the nearest that was seen is number 2:');
});

test('a record too many that was expected once is the same text', () => {
  const lines = mismatch(observation([bind(1), bind(1)]), [bind(1)]);
  assert.equal(lines, [
    'extra: record 2 of 2, only 1 was expected',
    bind(1),
    'the nearest that was expected is number 1, the same text',
  ]);
});

test('records in another order are out of order, not missing and extra', () => {
  const lines = mismatch(observation([bind(2), bind(3), bind(1)]), [bind(1), bind(2), bind(3)]);
  assert.equal(lines, ['order: record 1 of 3 was seen as number 3', bind(1)]);
});

test('changed records are paired with those they resemble', () => {
  const other = 'prog-id=6 pid=9 comm="other"';
  const lines = mismatch(observation([`${other} a=1`, `${bind(1)} b=1`]), [bind(1), other]);
  assert.is(lines[0], 'extra: b of record 1 of 2 (and 1 more problem)');
  assert.ok(lines.includes('extra: a of record 2 of 2'), lines.join('\n'));
});

test('a record answers to one other only, the one most like it', () => {
  const lines = mismatch(observation([`${bind(1)} a=1`, `${bind(1)} a=1 b=2`]), [bind(1)]);
  assert.is(lines[0], 'extra: a of record 1 of 1 (and 1 more problem)');
  assert.ok(lines.includes('extra: record 2 of 2, only 1 was expected'), lines.join('\n'));
});

test('changed records are shown in their order', () => {
  const lines = mismatch(observation([`${bind(1)} a=1 b=2`, `x=1 a=1`]), [bind(1), 'x=1']);
  const titles = lines.filter((line) => /^extra: a/.test(line));
  assert.equal(titles.slice(1), [
    'extra: a of record 1 of 2 (and 1 more)',
    'extra: a of record 2 of 2',
  ]);
});

test('a record that says much more is not nearer than one that says a little less', () => {
  const more = `${bind(1)} ${'abcdefghij'.replace(/./g, ' $&=1')}`;
  const lines = mismatch(observation([more, 'prog-id=6 pid=1']), [
    more,
    'prog-id=6 pid=1',
    bind(1),
  ]);
  assert.is(lines[1], 'the nearest that was seen is number 2:');
});

test('a window that was not live proves nothing, even of the right records', () => {
  const liveness = { ...live, problems: ['auditing was off (enabled=0) before the window'] };
  for (const bodies of [[], [bind(1)]]) {
    assert.equal(mismatch(observation(bodies, { liveness }), bodies), [
      'the channel proves nothing: auditing was off (enabled=0) before the window',
    ]);
  }
});

test('liveness comes first, the other reasons follow', () => {
  const lines = mismatch(
    observation([bind(2)], {
      liveness: { ...live, problems: ['it was dead'] },
      stale: [record(bind(1))],
      unattributed: [record('pid=1')],
    }),
    [bind(3)],
  );
  assert.is(lines[0], 'the channel proves nothing: it was dead (and 3 more problems)');
  assert.equal(
    lines.slice(1).filter((line) => !line.startsWith(' ')),
    [
      'the channel proves nothing: it was dead',
      'stale: 1 record of program 6 came before the window',
      'unattributed: 1 record of type 1427 did not name one program',
      'value: src of record 1 of 1',
    ],
  );
});

test('stale and nameless records are shown', () => {
  const [message, shown] = mismatch(observation([], { stale: [record(bind(1))] }), []);
  assert.is(message, 'stale: 1 record of program 6 came before the window');
  assert.is(shown, `audit(1795495186.537:28): ${bind(1)}`);
  const nameless = mismatch(observation([], { unattributed: [record('pid=1')] }), []);
  assert.is(nameless[0], 'unattributed: 1 record of type 1427 did not name one program');
});

test('a malformed record is rejected though its text was expected', () => {
  const body = `${bind(1)} junk`;
  const lines = mismatch(observation([body]), [body]);
  assert.is(lines[0], `malformed: stray-text at byte ${26 + body.indexOf('junk')} of record 1`);
  assert.is(lines[2]?.trim(), '^^^^');
});

test('a record without a stamp is malformed', () => {
  const records = [parseRecord({ type: 1427, payload: bind(1) })];
  assert.match(
    mismatch(observation([], { records }), [bind(1)])[0],
    /^malformed: no-stamp at byte 0/,
  );
});

test('a record of 20 KiB is cut around the difference', () => {
  const long = (at: string) => `${bind(1)} path=${'41'.repeat(9000)}${at}${'41'.repeat(1000)}`;
  const lines = mismatch(observation([long('20')]), [long('0A')]);
  assert.is(lines[0], 'value: path of record 1 of 1');
  assert.ok(lines.join('\n').length < 2000, `${lines.join('\n').length} characters`);
  const [, expected = '', carets = ''] = lines;
  assert.is(expected.slice(carets.indexOf('^'), carets.lastIndexOf('^') + 1), '0A');
});

test('hostile bytes reach no terminal', () => {
  const lines = mismatch(observation([`${bind(1)}\x1b[2J\n\xff`]), [bind(1)]);
  for (const line of lines) assert.match(line, /^[ -~…]*$/);
  assert.match(lines.join(' '), '\\x1B[2J\\x0A\\xFF');
});

test('of very many differing records some are shown and the rest counted', () => {
  const many = Array.from({ length: 5000 }, (_, index) => bind(index + 1));
  const lines = mismatch(observation(many), []);
  assert.is(lines[0], 'extra: record 1 of 5000, none was expected (and 10 more problems)');
  assert.is(lines.at(-1), '4990 further records differ');
});

test('of very many reasons of one kind some are shown and the rest counted', () => {
  const problems = Array.from({ length: 100 }, (_, index) => `overrun ${index}`);
  const lines = mismatch(observation([], { liveness: { ...live, problems } }), []);
  assert.is(lines.length, 7);
  assert.is(lines.at(-1), 'and 95 more of this kind');
  const first = (count: number) => ({ liveness: { ...live, problems: problems.slice(0, count) } });
  assert.is(
    mismatch(observation([], first(5)), []).at(-1),
    `the channel proves nothing: overrun 4`,
  );
  assert.is(mismatch(observation([], first(6)), []).at(-1), 'and 1 more of this kind');
  const stale = Array.from({ length: 100 }, () => record(bind(1)));
  assert.is(mismatch(observation([], { stale }), []).length, 1 + 5);
  const malformed = mismatch(observation(Array(100).fill('junk')), Array(100).fill('junk'));
  assert.is(malformed.at(-1), 'and 95 more of this kind');
});

test('of very many differing fields some are shown and the rest counted', () => {
  const lines = mismatch(observation([bind(1) + ' a=1'.repeat(2000)]), [bind(1)]);
  assert.is(lines[0], 'extra: a of record 1 of 1 (and 1999 more)');
  assert.is(lines.at(-1), '> 1990 more');
});

test('records are accepted exactly when their bodies are equal and well formed', () => {
  const body = fc.oneof(fc.constantFrom(bind(1), bind(2), bind(3)), almostRecord);
  const bodies = fc.array(body, { maxLength: 5 });
  forAll(fc.tuple(bodies, bodies, fc.boolean()), ([expected, others, same]) => {
    const bodies = same ? expected : others;
    const seen = observation(bodies);
    const equal = JSON.stringify(bodies) === JSON.stringify(expected);
    const wellFormed = seen.records.every(({ problems }) => problems.length === 0);
    if (equal && wellFormed) return assertRecords(seen, expected);
    for (const line of mismatch(seen, expected)) assert.match(line, /^[ -~…]+$/);
  });
});
