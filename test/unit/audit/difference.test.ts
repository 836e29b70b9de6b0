import fc from 'fast-check';
import * as assert from 'uvu/assert';
import { compareBodies } from '../../../src/audit/difference.js';
import { suite } from '../../../src/suite/index.js';
import { almostRecord, anyLatin1, forAll } from '../../helpers/property.js';

const test = suite('audit difference');

const base = 'prog-id=6 comm="init" path="/tmp" ino=12';

/** Kind and place of each difference. */
function kinds(expected: string, seen: string): string[] {
  return compareBodies(expected, seen).map(({ kind, where }) => `${kind} ${where}`);
}

/** The only difference, with the marked texts. */
function only(expected: string, seen: string) {
  const [difference, ...more] = compareBodies(expected, seen);
  if (!difference || more.length > 0) throw new Error(`not one difference but ${more.length + 1}`);
  const cut = (text: string, mark = { start: 0, end: 0 }) => text.slice(mark.start, mark.end);
  const { kind, where, text } = difference;
  return {
    kind,
    where,
    text,
    expected: cut(expected, difference.expected),
    seen: cut(seen, difference.seen),
  };
}

test('the same text has no difference', () => {
  assert.equal(compareBodies(base, base), []);
});

test('a field that is not there is missing', () => {
  assert.equal(only(base, base.replace(' path="/tmp"', '')), {
    kind: 'missing',
    where: 'path',
    text: 'path="/tmp"',
    expected: 'path="/tmp"',
    seen: '',
  });
});

test('a field too many is extra', () => {
  assert.equal(only(base, `${base} netif=lo`), {
    kind: 'extra',
    where: 'netif',
    text: 'netif=lo',
    expected: '',
    seen: 'netif=lo',
  });
});

test('a field at another place is out of order', () => {
  const seen = 'prog-id=6 path="/tmp" comm="init" ino=12';
  assert.equal(kinds(base, seen), ['order comm']);
  assert.is(only(base, seen).text, 'expected as field 2, seen as field 3');
});

test('a field at another place with another value differs twice', () => {
  const seen = 'prog-id=6 ino=13 comm="init" path="/tmp"';
  assert.equal(kinds(base, seen), ['order ino', 'value ino']);
});

test('another value is marked where it differs', () => {
  assert.equal(only(base, base.replace('12', '172')), {
    kind: 'value',
    where: 'ino',
    text: 'expected 12, seen 172',
    expected: '',
    seen: '7',
  });
});

test('the same string in hex and in quotes is a difference of encoding', () => {
  assert.equal(only(base, base.replace('"init"', '696E6974')), {
    kind: 'encoding',
    where: 'comm',
    text: 'expected "init", seen 696E6974 = "init" (both say "init")',
    expected: '"init"',
    seen: '696E6974',
  });
});

test('hex in lower case, and no quotes at all, are other encodings', () => {
  assert.equal(kinds('comm=6A20', 'comm=6a20'), ['encoding comm']);
  assert.equal(kinds('comm="a"', 'comm=a'), ['encoding comm']);
  assert.equal(kinds('netif=lo', 'netif="lo"'), ['value netif']);
});

test('digits that are no string are values, never encodings', () => {
  assert.equal(kinds('ino=12', 'ino=012'), ['value ino']);
  assert.equal(kinds('netif=61', 'netif=a'), ['value netif']);
});

test('other strings of which one is hex show what they mean', () => {
  assert.is(only('comm="ab"', 'comm=6120').text, 'expected "ab", seen 6120 = "a "');
});

test('a value of nothing is called so', () => {
  assert.is(only('cause="a"', 'cause=').text, 'expected "a", seen nothing');
});

test('spaces are counted', () => {
  const seen = base.replace(' path', '  path');
  assert.equal(only(base, seen), {
    kind: 'spacing',
    where: 'before path',
    text: 'expected 1 space, seen 2 spaces',
    expected: ' ',
    seen: '  ',
  });
});

test('a space at the end is a difference', () => {
  assert.equal(kinds('capability=34 ', 'capability=34'), ['spacing the end']);
  assert.is(only('capability=34 ', 'capability=34').text, 'expected 1 space, seen nothing');
});

test('spaces around a missing field are no difference of their own', () => {
  assert.equal(kinds('a=1 capability=3  b=1', 'a=1 b=1'), ['missing capability']);
});

test('words that are no fields are missing, extra or other', () => {
  assert.equal(kinds('a=1 junk b=2', 'a=1 b=2'), ['missing before b']);
  assert.equal(kinds('a=1 b=2', 'a=1 b=2 junk'), ['extra the end']);
  assert.equal(kinds('a=1 x b=2', 'a=1 y b=2'), ['value before b']);
});

test('of two fields with one key the changed one is named', () => {
  const both = 'path="/a" dev="x" path="/b" dev="y"';
  assert.is(only(both, both.replace('/b', '/c')).text, 'expected "/b", seen "/c"');
  assert.is(only(both, both.replace('path="/a" ', '')).text, 'path="/a"');
});

test('of two fields with one key the one with the same value is not missing', () => {
  assert.is(only('path="/a" path="/b"', 'path="/b"').text, 'path="/a"');
  assert.is(only('path="/a"', 'path="/b" path="/a"').text, 'path="/b"');
});

test('a value that goes on is marked where it goes on', () => {
  const { expected, seen } = only('ino=11', 'ino=111');
  assert.equal([expected, seen], ['', '1']);
});

test('a long value is cut to 80 characters around the difference', () => {
  const { text } = only(`ino=${'1'.repeat(100)}2${'3'.repeat(100)}`, `ino=${'1'.repeat(100)}4`);
  const before = '1'.repeat(30);
  assert.is(text, `expected …${before}2${'3'.repeat(49)}…, seen …${'1'.repeat(79)}4`);
  const start = only(`ino=5${'1'.repeat(80)}`, `ino=${'1'.repeat(80)}`).text;
  assert.is(start, `expected 5${'1'.repeat(79)}…, seen ${'1'.repeat(80)}`);
});

test('what long hex says is cut around the difference too', () => {
  const hex = (last: string) => `comm=${'20'.repeat(200)}${last}`;
  const { text } = only(hex('41'), hex('42'));
  assert.match(text, `= "…${' '.repeat(79)}A", seen`);
  assert.match(text, `= "…${' '.repeat(79)}B"`);
});

test('hostile bytes and long values come out short and printable', () => {
  const { text } = only(`cause="${'x'.repeat(20_000)}"`, `cause="${'x'.repeat(19_999)}\x1b"`);
  assert.match(text, /^[ -~…]*$/);
  assert.match(text, '\\x1B"');
  assert.ok(text.length < 300, text);
});

test('two texts differ exactly when a difference is found', () => {
  for (const text of [anyLatin1, almostRecord]) {
    forAll(fc.tuple(text, text), ([a, b]) => {
      assert.is(compareBodies(a, b).length === 0, a === b);
    });
  }
});

test('a single changed character is found', () => {
  const edit = fc.record({ at: fc.nat(60), to: anyLatin1 });
  forAll(fc.tuple(almostRecord, edit), ([text, { at, to }]) => {
    const changed = text.slice(0, at) + to + text.slice(at + 1);
    const differences = compareBodies(text, changed);
    assert.is(differences.length === 0, text === changed);
    for (const { text } of differences) assert.match(text, /^[ -~…]*$/);
  });
});
