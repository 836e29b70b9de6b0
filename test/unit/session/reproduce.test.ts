import * as assert from 'uvu/assert';
import { asCommand, wordsAgain } from '../../../src/session/reproduce.js';
import { suite } from '../../../src/suite/index.js';
import { kernelFacts } from '../../helpers/run-report.js';

const test = suite('commands that do a run again');

const again = (words: string[], title?: string) =>
  wordsAgain({ invocation: ['run', ...words], kernel: kernelFacts }, title);
const kernel = ['--kernel', 'debian:7.2', '--variant', 'default'];

test('what was tested is named exactly, and what became of the result is left out', () => {
  assert.equal(
    again([
      '--json',
      'x.json',
      '--series',
      '/my series',
      '--accel=tcg',
      '-v',
      '--keep',
      'path',
      '--append',
      'a b',
    ]),
    ['run', '--series', '/my series', '--accel', 'tcg', '--append', 'a b', ...kernel, 'path'],
  );
});

test('the variant is that of the run, not those that were asked for', () => {
  const { variant: _, ...other } = kernelFacts;
  const words = wordsAgain({
    invocation: ['run', '--variant', 'all', '--kernel', 'debian'],
    kernel: { ...other, variant: 'kasan' },
  });
  assert.equal(words, ['run', '--kernel', 'debian:7.2', '--variant', 'kasan']);
});

test('one test takes the place of the patterns', () => {
  assert.equal(again(['path', '--', '-x'], 'file_open > a'), ['run', ...kernel, 'file_open > a']);
  assert.equal(again(['path', '--', '-x']), ['run', ...kernel, 'path', '-x']);
});

test('a run without a kernel is done again as it was given', () => {
  assert.equal(wordsAgain({ invocation: ['run', '--series', 'x'] }), ['run', '--series', 'x']);
});

test('a command can be pasted into a shell', () => {
  assert.is(asCommand(['run', "it's > $x"]), "lsm-audit run 'it'\\''s > $x'");
});
