import * as assert from 'uvu/assert';
import { statements } from '../../../src/kconfig/lines.js';
import { suite } from '../../../src/suite/index.js';

const test = suite('statements of a Kconfig file');

const lines = (text: string) => statements(text).map(({ text, line }) => `${line}: ${text}`);

test('blank lines and comments are left out', () => {
  assert.equal(lines('# about\n\nconfig A\n\tbool\n  # why\n'), ['3: config A', '4: bool']);
});

test('a backslash continues a line, and the next statement keeps its own number', () => {
  assert.equal(lines('depends on A && \\\n\tB && \\\n\tC\nconfig D'), [
    '1: depends on A &&  \tB &&  \tC',
    '4: config D',
  ]);
});

test('a backslash at the end of the file ends there', () => {
  assert.equal(lines('config A\\'), ['1: config A\\']);
});

test('a help text ends where the indentation falls below that of its first line', () => {
  const text = `config A
	bool "A"
	help
	  select FOO if you mean it.

	    config B is not here
	select C
`;
  assert.equal(lines(text), ['1: config A', '2: bool "A"', '7: select C']);
});

test('tabs of a help text reach to multiples of eight', () => {
  const text = 'config A\n\thelp\n  \t  first line\n          select B\n\tselect C\n';
  assert.equal(lines(text), ['1: config A', '5: select C']);
});

test('an entry without a help text after its help keyword ends there', () => {
  assert.equal(lines('config A\n\thelp\n\nconfig B\n'), ['1: config A', '4: config B']);
});

test('"help" inside a help text is text', () => {
  assert.equal(lines('\thelp\n\t  help\n\t  select A\n\tselect B'), ['4: select B']);
});
