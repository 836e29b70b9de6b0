import * as assert from 'uvu/assert';
import { junit } from '../../../src/report/junit.js';
import { reportOn } from '../../../src/report/model.js';
import { suite, totalsOf, verdictOf } from '../../../src/suite/index.js';
import { runReport, testResult } from '../../helpers/run-report.js';

const test = suite('report as JUnit');

const failure = { message: 'records differ', details: ['expected  a', 'seen      <b>'] };

const of = (...tests: Parameters<typeof testResult>[0][]) => {
  const results = tests.map(testResult);
  const run = runReport({
    tests: results,
    totals: totalsOf(results),
    verdict: verdictOf(results),
  });
  return junit(reportOn([run], { elsewhere: [], unreached: [] }));
};

test('a failed test has its difference, and one of each other status what it says', () => {
  const xml = of(
    { name: 'a', status: 'failed', failure },
    { name: 'b', status: 'expected-failure', reason: 'nobody can', failure },
    { name: 'c', status: 'skipped', reason: 'no IPv6' },
    { name: 'd', status: 'not-run', reason: 'it died' },
  );
  const story = 'records differ\nexpected  a\nseen      &lt;b&gt;';
  for (const part of [
    '<testsuites name="lsm-audit" tests="4" failures="1" errors="1" time="0.050">',
    '<testsuite name="default: file_open" tests="4" failures="1" errors="1" skipped="2" time="0.050" package="default" timestamp="2026-03-11T10:00:00" hostname="localhost">',
    '<testcase name="a" classname="default.file_open" time="0.012">',
    `<failure type="failed" message="records differ">${story}</failure>`,
    `<skipped type="expected-failure" message="nobody can">${story}</skipped>`,
    '<skipped type="skipped" message="no IPv6"></skipped>',
    '<error type="not-run" message="it died"></error>',
    '<property name="config" value="0123456789abcdef"/>',
    '<property name="partial" value="1 test was not run"/>',
  ]) {
    assert.ok(xml.includes(part), `${part}\n${xml}`);
  }
});

test('what a test saw is its output', () => {
  const record = { type: 1427, body: 'prog-id=1 comm="x"' };
  const sighting = {
    program: 'file_open',
    trigger: ['open', 'f'],
    returns: { start: 1, cause: '-EINVAL' },
    observation: { records: [record] },
  };
  const xml = of({ evidence: { sighting, log: 'long', growth: [1], nothing: null } });
  assert.match(
    xml,
    '<system-out>program file_open, trigger open f\nreturns start=1 cause=-EINVAL\nrecord 1427: prog-id=1 comm=&quot;x&quot;</system-out>',
  );
});

test('what XML forbids is shown by its number', () => {
  const evil = 'a\x00\x1b\ufffe\ud800\nb';
  const xml = of({ name: evil, status: 'failed', failure: { message: evil, details: ['\t"'] } });
  assert.match(xml, 'name="a\\x00\\x1b\\u{fffe}\\u{d800}\\x0ab"');
  assert.match(xml, '>a\\x00\\x1b\\u{fffe}\\u{d800}\\x0ab\n\t&quot;</failure>');
});
