import * as assert from 'uvu/assert';
import { reportOn, toJson } from '../../../src/report/model.js';
import { suite } from '../../../src/suite/index.js';
import { runReport, testResult } from '../../helpers/run-report.js';

const test = suite('report as data');

const report = runReport();

test('as JSON the report is whole, and ends its last line', () => {
  const text = toJson(report);
  assert.equal(JSON.parse(text), report);
  assert.ok(text.endsWith('\n}\n'));
});

test('numbers of any size are kept, as text where JSON would round them', () => {
  const evidence = { inode: 18_446_744_073_709_551_615n, returns: [0, -22] };
  const again = JSON.parse(toJson(runReport({ tests: [testResult({ evidence })] })));
  assert.equal(again.tests[0].evidence, { inode: '18446744073709551615', returns: [0, -22] });
});

test('a report of runs that passed is no success while a variant had no turn', () => {
  const none = { elsewhere: [], unreached: [] };
  assert.is(reportOn([report], none).verdict, 'passed');
  assert.not('unreached' in reportOn([report], none));
  assert.is(reportOn([report], { ...none, unreached: ['kasan'] }).verdict, 'incomplete');
  const failed = runReport({ verdict: 'failed' });
  assert.is(reportOn([failed], { ...none, unreached: ['kasan'] }).verdict, 'failed');
  assert.is(reportOn([], none).verdict, 'incomplete');
});
