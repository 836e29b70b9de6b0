import * as assert from 'uvu/assert';
import { github } from '../../../src/report/github.js';
import { type Report, reportOn } from '../../../src/report/model.js';
import { stepSummary } from '../../../src/report/step-summary.js';
import { suite, type TestResult, totalsOf, verdictOf } from '../../../src/suite/index.js';
import { anyReport } from '../../helpers/any-report.js';
import { forAll } from '../../helpers/property.js';
import { runReport, testResult } from '../../helpers/run-report.js';

const test = suite('report for GitHub');

const reportOf = (tests: TestResult[]): Report => {
  const run = runReport({ tests, totals: totalsOf(tests), verdict: verdictOf(tests) });
  return reportOn([run], { elsewhere: [], unreached: [] });
};

const failed = (name: string, message = 'records differ') =>
  testResult({ name, status: 'failed', failure: { message, details: ['a\nb'] } });

const commands = (report: Report) =>
  github(report)
    .split('\n')
    .filter((line) => /^::error/.test(line));

test('a failed test is an annotation, escaped as workflow commands need it', () => {
  assert.equal(commands(reportOf([failed('a, b: 100 %', '50 %: x,y')])), [
    '::error title=failed%3A file_open > a%2C b%3A 100 %25 (default)::50 %25: x,y%0Aa%0Ab',
  ]);
});

test('there are as many annotations as are shown, and the last one names the rest', () => {
  const names = Array.from({ length: 12 }, (_, i) => `t${i}`);
  const lines = commands(reportOf(names.map((name) => failed(name))));
  assert.is(lines.length, 10);
  assert.is(lines[8]?.includes('> t8 '), true);
  const rest = ['t9', 't10', 't11'].map((name) => `failed: file_open > ${name} (default)`);
  assert.is(lines[9], `::error title=3 more::${rest.join('%0A')}`);
});

test('tests that had no turn are one annotation', () => {
  const left = ['a', 'b'].map((name) => testResult({ name, status: 'not-run', reason: 'it died' }));
  const names = ['a', 'b'].map((name) => `not-run: file_open > ${name} (default): it died`);
  assert.equal(commands(reportOf([testResult(), ...left])), [
    `::error title=partial%3A 2 tests were not run::${names.join('%0A')}`,
  ]);
});

test('no text of a guest becomes a command', () => {
  forAll(
    anyReport,
    (report) => {
      for (const line of github(report).split(/\r\n|[\r\n\u2028\u2029]/)) {
        assert.not.match(line, '##[');
        if (line.trimStart().startsWith('::'))
          assert.match(line, /^::(?:group::|endgroup::$|error title=[^:,]*::)/);
      }
    },
    { share: 0.2 },
  );
});

test('the summary has the facts, the failures with their difference, and every test', () => {
  const summary = stepSummary(reportOf([failed('one'), testResult({ name: 'two' })]));
  assert.match(summary, '<h2>lsm-audit: failed</h2>\n<p>1 passed, 1 failed</p>');
  assert.match(summary, '<tr><th>config</th><td>0123456789abcdef</td></tr>');
  assert.match(summary, '<pre>records differ&#10;a&#10;b</pre>');
  assert.match(summary, '<tr><td>passed</td><td>two</td><td>12 ms</td><td></td></tr>');
});

const tags = /<\/?(?:h2|h3|p|b|table|tr|th|td|details|summary|pre|ul|li)>/g;

test('no text of a guest becomes HTML or Markdown in the summary', () => {
  forAll(
    anyReport,
    (report) => {
      const summary = stepSummary(report);
      assert.not.match(summary.replaceAll(tags, ''), /[<>@`|*_[\]]/);
      // A block of HTML ends at an empty line: each one here begins anew with a tag.
      for (const block of summary.split('\n\n').filter(Boolean)) {
        assert.match(block, /^<(?:h2|h3|p|details)>/);
        for (const line of block.split('\n')) assert.match(line, /^</);
      }
    },
    { share: 0.2 },
  );
});

test('a summary that is too long loses its end, and says how much', () => {
  const report = reportOf(Array.from({ length: 50 }, (_, i) => failed(`t${i}`, 'x'.repeat(100))));
  const whole = Buffer.byteLength(stepSummary(report));
  for (const limit of [200, 1000, 5000, whole - 1]) {
    const summary = stepSummary(report, limit);
    assert.ok(Buffer.byteLength(summary) <= limit, `${limit}`);
    assert.match(summary, /<p>\d+ further parts do not fit here: see the report files.<\/p>\n\n$/);
  }
  assert.is(stepSummary(report, whole + 200), stepSummary(report));
});
