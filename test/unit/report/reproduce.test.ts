import * as assert from 'uvu/assert';
import { reproduction, shellWord } from '../../../src/report/reproduce.js';
import { suite } from '../../../src/suite/index.js';
import { runReport } from '../../helpers/run-report.js';

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
  ['run -- --json', `${pinned} -- --json`],
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
