/** Formats of reports, held against those who read them: kunit.py of the kernel, and xmllint. */

import fc from 'fast-check';
import * as assert from 'uvu/assert';
import { unescaped } from '../../src/report/escape.js';
import { junit } from '../../src/report/junit.js';
import { ktap } from '../../src/report/ktap.js';
import { type Report, reportOn } from '../../src/report/model.js';
import { suite, type TestResult, totalsOf, verdictOf } from '../../src/suite/index.js';
import { anyReport, hostileTexts } from '../helpers/any-report.js';
import { junitProblems, kunitParse } from '../helpers/report-tools.js';
import { runReport, testResult } from '../helpers/run-report.js';

const test = suite('formats of reports', { deadlineS: 1800 });

const failure = { message: 'records differ', details: ['expected  a', 'seen      b'] };
const each: TestResult[] = [
  testResult({ name: 'passed' }),
  testResult({ name: 'failed', status: 'failed', failure }),
  testResult({ name: 'expected', status: 'expected-failure', failure, reason: 'nobody can' }),
  testResult({ name: 'skipped', status: 'skipped', reason: 'no IPv6' }),
  testResult({ name: 'left', status: 'not-run', reason: 'the guest was gone' }),
];
const good = each.filter(({ status }) => status !== 'failed' && status !== 'not-run');

const runOf = (tests: TestResult[], variant = 'default') =>
  runReport({ tests, variant, totals: totalsOf(tests), verdict: verdictOf(tests) });

const reportOf = (...runs: Report['runs']) => reportOn(runs, { elsewhere: [], unreached: [] });

/** What kunit.py must count: it knows neither expected failures nor tests that had no turn. */
function expectedCounts({ runs }: Report): Record<string, number> {
  const totals = totalsOf(runs.flatMap(({ tests }) => tests));
  const counts = {
    passed: totals.passed + totals['expected-failure'],
    failed: totals.failed + totals['not-run'],
    skipped: totals.skipped,
  };
  return Object.fromEntries(Object.entries(counts).filter(([, count]) => count > 0));
}

test('kunit.py counts each status of one run as we do', async () => {
  const report = reportOf(runOf(each));
  const { counts, code, cases } = await kunitParse(ktap(report));
  assert.equal(counts, { passed: 2, failed: 2, skipped: 1 });
  assert.is(code, 1);
  assert.equal(
    cases.map(({ name, status }) => `${name} ${status}`),
    ['passed PASS', 'failed FAIL', 'expected PASS', 'skipped SKIP', 'left FAIL'],
  );
});

test('kunit.py takes a run for a success when it is one', async () => {
  const { counts, code, output } = await kunitParse(ktap(reportOf(runOf(good))));
  assert.equal(counts, { passed: 2, skipped: 1 });
  assert.is(code, 0);
  assert.match(output, /\[SKIPPED\] skipped \(no IPv6\)/);
});

test('kunit.py counts the tests of several variants', async () => {
  const report = reportOf(runOf(each), runOf(good, 'kasan'), runOf(good, 'kasan'));
  const { counts } = await kunitParse(ktap(report));
  assert.equal(counts, expectedCounts(report));
  assert.equal(counts, { passed: 6, failed: 2, skipped: 3 });
});

test('kunit.py takes nothing for a success that was not tested', async () => {
  const stopped = { message: 'stopped by SIGINT', details: [], phase: 'host', exitCode: 130 };
  const skips = each.filter(({ status }) => status === 'skipped');
  const runs: Report[] = [
    reportOf(),
    reportOn([], { elsewhere: [], unreached: ['default'] }),
    reportOn([runOf(good)], { elsewhere: [], unreached: ['kasan'] }),
    reportOf(runOf(skips)),
    reportOf({ ...runOf(good), verdict: 'incomplete', failure: stopped }),
  ];
  for (const report of runs) {
    const { code, output } = await kunitParse(ktap(report));
    assert.is(code, 1, output);
  }
});

test('kunit.py reads hostile names whole, and counts no more tests than there are', async () => {
  const names = hostileTexts.filter((name) => name !== '');
  const tests = names.flatMap((name) => [
    testResult({ suite: `suite ${name}`, name }),
    testResult({ suite: name, name, status: 'skipped', reason: name }),
    testResult({ suite: name, name, status: 'expected-failure', reason: name, failure }),
    testResult({ suite: name, name, status: 'failed', failure: { message: name, details: names } }),
    testResult({ suite: name, name, status: 'not-run', reason: name }),
  ]);
  const run = { ...runOf(tests), series: { name: 'KTAP version 1', patches: [] } };
  const report = reportOf(run, { ...run, variant: 'kasan' });
  const { counts, cases, output } = await kunitParse(ktap(report));
  assert.equal(counts, expectedCounts(report), output.slice(-2000));
  const seen = cases.map(({ name }) => unescaped(name));
  assert.is(seen.length, 2 * tests.length);
  for (const name of seen) assert.ok(names.includes(name), JSON.stringify(name));
});

test('kunit.py counts the tests of any report', async () => {
  const seed = Date.now() & 0x7fffffff;
  for (const report of fc.sample(anyReport, { seed, numRuns: 25 })) {
    const { counts, code } = await kunitParse(ktap(report));
    const { failed = 0, ...rest } = counts;
    const { failed: wanted = 0, ...others } = expectedCounts(report);
    const why = `seed ${seed}\n${ktap(report)}`;
    assert.equal(rest, others, why);
    // What is no success, though no test tells, is a failure of its own.
    const own = failed - wanted;
    assert.ok(own >= 0 && own <= report.runs.length + 2, `${own} more\n${why}`);
    if (report.verdict !== 'passed') assert.is(code, 1, why);
  }
});

test('JUnit is valid by the schema of Jenkins, and carries the difference', async () => {
  const xml = junit(reportOf(runOf(each), runOf(good, 'kasan')));
  assert.is(await junitProblems(xml), '');
  assert.match(
    xml,
    /<failure type="failed" message="records differ">records differ\nexpected {2}a\n/,
  );
  assert.match(xml, /<property name="config" value="0123456789abcdef"\/>/);
});

test('JUnit of any report is valid', async () => {
  const seed = Date.now() & 0x7fffffff;
  for (const report of fc.sample(anyReport, { seed, numRuns: 25 })) {
    assert.is(await junitProblems(junit(report)), '', `seed ${seed}`);
  }
});

test('the validator sees what is wrong', async () => {
  const xml = junit(reportOf(runOf(each)));
  assert.match(await junitProblems(xml.replace(' tests="', ' cases="')), /cases/);
  assert.match(await junitProblems(xml.replace('</testsuites>', '')), /parser error/);
  assert.match(await junitProblems(xml.replace('records differ', '\u0001')), /PCDATA|invalid/i);
});
