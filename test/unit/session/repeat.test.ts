import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import * as assert from 'uvu/assert';
import type { RunReport } from '../../../src/report/model.js';
import { isLast, lighten, stopDoubt, turnsOf } from '../../../src/session/repeat.js';
import { suite } from '../../../src/suite/index.js';
import { runReport, testResult } from '../../helpers/run-report.js';
import { inTempFolder } from '../../helpers/temp-folder.js';

const test = suite('repeated runs');

const legs = ['default', 'kasan'].map((variant) => ({ variant, suites: [] }));
const times = (count: number, untilFailure = false) => ({ times: count, untilFailure });
const told = (turn: { variant: string; repetition: number | undefined; leg: number }) =>
  `${turn.repetition ?? '-'} ${turn.variant} ${turn.leg}`;

test('without repetitions each variant has one run, which is no repetition', () => {
  assert.equal([...turnsOf(legs, undefined)].map(told), ['- default 0', '- kasan 1']);
});

test('each repetition has all variants', () => {
  assert.equal([...turnsOf(legs, times(2))].map(told), [
    ...['1 default 0', '1 kasan 1'],
    ...['2 default 0', '2 kasan 1'],
  ]);
});

test('until the first failure there may be any number', () => {
  let last = '';
  for (const turn of turnsOf(legs, times(Number.POSITIVE_INFINITY, true))) {
    last = told(turn);
    if (turn.repetition === 1000) break;
  }
  assert.is(last, '1000 default 0');
});

const noTurn = { tests: [testResult({ status: 'not-run' })], verdict: 'incomplete' } as const;
const ends: [when: string, own: Partial<RunReport>, repeated: boolean, untilFailure: boolean][] = [
  ['it passed', {}, false, false],
  ['it failed', { verdict: 'failed' }, false, true],
  ['it is incomplete', { verdict: 'incomplete' }, false, true],
  ['none of its tests had a turn', { ...noTurn, tests: [...noTurn.tests] }, true, true],
];
for (const [when, own, repeated, untilFailure] of ends) {
  test(`when ${when}, a run is ${repeated ? '' : 'not '}the last of a number, and ${untilFailure ? '' : 'not '}the last until a failure`, () => {
    const report = runReport(own);
    assert.is(isLast(report, times(9)), repeated);
    assert.is(isLast(report, times(9, true)), untilFailure);
    assert.is(isLast(report, undefined), false);
  });
}

test('a command that is stopped between two runs says after how many', () => {
  const runs = [runReport(), runReport()];
  const reason = (...args: Parameters<typeof stopDoubt>) => stopDoubt(...args)?.reason;
  assert.is(reason(runs, 1, times(4)), 'stopped after 2 of 4 runs');
  assert.is(reason(runs, 2, times(4)), 'stopped after 2 of 8 runs');
  assert.is(reason(runs, 1, times(Number.POSITIVE_INFINITY, true)), 'stopped after 2 runs');
  assert.is(reason(runs, 3, undefined), 'stopped after 2 of 3 runs');
});

test('a command whose runs are over, or whose last run was stopped itself, has nothing to add', () => {
  const runs = [runReport(), runReport()];
  const failure = { message: 'stopped', details: [], phase: 'tests', exitCode: 130 };
  const failed = runReport({ verdict: 'failed' });
  assert.is(stopDoubt(runs, 1, times(2)), undefined);
  assert.is(stopDoubt(runs, 2, undefined), undefined);
  assert.is(stopDoubt([runReport({ failure })], 1, times(4)), undefined);
  assert.is(stopDoubt([failed], 1, times(4, true)), undefined);
  assert.is(stopDoubt([], 1, times(4)), undefined);
});

/** What becomes of a run with this report and its directory. */
async function lightened(own: Partial<RunReport>, evidence = { records: ['a'] }) {
  return inTempFolder(async (root) => {
    const runDirectory = join(root, 'run');
    await mkdir(runDirectory);
    const tests = [
      testResult({ evidence }),
      ...(own.verdict === 'failed' ? [testResult({ name: 'b', status: 'failed', evidence })] : []),
    ];
    const report = runReport({ ...own, tests, runDirectory });
    const rest = { exitCode: 0, failure: undefined, consoleTail: [] };
    const result = await lighten({ report, ...rest });
    return {
      directory: existsSync(runDirectory),
      seen: result.report.tests.map(({ evidence }) => 'records' in evidence),
    };
  });
}

test('the first repetition keeps all', async () => {
  assert.equal(await lightened({ repetition: 1 }), { directory: true, seen: [true] });
  assert.equal(await lightened({}), { directory: true, seen: [true] });
});

test('a later one that passed leaves its verdicts only', async () => {
  assert.equal(await lightened({ repetition: 2 }), { directory: false, seen: [false] });
});

test('a later one that failed keeps its directory, and what its failed tests saw', async () => {
  const failed = await lightened({ repetition: 2, verdict: 'failed' });
  assert.equal(failed, { directory: true, seen: [false, true] });
});
