/** Reports for tests of their views: whole, and different only in what a test names. */

import { type Report, type RunReport, schemaVersion, verdictOn } from '../../src/report/model.js';
import { type TestResult, totalsOf } from '../../src/suite/index.js';

export function testResult(own: Partial<TestResult> = {}): TestResult {
  return {
    suite: 'file_open',
    name: 'records the path',
    status: 'passed',
    startMs: 2000,
    durationMs: 12.4,
    guest: 1,
    evidence: {},
    ...own,
  };
}

export const kernelFacts: NonNullable<RunReport['kernel']> = {
  release: '7.2.13-lsm-audit',
  source: { package: 'linux-source-7.2', version: '7.2.13-1', suite: 'unstable', sha256: 'ab' },
  configHash: '0123456789abcdef',
  imageSha256: 'cd',
  variant: 'default',
  cached: true,
};

/** A run that went well; its totals are those of its tests. */
export function runReport(own: Partial<RunReport> = {}): RunReport {
  const { tests = [testResult()] } = own;
  return {
    schema: schemaVersion,
    id: '2026-03-11T10-00-00-000-1',
    group: '2026-03-11T10-00-00-000-1',
    invocation: ['run', '--accel', 'tcg'],
    tool: { name: 'lsm-audit', version: '1.2.3' },
    started: '2026-03-11T10:00:00.000Z',
    finished: '2026-03-11T10:00:05.000Z',
    variant: own.kernel?.variant ?? 'default',
    kernel: kernelFacts,
    series: { name: 'mine', patches: [{ file: '0001.patch', subject: 'x', sha256: 'ef' }] },
    accelerator: { name: 'tcg', reason: 'KVM does not work here: there is no /dev/kvm' },
    machine: { type: 'microvm', command: 'setpriv qemu' },
    phases: [
      { name: 'kernel', startMs: 0, ms: 1234, note: 'cached' },
      { name: 'tests', startMs: 1500, ms: 60_000 },
    ],
    guests: [{ number: 1, boot: [], bootMs: 900, console: 'console.log' }],
    tests,
    complaints: [],
    totals: totalsOf(tests),
    verdict: 'passed',
    runDirectory: '/cache/runs/2026-03-11T10-00-00-000-1',
    ...own,
  };
}

/** What a command with these runs came to. */
export function report(...runs: RunReport[]): Report {
  return { schema: schemaVersion, verdict: verdictOn(runs), elsewhere: [], runs };
}
