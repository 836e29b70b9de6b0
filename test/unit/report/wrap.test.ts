import fc from 'fast-check';
import * as assert from 'uvu/assert';
import { cutLines, wrapped } from '../../../src/report/wrap.js';
import { suite } from '../../../src/suite/index.js';
import { forAll } from '../../helpers/property.js';

const test = suite('text in columns');

test('prose is wrapped between words, and later lines stand further in', () => {
  assert.equal(wrapped('one two three four', 12, '  '), ['  one two', '    three', '    four']);
  assert.equal(wrapped('', 10), ['']);
  assert.equal(wrapped('one two', 7), ['one two']);
});

test('a word that is longer than a line is cut', () => {
  assert.equal(wrapped('a 0123456789', 5), ['a', '01234', '56789']);
});

test('a long line is cut with a backslash, and its marks with it', () => {
  assert.equal(cutLines(['0123456789abc', '        ^^ ^'], 7, ' '), [
    ' 01234\\',
    ' 56789\\',
    '    ^^',
    ' abc',
    '  ^',
  ]);
  assert.equal(cutLines(['01234', '', '  ^'], 10), ['01234', '', '  ^']);
});

test('marks behind the end of a line are kept', () => {
  assert.equal(cutLines(['ab', `${' '.repeat(9)}^`], 6), ['ab', '', '    ^']);
});

const anyLine = fc.string({ unit: fc.constantFrom('a', ' ', '\\', '^', '.'), maxLength: 40 });

test('lines that were cut can be put together again', () => {
  forAll(fc.array(anyLine, { maxLength: 4 }), (lines) => {
    const plain = lines.filter((line) => !/^ +\^[ ^]*$/.test(line));
    const cut = cutLines(plain, 12, '> ');
    assert.ok(cut.every((line) => line.length <= 12));
    const text = cut.map((line) => line.replace(/^> /, '')).join('\n');
    assert.is(text.replaceAll(/^(.{9})\\\n/gm, '$1'), plain.join('\n'));
  });
});
