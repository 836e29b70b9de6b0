import * as assert from 'uvu/assert';
import { coloursFor } from '../../../src/report/colour.js';
import { suite } from '../../../src/suite/index.js';

const test = suite('colours');

const cases: [boolean, Record<string, string>, boolean][] = [
  [true, {}, true],
  [false, {}, false],
  [true, { TERM: 'xterm-256color' }, true],
  [true, { TERM: 'dumb' }, false],
  [true, { NO_COLOR: '1' }, false],
  [true, { NO_COLOR: '' }, true],
  [false, { FORCE_COLOR: '1' }, true],
  [false, { FORCE_COLOR: '' }, true],
  [true, { FORCE_COLOR: '0' }, false],
  [true, { FORCE_COLOR: 'false' }, false],
  [true, { TERM: 'dumb', FORCE_COLOR: '1' }, true],
  [true, { NO_COLOR: '1', FORCE_COLOR: '1' }, false],
];
for (const [terminal, env, expected] of cases) {
  const where = terminal ? 'a terminal' : 'a file';
  test(`${where} with ${JSON.stringify(env)} gets ${expected ? '' : 'no '}colours`, () => {
    const esc = String.fromCharCode(27);
    assert.is(coloursFor(terminal, env).red('text').includes(esc), expected);
  });
}
