import * as assert from 'uvu/assert';
import { milestonePresenter } from '../../../src/commands/milestones.js';
import { suite, type TestResult } from '../../../src/suite/index.js';
import { runReport, testResult } from '../../helpers/run-report.js';

const test = suite('milestones of runs');

function said(total: number, results: TestResult[]): string[] {
  const lines: string[] = [];
  const presenter = milestonePresenter((line) => lines.push(line), [total, total]);
  const run = runReport();
  for (const _ of [1, 2]) {
    presenter.booted(run);
    presenter.event({ type: 'suite-start', suite: 'file_open', tests: total });
    for (const result of results) presenter.event({ type: 'test-end', result });
    presenter.ended(run, ['console']);
  }
  return lines;
}

test('tests are told by tenths, in each run anew', () => {
  const lines = said(
    100,
    Array.from({ length: 100 }, () => testResult()),
  );
  const ofOne = [
    'default: 7.2.13-lsm-audit of linux-source-7.2 7.2.13-1, config 0123456789ab, cached, boots on microvm under tcg',
    ...[10, 20, 30, 40, 50, 60, 70, 80, 90].map((done) => `${done} of 100 tests, 0 failed`),
    'default: passed, 1 passed, 0 failed, 5 s',
  ];
  assert.equal(lines, [...ofOne, ...ofOne]);
});

test('a failure is told at once, and nothing of a guest is a command', () => {
  const failure = { message: 'a ##[error]\n::error::b', details: [] };
  const [, line] = said(2, [testResult({ status: 'failed', failure })]);
  assert.is(line, 'failed: file_open > records the path: a #\\x23[error]\\x0a::error::b');
});

test('what had no turn is not counted as done', () => {
  const left = Array.from({ length: 9 }, () => testResult({ status: 'not-run', reason: 'x' }));
  assert.is(said(10, left).filter((line) => line.includes(' of 10 ')).length, 0);
});
