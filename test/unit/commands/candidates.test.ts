import * as assert from 'uvu/assert';
import { candidates, type Sources } from '../../../src/commands/candidates.js';
import { describe } from '../../../src/commands/describe.js';
import { commands } from '../../../src/commands/list.js';
import { reporterNames } from '../../../src/report/reporters.js';
import { suite } from '../../../src/suite/index.js';

const test = suite('completion');

const sources: Sources = {
  tests: async () => ['capable: cap > A1: one', 'capable: cap > two', 'cat > three'],
  mutants: async () => ['swapped-ports', 'lost-flag'],
  variants: () => ['default', 'kasan'],
  runs: async () => [
    { id: '2026-2', path: '/runs/2026-2' },
    { id: '2026-1', path: '/runs/2026-1' },
  ],
};
const facts = commands.map(describe);
const after = (...words: string[]) => candidates(words, facts, sources);

test('a command stands first, or help', async () => {
  assert.equal(await after(''), [...facts.map(({ name }) => name), 'help']);
  assert.equal(await after('ru'), ['run', 'runs']);
  assert.equal(await after('--'), ['--help', '--version']);
  assert.equal(await after('nothing', ''), []);
});

const cases: [words: string[], found: string[]][] = [
  [
    ['run', '--variant', ''],
    ['default', 'kasan', 'all'],
  ],
  [
    ['build', '--variant', ''],
    ['default', 'kasan'],
  ],
  [
    ['ci', '--variant', ''],
    ['default', 'kasan', 'all'],
  ],
  [['run', '--reporter', ''], [...reporterNames]],
  [['report', '--reporter', 'k'], ['ktap']],
  [['run', '--reporter=k'], ['--reporter=ktap']],
  [['run', '--reporter', 'ktap='], []],
  [['run', '--reporter', 'ktap', '--reporter', 'ju'], ['junit']],
  [['run', '--variant=k'], ['--variant=kasan']],
  [['run', '--accel', 't'], ['tcg']],
  [['run', '--accel=t'], ['--accel=tcg']],
  [['run', '--json', ''], []],
  [['run', '--until'], ['--until-failure']],
  [['run', '--until-failure', '--until'], []],
  [['run', '--append', 'x', '--app'], ['--append']],
  [['clean', '--no'], ['--no-runs']],
  [['completion', '--li'], []],
  [
    ['completion', ''],
    ['bash', 'zsh'],
  ],
  [['run', 'capa'], ['capable']],
  [
    ['run', 'ca'],
    ['capable', 'cat'],
  ],
  [
    ['run', 'capable:'],
    ['capable: cap > A1: one', 'capable: cap > two'],
  ],
  [
    ['run', 'cat', '--list', 'ca'],
    ['capable', 'cat'],
  ],
  [['run', '--', 'capa'], ['capable']],
  [['mutate', 'sw'], ['swapped-ports']],
  [['mutate', '--tests', 'capa'], ['capable']],
  [
    ['mutate', '--tests', ''],
    ['capable', 'cat'],
  ],
  [
    ['runs', '--test=capable:'],
    ['--test=capable: cap > A1: one', '--test=capable: cap > two'],
  ],
  [['runs', '--verdict', 'f'], ['failed']],
  [
    ['shell', '--run', '/'],
    ['/runs/2026-2', '/runs/2026-1'],
  ],
];
for (const [words, found] of cases) {
  test(`[${words.join(' ')}] goes on with ${found.join(', ') || 'anything'}`, async () => {
    assert.equal(await after(...words), found);
  });
}

test('a command that takes a run by its place gets the names of runs', async () => {
  const report = {
    name: 'bundle <run>',
    summary: '',
    options: () => ({}) as never,
    execute: async () => 0,
  };
  const found = await candidates(['bundle', '2026-1'], [describe(report)], sources);
  assert.equal(found, ['2026-1']);
});

test('where nothing else may stand, options are offered', async () => {
  assert.equal(await after('claims', ''), ['--tests', '--json', '--help', '--version']);
});
