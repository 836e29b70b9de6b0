import * as assert from 'uvu/assert';
import { toJson } from '../../../src/report/model.js';
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
