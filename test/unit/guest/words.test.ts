import * as assert from 'uvu/assert';
import { parseWords } from '../../../src/guest/words.js';
import { suite } from '../../../src/suite/index.js';

const test = suite('replies of helpers');

const replies: [string, string, Record<string, string>][] = [
  ['ok', 'ok', {}],
  ['ready pid=12 path=/dev/null', 'ready', { pid: '12', path: '/dev/null' }],
  ['  done   ret=-1  errno=13 \r', 'done', { ret: '-1', errno: '13' }],
  ['ok a=b=c empty=', 'ok', { a: 'b=c', empty: '' }],
  ['error no such program =x', 'error', {}],
  ['ok a=1 a=2', 'ok', { a: '2' }],
  ['', '', {}],
];
for (const [line, status, words] of replies) {
  test(`"${line}" is "${status}" with ${JSON.stringify(words)}`, () => {
    assert.equal(parseWords(line), [status, words]);
  });
}

test('a key may have any name', () => {
  const [, words] = parseWords('ok __proto__=x constructor=y');
  assert.equal(Object.entries(words), [
    ['__proto__', 'x'],
    ['constructor', 'y'],
  ]);
});
