import * as assert from 'uvu/assert';
import { type RunReport, schemaVersion, toJson } from '../../../src/report/model.js';
import { suite } from '../../../src/suite/index.js';

const test = suite('report as data');

const report: RunReport = {
  schema: schemaVersion,
  tool: { name: 'lsm-audit', version: '1.2.3' },
  started: '2026-03-11T10:00:00.000Z',
  finished: '2026-03-11T10:00:05.000Z',
  phases: [{ name: 'kernel', ms: 1234, note: 'cached' }],
  tests: [],
  totals: { passed: 1, failed: 0, 'expected-failure': 0, skipped: 0, 'not-run': 0 },
  verdict: 'passed',
  runDirectory: '/cache/runs/one',
};

test('as JSON the report is whole, and ends its last line', () => {
  const text = toJson(report);
  assert.equal(JSON.parse(text), report);
  assert.ok(text.endsWith('\n}\n'));
});

test('numbers of any size are kept, as text where JSON would round them', () => {
  const evidence = { inode: 18_446_744_073_709_551_615n, returns: [0, -22] };
  const result = { suite: 's', name: 't', status: 'passed' as const, durationMs: 1, evidence };
  const again = JSON.parse(toJson({ ...report, tests: [result] }));
  assert.equal(again.tests[0].evidence, { inode: '18446744073709551615', returns: [0, -22] });
});
