import * as assert from 'uvu/assert';
import { replacement, typedLine } from '../../../src/commands/shell-words.js';
import { suite } from '../../../src/suite/index.js';

const test = suite('words of a shell that are being typed');

/** As bash has it. */
const breaks = ' \t\n"\'@><=;|&(:';

const lines: [line: string, words: string[], quote: string, kept: number][] = [
  ['', [''], '', 0],
  ['a', ['a'], '', 0],
  ['a  b ', ['a', 'b', ''], '', 0],
  ["a 'b c", ['a', 'b c'], "'", 0],
  ['a "b c', ['a', 'b c'], '"', 0],
  ["a 'b c' d", ['a', 'b c', 'd'], '', 0],
  ['a b\\ c', ['a', 'b c'], '', 0],
  ["a '' ", ['a', '', ''], '', 0],
  ['a --x=', ['a', '--x='], '', 4],
  ['a --x=b:c', ['a', '--x=b:c'], '', 6],
  ['a b\\:c', ['a', 'b:c'], '', 0],
  ['a b:\\ c', ['a', 'b: c'], '', 2],
  ['a "b:c', ['a', 'b:c'], '"', 0],
  ["a --x='b", ['a', '--x=b'], "'", 4],
  ['a "\\"\\x', ['a', '"\\x'], '"', 0],
  ["a 'b\\", ['a', 'b\\'], "'", 0],
  ['a b\\', ['a', 'b'], '', 0],
];
for (const [line, words, quote, kept] of lines) {
  test(`[${line}] is taken apart as bash does`, () => {
    assert.equal(typedLine(line, breaks), { words, quote, kept });
  });
}

const title = 'a: b > "c" $d';
const put: [line: string, text: string | undefined][] = [
  ['x ', 'a:\\ b\\ \\>\\ \\"c\\"\\ \\$d'],
  ['x a:', '\\ b\\ \\>\\ \\"c\\"\\ \\$d'],
  ["x 'a", title],
  ['x "a', 'a: b > \\"c\\" \\$d'],
];
for (const [line, text] of put) {
  test(`behind [${line}] a title is put so that bash reads it`, () => {
    assert.is(replacement(title, typedLine(line, breaks)), text);
  });
}

test('what no quote can hold is not put into one', () => {
  assert.is(replacement("it's", typedLine("x '", breaks)), undefined);
  assert.is(replacement("it's", typedLine('x "', breaks)), "it's");
});
