import * as assert from 'uvu/assert';
import {
  suite,
  type TestResult,
  totalsOf,
  type Verdict,
  verdictOf,
} from '../../../src/suite/index.js';

const test = suite('totals and verdict');

function results(...statuses: TestResult['status'][]): TestResult[] {
  return statuses.map((status, i) => ({
    suite: 's',
    name: `t${i}`,
    status,
    durationMs: 0,
    evidence: {},
  }));
}

test('every status is counted', () => {
  const all = results('passed', 'failed', 'passed', 'skipped', 'not-run', 'expected-failure');
  assert.equal(totalsOf(all), {
    passed: 2,
    failed: 1,
    'expected-failure': 1,
    skipped: 1,
    'not-run': 1,
  });
});

const verdicts: [Verdict, string, TestResult['status'][]][] = [
  ['passed', 'all passed', ['passed', 'passed']],
  ['passed', 'some were skipped, but one passed', ['skipped', 'passed']],
  ['failed', 'one failed', ['passed', 'failed']],
  ['failed', 'one failed and the rest was not run', ['failed', 'not-run']],
  ['incomplete', 'one was not run', ['passed', 'not-run']],
  ['incomplete', 'everything was skipped', ['skipped', 'skipped']],
  ['incomplete', 'there was nothing', []],
];
for (const [verdict, when, statuses] of verdicts) {
  test(`the verdict is ${verdict} when ${when}`, () => {
    assert.is(verdictOf(results(...statuses)), verdict);
  });
}
