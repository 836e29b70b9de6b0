import * as assert from 'uvu/assert';
import {
  type ExplainedError,
  InfrastructureError,
  InterruptedError,
  KernelError,
} from '../../../src/errors.js';
import type { Lab } from '../../../src/session/lab.js';
import { type Facts, reportOf } from '../../../src/session/outcome.js';
import { Phases } from '../../../src/session/phases.js';
import { type DeclaredSuite, suite, type TestResult } from '../../../src/suite/index.js';

const test = suite('outcome of a run');

const selected: DeclaredSuite<Lab>[] = [
  {
    name: 'file_open',
    options: {},
    tests: ['path', 'inode'].map((name) => ({ name, deadlineS: 1, body() {} })),
  },
];

function result(name: string, status: TestResult['status']): TestResult {
  return { suite: 'file_open', name, status, durationMs: 1, evidence: {} };
}

const facts = (results: TestResult[], failure?: ExplainedError): Facts => ({
  started: new Date('2026-03-11T10:00:00Z'),
  runDirectory: '/run',
  group: 'run',
  invocation: ['run'],
  variant: 'default',
  phases: new Phases(),
  selected,
  results,
  guests: [],
  complaints: [],
  ...(failure && { failure }),
});

const both = (path: TestResult['status'], inode: TestResult['status']) => [
  result('path', path),
  result('inode', inode),
];

const broken = new InfrastructureError('QEMU was killed', {
  phase: 'guest',
  evidence: ['last words'],
  remedy: 'Try again.',
  log: '/run/console.log',
});
const panicked = new KernelError('the kernel died', { phase: 'guest' });
const stopped = new InterruptedError('tests', 'SIGINT');

const outcomes: [string, TestResult[], ExplainedError | undefined, string, number][] = [
  ['all passed', both('passed', 'passed'), undefined, 'passed', 0],
  ['one was skipped', both('passed', 'skipped'), undefined, 'passed', 0],
  ['one failed', both('passed', 'failed'), undefined, 'failed', 1],
  ['everything was skipped', both('skipped', 'skipped'), undefined, 'incomplete', 69],
  ['one had no turn', [result('path', 'passed')], undefined, 'incomplete', 69],
  ['the host failed', [result('path', 'passed')], broken, 'incomplete', 69],
  ['the host failed after the last test', both('passed', 'passed'), broken, 'incomplete', 69],
  ['one failed, then the host', [result('path', 'failed')], broken, 'failed', 1],
  ['the kernel failed', [result('path', 'passed')], panicked, 'failed', 1],
  ['the kernel failed before any test', [], panicked, 'failed', 1],
  ['the user stopped it', [result('path', 'passed')], stopped, 'incomplete', 130],
  ['one failed, then the user stopped it', [result('path', 'failed')], stopped, 'failed', 130],
];
for (const [when, results, failure, verdict, code] of outcomes) {
  test(`when ${when}, the run is ${verdict} with exit code ${code}`, () => {
    const { report, exitCode } = reportOf(facts(results, failure));
    assert.equal([report.verdict, exitCode], [verdict, code]);
  });
}

test('a test without a turn is in the report, with the reason', () => {
  const { tests, totals } = reportOf(facts([result('path', 'passed')], broken)).report;
  assert.equal(
    tests.map(({ name, status, reason }) => [name, status, reason]),
    [
      ['path', 'passed', undefined],
      ['inode', 'not-run', 'QEMU was killed'],
    ],
  );
  assert.equal(totals, {
    passed: 1,
    failed: 0,
    'expected-failure': 0,
    skipped: 0,
    'not-run': 1,
  });
});

test('what ended the run is in the report, as data', () => {
  assert.equal(reportOf(facts([], broken)).report.failure, {
    message: 'QEMU was killed',
    details: ['last words'],
    phase: 'guest',
    exitCode: 69,
    remedy: 'Try again.',
    log: '/run/console.log',
  });
  assert.not('failure' in reportOf(facts(both('passed', 'passed'))).report);
});

test('a series that has no kernel yet is in the report with its patches', () => {
  const series = {
    name: 'v2',
    cover: '[PATCH 0/1] audit: x',
    patches: [{ file: '0001.patch', subject: '[PATCH 1/1] audit: y', sha256: 'ab' }],
  };
  const { report } = reportOf({ ...facts([], broken), variant: 'kasan', series });
  assert.equal(report.series, series);
  assert.is(report.variant, 'kasan');
});

test('the report is dated, and JSON', () => {
  const { report } = reportOf(facts(both('passed', 'passed')));
  assert.is(report.started, '2026-03-11T10:00:00.000Z');
  assert.ok(Date.parse(report.finished) > 0);
  assert.equal(JSON.parse(JSON.stringify(report)), report);
});
