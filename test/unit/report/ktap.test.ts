import * as assert from 'uvu/assert';
import { ktap } from '../../../src/report/ktap.js';
import { type Report, reportOn } from '../../../src/report/model.js';
import { suite, type TestResult, totalsOf, verdictOf } from '../../../src/suite/index.js';
import { runReport, testResult } from '../../helpers/run-report.js';

const test = suite('report as KTAP');

const failure = { message: 'records differ', details: ['expected  a ', '', 'Subtest: x'] };

const runOf = (tests: TestResult[], variant = 'default') =>
  runReport({ tests, variant, totals: totalsOf(tests), verdict: verdictOf(tests) });

const reportOf = (runs: Report['runs'], unreached: string[] = []) =>
  reportOn(runs, { elsewhere: [{ suite: 's', name: 'n', variants: ['a', 'b'] }], unreached });

test('of one run the suites are the first level, and facts are diagnostics', () => {
  const tests = [
    testResult({ name: 'one' }),
    testResult({ name: 'two', status: 'failed', failure }),
    testResult({ suite: 'verifier', name: 'three', status: 'skipped', reason: 'no # IPv6' }),
    testResult({ name: 'four', status: 'expected-failure', reason: 'nobody can', failure }),
    testResult({ name: 'five', status: 'not-run', reason: 'it died' }),
  ];
  assert.equal(ktap(reportOf([runOf(tests)])).split('\n'), [
    'KTAP version 1',
    '1..2',
    '# failed: 1 passed, 1 failed, 1 expected-failure, 1 skipped, 1 not-run',
    '# partial: 1 test was not run',
    '# elsewhere: s > n: needs a or b',
    '# kernel: 7.2.13-lsm-audit',
    '# source: linux-source-7.2 7.2.13-1 (unstable)',
    '# config: 0123456789abcdef',
    '# variant: default',
    '# series: mine',
    '# patch 1: x',
    '# machine: microvm under tcg',
    '# tool: lsm-audit 1.2.3',
    '# run: 2026-03-11T10-00-00-000-1',
    '  KTAP version 1',
    '  1..4',
    '  ok 1 one # 12 ms',
    '  # failed: records differ',
    '  #   expected  a ',
    '  #   ',
    '  #   Subtest: x',
    '  not ok 2 two # 12 ms',
    '  # expected-failure: records differ',
    '  #   expected  a ',
    '  #   ',
    '  #   Subtest: x',
    '  ok 3 four # XFAIL nobody can',
    '  not ok 4 five # ERROR not-run: it died',
    'not ok 1 file_open',
    '  KTAP version 1',
    '  1..1',
    '  ok 1 three # SKIP no \\x23 IPv6',
    'ok 2 verifier # SKIP all of its tests',
    '',
  ]);
});

test('of several runs the variants are the first level, and one without a turn is no success', () => {
  const runs = [runOf([testResult()]), runOf([testResult()]), runOf([testResult()], 'kasan')];
  const lines = ktap(reportOf(runs, ['lockdep'])).split('\n');
  assert.equal(
    lines.filter((line) => /^\S/.test(line) && !line.startsWith('#')),
    [
      ...['KTAP version 1', '1..4', 'ok 1 default', 'ok 2 default (2)', 'ok 3 kasan'],
      'not ok 4 lockdep # ERROR it had no turn',
    ],
  );
  assert.ok(lines.includes('    ok 1 records the path # 12 ms'));
});

test('a run that is no success, though no test tells, has a test that does', () => {
  const stopped = { message: 'QEMU died', details: ['x'], phase: 'guest', exitCode: 69 };
  const run = { ...runOf([testResult()]), verdict: 'incomplete' as const, failure: stopped };
  assert.match(ktap(reportOf([run])), /^not ok 2 the run itself # ERROR QEMU died$/m);
  assert.match(ktap(reportOf([run])), /^# ended: QEMU died \(guest\)\n# ended: {3}x$/m);
  assert.match(ktap(reportOf([])), /^not ok 1 the report itself # ERROR nothing was tested$/m);
});

const names: [name: string, line: string][] = [
  ['a # SKIP b', 'ok 1 a \\x23 SKIP b # 12 ms'],
  ['- a', 'ok 1 \\x2d\\x20a # 12 ms'],
  [':- a ', 'ok 1 \\x3a\\x2d\\x20a\\x20 # 12 ms'],
  ['a\nok 2 b', 'ok 1 a\\x0aok 2 b # 12 ms'],
  ['a\\b', 'ok 1 a\\\\b # 12 ms'],
  ['reboot: System halted', 'ok 1 reboot: System halte\\x64 # 12 ms'],
  ['', 'ok 1 (without a name) # 12 ms'],
  [' ', 'ok 1 \\x20 # 12 ms'],
];
for (const [name, line] of names) {
  test(`the name ${JSON.stringify(name)} is one that a parser cannot mistake`, () => {
    assert.ok(ktap(reportOf([runOf([testResult({ name })])])).includes(`\n  ${line}\n`));
  });
}
