/** Completion in real shells, on a terminal. */

import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as assert from 'uvu/assert';
import { projectRoot } from '../../src/host/paths.js';
import { suite } from '../../src/suite/index.js';
import { cli } from '../helpers/cli.js';
import { withManualTools } from '../helpers/manual-tools.js';
import { inTempFolder } from '../helpers/temp-folder.js';
import { onTerminal, typeInto } from '../helpers/typing.js';

const test = suite('completion in shells', { deadlineS: 600 });

/** Prints the words that it was called with, in a line that is not how it is typed. */
const probe = `lsm-audit() { printf 'CALL%s ' ED; printf '<%s>' "$@"; echo; }`;

/** What is typed, tabs included, and what lsm-audit is then called with. */
const typed: [line: string, called: string][] = [
  ['lsm-audit run --vari\tlockd\tcap\t', '<run><--variant><lockdep><capable>'],
  ['lsm-audit run --variant=lockd\t', '<run><--variant=lockdep>'],
  ['lsm-audit run contex\t', '<run><contexts that must not sleep>'],
  ['lsm-audit run capable:\t', '<run><TITLE>'],
  ['lsm-audit run capable:\\ bpf\t', '<run><TITLE>'],
  ["lsm-audit run 'capable: bpf\t", '<run><TITLE>'],
  ['lsm-audit run "capable: bpf\t', '<run><TITLE>'],
  ['lsm-audit completion z\t', '<completion><zsh>'],
];

const scriptOf = (shell: string) =>
  inTempFolder(async (cache) => {
    const { code, stdout, stderr } = await cli(['completion', shell], { cache });
    assert.is(code, 0, stderr);
    return stdout;
  });

/** The only test whose title begins so. */
const onlyTitle = (text: string) =>
  inTempFolder(async (cache) => {
    const { stdout } = await cli(['run', '--list', text], { cache });
    const [title = '', ...more] = stdout.trimEnd().split('\n');
    assert.equal(more, []);
    return title;
  });

/** The calls among what a terminal showed. */
const callsIn = (shown: string) =>
  [...shown.matchAll(/CALLED (<.*>)/g)].map(([, words = '']) => words);

test('bash ends words as its user would', async () => {
  const title = await onlyTitle('capable: bpf');
  const script = await scriptOf('bash');
  await inTempFolder(async (folder) => {
    await writeFile(join(folder, 'script'), script);
    const lines = [`${probe}; source ${folder}/script`, ...typed.map(([line]) => line), 'exit'];
    const shown = await typeInto('bash --norc --noprofile -i', lines);
    const expected = typed.map(([, called]) => called.replace('TITLE', title));
    assert.equal(callsIn(shown), expected, shown);
  });
});

test('where we know nothing, bash completes files', async () => {
  const script = await scriptOf('bash');
  await inTempFolder(async (folder) => {
    await writeFile(join(folder, 'script'), script);
    const line = `lsm-audit run --json ${folder}/scr\t`;
    const shown = await typeInto('bash --norc --noprofile -i', [
      `${probe}; source ${folder}/script`,
      ...[line, 'exit'],
    ]);
    assert.equal(callsIn(shown), [`<run><--json><${folder}/script>`], shown);
  });
});

/** Stands for lsm-audit where there is no Node: says what it was asked, and answers like it. */
const stub = `#!/bin/sh
printf '[%s]' "$@" >>asked; echo >>asked
for last; do :; done
case $last in
con*) echo 'contexts: that > "must" not sleep' ;;
scr*) ;;
*) echo lockdep ;;
esac
`;

test('zsh hands over what was typed, and quotes what it gets', async () => {
  const script = await scriptOf('zsh');
  const ours = join(projectRoot, 'bin/lsm-audit.js');
  assert.match(script, ours);
  const keys = [
    `${probe}; autoload -Uz compinit; compinit -u -d /work/dump; source /work/script`,
    ...["lsm-audit run 'a b' --variant lo\t", 'lsm-audit run con\t', 'lsm-audit records scr\t'],
    'exit',
  ];
  const files = {
    script: script.replaceAll(ours, '/work/stub'),
    stub,
    keys: keys.map((line) => `${line}\n`).join(''),
  };
  await withManualTools(files, async (run) => {
    const words = onTerminal('zsh -f -i').map((word) => `'${word}'`);
    const { all } = await run('sh', '-c', `TERM=dumb script ${words.join(' ')} <keys`);
    assert.equal(callsIn(all), [
      '<run><a b><--variant><lockdep>',
      '<run><contexts: that > "must" not sleep>',
      '<records><script>',
    ]);
    const asked = await run('cat', 'asked');
    assert.equal(asked.all.trimEnd().split('\n'), [
      '[completion][zsh][--][run][a b][--variant][lo]',
      '[completion][zsh][--][run][con]',
      '[completion][zsh][--][records][scr]',
    ]);
  });
});
