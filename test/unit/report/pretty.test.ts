import * as assert from 'uvu/assert';
import { coloursFor } from '../../../src/report/colour.js';
import { repetitionLines } from '../../../src/report/flakiness.js';
import { type RunReport, reportOn, withDoubts } from '../../../src/report/model.js';
import {
  closingLines,
  eventLines,
  failureLines,
  headerLines,
  repeatedEventLines,
  summaryLines,
} from '../../../src/report/pretty.js';
import { suite, type TestResult } from '../../../src/suite/index.js';
import { kernelFacts, runReport, testResult } from '../../helpers/run-report.js';

const test = suite('report for people');

const plain = coloursFor(false);
const esc = String.fromCharCode(27);

const lineOf = (own: Partial<TestResult>) =>
  eventLines({ type: 'test-end', result: testResult(own) }, plain);

const report = runReport({
  totals: { passed: 3, failed: 0, 'expected-failure': 0, skipped: 1, 'not-run': 0 },
});

test('a suite is a heading, and the start of a test is not told', () => {
  assert.equal(eventLines({ type: 'suite-start', suite: 'file_open', tests: 2 }, plain), [
    'file_open',
  ]);
  assert.equal(eventLines({ type: 'test-start', suite: 'file_open', name: 'x' }, plain), []);
});

test('every status has a sign of its own, and a reason where there is one', () => {
  assert.equal(lineOf({}), ['  ✓ records the path 12 ms']);
  assert.equal(lineOf({ status: 'skipped', reason: 'no IPv6' }), [
    '  ↷ records the path (no IPv6) 12 ms',
  ]);
  assert.equal(lineOf({ status: 'not-run', reason: 'the guest was gone' }), [
    '  – records the path (the guest was gone) 12 ms',
  ]);
  const failure = { message: 'records differ', details: ['- expected', '+ seen'] };
  assert.equal(lineOf({ status: 'failed', failure }), [
    '  ✗ records the path 12 ms',
    '      records differ',
    '      - expected',
    '      + seen',
  ]);
});

test('of a stack, the first frames are shown', () => {
  const frames = [1, 2, 3, 4, 5, 6, 7].map((i) => `    at f${i} (file.ts:${i})`);
  const stack = ['TypeError: x is not a function', ...frames].join('\n');
  assert.equal(failureLines({ message: 'x is not a function', details: [], stack }, plain), [
    '      x is not a function',
    ...[1, 2, 3, 4, 5].map((i) => `      at f${i} (file.ts:${i})`),
  ]);
});

test('nothing of a guest reaches the terminal as a control character', () => {
  const evil = `a${esc}[2J\u009bb`;
  const failure = { message: evil, details: [evil], stack: `Error\n${evil}` };
  const lines = [
    ...lineOf({ status: 'failed', failure }),
    ...lineOf({ status: 'not-run', reason: evil }),
    ...lineOf({ name: evil }),
    ...summaryLines({ ...report, verdict: 'failed' }, [evil], plain),
    ...headerLines({ ...report, kernel: { ...kernelFacts, release: evil } }, plain),
  ];
  assert.is(lines.join('\n').split('a·[2J·b').length, 1 + 3 + 1 + 1 + 1 + 1);
  assert.not(lines.join('').includes(esc));
});

test('the header says what is tested, and on what', () => {
  assert.equal(headerLines(report, plain), [
    'kernel   7.2.13-lsm-audit, linux-source-7.2 7.2.13-1',
    'config   default, 0123456789ab',
    'series   mine, 1 patch',
    'machine  microvm under TCG',
    '         KVM does not work here: there is no /dev/kvm',
    '',
  ]);
});

test('the header names fragments of the user, and what the series was made for', () => {
  const fragments = [{ file: 'my.config', sha256: 'ab' }];
  const base = { commit: '0123456789abcdef', version: '7.2-rc3', prerequisites: [] };
  const series = { name: 'mine', patches: [], base };
  const lines = headerLines({ ...report, series, kernel: { ...kernelFacts, fragments } }, plain);
  assert.equal(lines.slice(1, 4), [
    'config   default + my.config, 0123456789ab',
    'series   mine, 0 patches',
    '         made for 7.2-rc3, commit 0123456789ab',
  ]);
});

