import fc from 'fast-check';
import * as assert from 'uvu/assert';
import { excerpt, visible } from '../../../src/audit/excerpt.js';
import { suite } from '../../../src/suite/index.js';
import { anyLatin1, forAll } from '../../helpers/property.js';

const test = suite('audit excerpt');

test('printable text stays as it is', () => {
  assert.is(visible(`a "b" 'c' ~`), `a "b" 'c' ~`);
});

test('control characters, bytes beyond ASCII and wider characters are escaped', () => {
  assert.is(visible('\x1b[31m\n\0\x7f\xff\u2603'), '\\x1B[31m\\x0A\\x00\\x7F\\xFF\\u2603');
  assert.is(visible('\u0100\\'), '\\u0100\\\\');
});

test('no two texts look the same', () => {
  assert.is.not(visible('\\x1B'), visible('\x1b'));
  const escaped = /\\(?:x([0-9A-F]{2})|(\\))/g;
  forAll(anyLatin1, (text) => {
    const read = visible(text).replace(escaped, (_, code: string | undefined) =>
      code === undefined ? '\\' : String.fromCharCode(Number.parseInt(code, 16)),
    );
    assert.is(read, text);
  });
});

test('a mark stands below what it marks, an escape counted by its width', () => {
  assert.equal(excerpt('a\x01bcd', [{ start: 3, end: 5 }]), {
    text: 'a\\x01bcd',
    carets: '      ^^',
  });
});

test('the place of something missing is marked, even behind the end', () => {
  assert.is(excerpt('abc', [{ start: 1, end: 1 }]).carets, ' ^');
  assert.is(excerpt('abc', [{ start: 3, end: 3 }]).carets, '   ^');
});

test('a text without marks has no line below', () => {
  assert.equal(excerpt('abc'), { text: 'abc', carets: '' });
});

test('a long text is cut down to its beginning and the surroundings of a mark', () => {
  const text = `${'a'.repeat(10_000)}X${'b'.repeat(10_000)}`;
  const seen = excerpt(text, [{ start: 10_000, end: 10_001 }]);
  assert.match(seen.text, /^a{60}…9880 bytes…a{60}Xb{59}…9941 bytes…$/);
  assert.is(seen.text[seen.carets.indexOf('^')], 'X');
  assert.is(seen.carets.trim(), '^');
});

test('the end of a long text can be marked', () => {
  const seen = excerpt('a'.repeat(1000), [{ start: 1000, end: 1001 }]);
  assert.match(seen.text, /…a{60} $/);
  assert.is(seen.carets.length, seen.text.length);
});

test('marks close to each other share their surroundings', () => {
  const marks = [
    { start: 500, end: 510 },
    { start: 560, end: 561 },
  ];
  const seen = excerpt('a'.repeat(1000), marks);
  assert.is(seen.text.match(/bytes…/g)?.length, 2);
  assert.is(seen.carets.trim(), `${'^'.repeat(10)}${' '.repeat(50)}^`);
});

test('marks may come in any order, and a small gap between them is shown', () => {
  const marks = [650, 520].map((start) => ({ start, end: start + 1 }));
  const seen = excerpt('a'.repeat(1000), marks);
  assert.is(seen.text.match(/bytes…/g)?.length, 2);
  assert.is(seen.carets.trim(), `^${' '.repeat(129)}^`);
  const apart = excerpt('a'.repeat(1000), [{ start: 800, end: 801 }, ...marks]);
  assert.is(apart.text.match(/bytes…/g)?.length, 3);
});

test('of many marks in a long text the first four are shown', () => {
  const marks = [1000, 2000, 3000, 4000, 5000].map((start) => ({ start, end: start + 1 }));
  assert.is(excerpt('a'.repeat(9000), marks).carets.match(/\^/g)?.length, 4);
});

test('the excerpt of any text with any marks is short, one line, and printable', () => {
  const mark = fc.record({ start: fc.nat(30_000), width: fc.nat(9000) });
  const text = fc.tuple(anyLatin1, fc.nat(500)).map(([part, times]) => part.repeat(times));
  forAll(
    fc.tuple(text, fc.array(mark, { maxLength: 8 })),
    ([text, marks]) => {
      const within = marks
        .map(({ start, width }) => ({ start, end: start + width }))
        .filter(({ start }) => start <= text.length);
      const seen = excerpt(text, within);
      assert.match(seen.text, /^[ -~…]*$/);
      assert.match(seen.carets, /^[ ^]*$/);
      assert.ok(seen.text.length <= 4 * 1000, `${seen.text.length} characters`);
      assert.is(seen.carets === '', within.length === 0);
    },
    { share: 0.2 },
  );
});
