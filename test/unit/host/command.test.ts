import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import * as assert from 'uvu/assert';
import { type CommandLine, pasteable, quote } from '../../../src/host/command.js';
import { suite } from '../../../src/suite/index.js';
import { inTempFolder } from '../../helpers/temp-folder.js';

const test = suite('commands as text');

const shell = (command: CommandLine) =>
  execFileSync('sh', ['-c', pasteable(command)], { encoding: 'utf8' });

const quoted: [string, string][] = [
  ['plain-1.0/x,y:z@%+=', 'plain-1.0/x,y:z@%+='],
  ['', "''"],
  ['two words', "'two words'"],
  ["it's", "'it'\\''s'"],
  ['$HOME', "'$HOME'"],
  ['line\n', "'line\n'"],
  ['~', "'~'"],
];
for (const [word, expected] of quoted) {
  test(`${JSON.stringify(word)} is quoted as ${JSON.stringify(expected)}`, () => {
    assert.is(quote(word), expected);
  });
}

test('a shell reads back every word as it was', () => {
  const awkward = fc.constantFrom(
    "'",
    '"',
    '\\',
    '$x',
    '`id`',
    '\n',
    ' ',
    '*',
    '!',
    '#',
    '-n',
    'é',
    '',
  );
  const word = fc
    .oneof(
      fc.string(),
      fc.array(awkward).map((parts) => parts.join('')),
    )
    .filter((text) => !text.includes('\0'));
  fc.assert(
    fc.property(fc.array(word, { minLength: 1 }), (words) => {
      const echoed = shell({ file: 'printf', args: ['%s\\0', ...words] });
      assert.equal(echoed.split('\0').slice(0, -1), words);
    }),
    { numRuns: 30 },
  );
});

test('a folder is entered, in a shell of its own', () =>
  inTempFolder(async (folder) => {
    const line = pasteable({ file: 'pwd', args: [], cwd: folder });
    const shown = execFileSync('sh', ['-c', `${line}; pwd`], { cwd: '/', encoding: 'utf8' });
    assert.is(shown, `${folder}\n/\n`);
  }));

test('an environment is the whole environment', () => {
  const env = { PATH: '/usr/bin:/bin', ODD: "it's $HOME" };
  const names = shell({ file: 'env', args: [], env }).trimEnd().split('\n').sort();
  assert.equal(names, ["ODD=it's $HOME", 'PATH=/usr/bin:/bin']);
});

test('without an environment the command inherits ours', () => {
  assert.is(pasteable({ file: 'make', args: ['-j', '3'] }), 'make -j 3');
});
