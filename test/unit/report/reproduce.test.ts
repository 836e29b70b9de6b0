import * as assert from 'uvu/assert';
import { asCommand, reproduction, shellWord, wordsAgain } from '../../../src/report/reproduce.js';
import { suite } from '../../../src/suite/index.js';
import { kernelFacts, runReport } from '../../helpers/run-report.js';

const test = suite('the command that does a run again');

const pinned = 'lsm-audit run --kernel debian:7.2';
const cases: [invocation: string, command: string][] = [
  ['run', pinned],
  ['run --kernel debian:7.3 x', 'lsm-audit run --kernel debian:7.3 x'],
  ['run --kernel=debian x', 'lsm-audit run --kernel=debian x'],
  ['run --json out.json --reporter ktap=x --reporter=mail sockaddr', `${pinned} sockaddr`],
  ['run --json=x -v --keep --verbose --update --accel tcg', `${pinned} --accel tcg`],
  ['ci --output out --time-limit 5 --timeLimit=6 --variant kasan', `${pinned} --variant kasan`],
  ['run --series /home/me/v2 a', `${pinned} --series v2 a`],
  ['run --series=/home/me/v2/ a', `${pinned} --series=v2 a`],
  ['run --series git:/home/me/linux:v7..x', `${pinned} --series git:linux:v7..x`],
  ['run --series git:v7..x', `${pinned} --series git:v7..x`],
  ['run --config /home/me/a.config', `${pinned} --config a.config`],
  ['run -- --json', `${pinned} -- --json`],
  ['run --config=/home/me/a.config --', `${pinned} --config=a.config`],
  [
    'run --series git:v7.2..feature/topic --until-failure x',
    `${pinned} --series git:v7.2..feature/topic --until-failure x`,
  ],
  [
    'run --series=git:~/src/linux:v7.2..feature/topic',
    `${pinned} --series=git:linux:v7.2..feature/topic`,
  ],
  ['ci --print-cache-key --variant kasan x', `${pinned} --variant kasan x`],
  ['replay --json out.json a/b.tar.gz', 'lsm-audit replay --json out.json a/b.tar.gz'],
];
for (const [invocation, command] of cases) {
  test(`${invocation} is done again by ${command}`, () => {
    const run = runReport({ invocation: invocation.split(' ') });
    assert.is(reproduction({ runs: [run] }).join(' '), command);
  });
}

test('without a kernel its line is left open, and without a run there is no command', () => {
  const { kernel: _, ...run } = runReport({ invocation: ['run'] });
  assert.equal(reproduction({ runs: [run] }), ['lsm-audit', 'run']);
  assert.equal(reproduction({ runs: [] }), []);
});

test('a word is quoted where a shell would read it', () => {
  assert.is(shellWord("a 'b' > c"), "'a '\\''b'\\'' > c'");
  assert.is(shellWord('debian:7.2'), 'debian:7.2');
});

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
  assert.equal(again(['path', '--', 'x']), ['run', ...kernel, 'path', 'x']);
});

test('a pattern or a title that begins with a dash stands behind dashes', () => {
  assert.equal(again(['path', '--', '-x']), ['run', ...kernel, '--', 'path', '-x']);
  assert.equal(again(['path'], '-x > a'), ['run', ...kernel, '--', '-x > a']);
});

test('an option without a value leaves the word behind it, and one with a value takes it', () => {
  assert.equal(again(['--until-failure', 'sockaddr']), ['run', ...kernel, 'sockaddr']);
  const words = ['--until-failure', '--repeat', '2', '--append', 'w', 'inode_readlink'];
  assert.equal(again(words), ['run', '--append', 'w', ...kernel, 'inode_readlink']);
  assert.equal(again(['--timeLimit', '5', '--print-cache-key', 'x']), ['run', ...kernel, 'x']);
});

test('a replay is done again as it was given, with all its tests', () => {
  const invocation = ['replay', '--json', 'x.json', 'a/b.tar.gz'];
  assert.equal(wordsAgain({ invocation, kernel: kernelFacts }), invocation);
  assert.equal(wordsAgain({ invocation, kernel: kernelFacts }, 'file_open > a'), invocation);
});

test('a run without a kernel is done again as it was given', () => {
  assert.equal(wordsAgain({ invocation: ['run', '--series', 'x'] }), ['run', '--series', 'x']);
});

test('the run that mutants are held against is done again by its tests, not by the names of mutants', () => {
  const invocation = ['mutate', '--accel', 'tcg', 'cause', '--tests', 'path'];
  const words = wordsAgain({ invocation, kernel: kernelFacts });
  assert.equal(words, ['run', '--accel', 'tcg', ...kernel, 'path']);
});

test('a command can be pasted into a shell', () => {
  assert.is(asCommand(['run', "it's > $x"]), "lsm-audit run 'it'\\''s > $x'");
});