test('a run that passed ends with its totals and times, and no more', () => {
  assert.equal(summaryLines(report, ['console line'], plain), [
    '',
    'PASSED  3 passed, 0 failed, 1 skipped',
    'kernel 1.23 s (cached) · tests 60.00 s',
  ]);
});

test('a run that did not pass shows the end of the console and where the rest is', () => {
  const totals = { passed: 1, failed: 0, 'expected-failure': 0, skipped: 0, 'not-run': 2 };
  const lines = summaryLines({ ...report, totals, verdict: 'incomplete' }, ['Oops: 1'], plain);
  assert.equal(lines, [
    '',
    'The end of the console:',
    '    Oops: 1',
    '',
    'INCOMPLETE  1 passed, 0 failed, 2 not-run',
    'kernel 1.23 s (cached) · tests 60.00 s',
    'run directory: /cache/runs/2026-03-11T10-00-00-000-1',
  ]);
});

test('a run that was stopped says after how many tests', () => {
  const tests = [
    testResult(),
    testResult({ name: 'b', status: 'not-run' }),
    testResult({ name: 'c', status: 'not-run' }),
  ];
  const failure = { message: 'stopped', details: [], phase: 'tests', exitCode: 130 };
  const lineOf = (own: Partial<RunReport>) =>
    summaryLines(runReport({ tests, verdict: 'incomplete', ...own }), [], plain)[1];
  const totals = '1 passed, 0 failed, 2 not-run';
  assert.is(lineOf({ failure }), `INCOMPLETE (stopped after 1 of 3 tests)  ${totals}`);
  assert.is(lineOf({ failure: { ...failure, exitCode: 69 } }), `INCOMPLETE  ${totals}`);
  assert.is(lineOf({}), `INCOMPLETE  ${totals}`);
  assert.match(lineOf({ failure, tests: [testResult()] }) ?? '', /^INCOMPLETE {2}1 passed/);
});

test('of a repetition only failures are told, by their whole names', () => {
  const told = (own: Partial<TestResult>) =>
    repeatedEventLines({ type: 'test-end', result: testResult(own) }, plain);
  const failure = { message: 'records differ', details: [] };
  assert.equal(told({ status: 'failed', failure }), [
    '  ✗ file_open > records the path 12 ms',
    '      records differ',
  ]);
  for (const status of ['passed', 'skipped', 'expected-failure', 'not-run'] as const)
    assert.equal(told({ status }), []);
  assert.equal(repeatedEventLines({ type: 'suite-start', suite: 'x', tests: 1 }, plain), []);
});

test('repeated runs end with what all of them say, in the place of a table of runs', () => {
  const runs = [runReport({ repetition: 1 }), runReport({ repetition: 2 })];
  const lines = closingLines(reportOn(runs, { elsewhere: [], unreached: [] }), plain);
  assert.equal(lines, repetitionLines(runs, plain));
  assert.equal(closingLines(reportOn([runReport()], { elsewhere: [], unreached: [] }), plain), []);
});

test('a verdict is green when it is passed, and red otherwise', () => {
  const colours = coloursFor(true);
  const verdict = (verdict: RunReport['verdict']) =>
    summaryLines({ ...report, verdict }, [], colours).find((line) => /PASS|FAIL|INCO/.test(line));
  assert.match(verdict('passed') ?? '', `${esc}[32m`);
  assert.match(verdict('failed') ?? '', `${esc}[31m`);
  assert.match(verdict('incomplete') ?? '', `${esc}[31m`);
});

test('at the very end stand the variants, and what keeps the report from being a success', () => {
  const runs = [report, { ...report, variant: 'kasan', verdict: 'failed' as const }];
  const whole = reportOn(runs, { elsewhere: [], unreached: [`lock${esc}dep`] });
  const doubtful = withDoubts(whole, [{ reason: 'no console', verdict: 'incomplete' }]);
  assert.equal(closingLines(doubtful, plain), [
    '',
    '  default          passed     3 passed, 0 failed',
    '  kasan            failed     3 passed, 0 failed',
    'lock·dep: it had no turn',
    'the report itself: no console',
  ]);
});
