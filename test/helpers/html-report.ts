/** Pages for tests: from a report and what lies beside it, with the real style, script and knowledge. */

import { parseRecord } from '../../src/audit/index.js';
import type { RunFiles } from '../../src/report/html/input.js';
import { htmlReport } from '../../src/report/html/page.js';
import type { Complaint, Report, RunReport } from '../../src/report/model.js';
import { knowledge } from '../../src/session/html-report.js';
import { reportAssets } from '../../src/session/report-assets.js';
import type { Failure } from '../../src/suite/types.js';
import { report, runReport, testResult } from './run-report.js';

/** The page of a report; without files its consoles and programs were not kept. */
export async function htmlPage(
  of: Report,
  files: Readonly<Record<string, Partial<RunFiles>>> = {},
): Promise<string> {
  const byRun = Object.entries(files).map(
    ([id, own]) => [id, { consoles: new Map(), programs: new Map(), ...own }] as const,
  );
  return htmlReport({ report: of, files: new Map(byRun), knowledge, assets: await reportAssets() });
}

/** A record of the kfuncs, as the collector would have kept it. */
export const accessRecord = (serial: number, body: string, type = 1427) =>
  parseRecord({ type, payload: `audit(1795726086.808:${serial}): ${body}` });

/** What one trigger left while a program watched it. */
export function sighting(
  program: string,
  bodies: readonly string[],
  own: { trigger?: string[]; comm?: string } = {},
) {
  const { trigger = ['open', 'name'], comm = '74726967676572' } = own;
  return {
    program,
    trigger,
    subject: { progId: 6, tgid: 54, comm: 'trigger' },
    facts: { tgid: '54', comm, path: '2f746d70' },
    result: { ret: -1, errno: 13 },
    hits: 1,
    nullContexts: 0,
    returns: { start: 1, cause: 0, file: '-EINVAL' },
    variables: {},
    observation: {
      progId: 6,
      records: bodies.map((body, i) => accessRecord(i + 1, body)),
      stale: [],
      foreign: [],
      unattributed: [],
      others: [accessRecord(1, 'arch=c000003e syscall=2 comm="trigger"', 1300)],
      liveness: { problems: [] },
    },
  };
}

/** The evidence of a test that sighted these. */
export const evidenceOf = (...sightings: ReturnType<typeof sighting>[]) => ({
  scenes: sightings.map(({ program, trigger }) => ({ program, trigger })),
  sightings,
});

const wanted = 'expected  prog-id=9 cause="inode_readlink" name="link" dev="tmpfs" ino=3';
const got = 'seen      prog-id=9 cause="inode_readlink" name="trigger.f3zWi1" dev="tmpfs" ino=2';

/** Carets below these parts of a line. */
const carets = (line: string, ...parts: string[]) =>
  parts.reduce((below, part) => {
    const at = line.lastIndexOf(part);
    return below.padEnd(at) + '^'.repeat(part.length);
  }, '');

const differing: Failure = {
  message: 'value: name of record 1 of 1 (and 1 more)',
  details: [
    wanted,
    carets(wanted, 'link'),
    got,
    carets(got, 'trigger.f3zWi1'),
    '> value: name: expected "link", seen "trigger.f3zWi1"',
  ],
};

/** What the kernel said in the second test. */
export const splat = [
  '[    1.56] WARNING: at bpf_audit_log_cap+0x8e/0xa0',
  '[    1.57] Call Trace:',
];

const consoleLines = [
  '[    0.00] Linux version 7.2.13',
  '[    1.50] lsm-audit: 1, end of file_open > A3: records the path',
  ...splat,
  '[    1.60] lsm-audit: 2, end of capable > D backlog: reports the capability',
];

export const complaint: Complaint = {
  guest: 1,
  test: 'capable > D backlog: reports the capability',
  kind: 'warning',
  title: 'WARNING in bpf_audit_log_cap',
  line: 3,
  lines: splat.map((line) => `${line} (kernel/audit.c:12)`),
};

/** A run in which a test passed, two failed, one was skipped and one could not pass. */
export function mixedRun(own: Partial<RunReport> = {}): RunReport {
  const tests = [
    testResult({
      suite: 'file_open',
      name: 'A3: records the path',
      evidence: evidenceOf(
        sighting('file_open', ['prog-id=6 pid=54 comm="trigger" path=2F746D702F610A62 ino=3']),
      ),
    }),
    testResult({
      suite: 'capable',
      name: 'D backlog: reports the capability',
      status: 'failed',
      startMs: 2100,
      failure: { message: 'console: WARNING in bpf_audit_log_cap', details: splat },
      evidence: { scenes: [{ program: 'capable', trigger: ['reboot'] }] },
    }),
    testResult({
      suite: 'inode_readlink',
      name: 'reports the last component',
      status: 'failed',
      startMs: 2300,
      failure: differing,
      evidence: evidenceOf(sighting('inode_readlink', ['prog-id=6 name="x"'])),
    }),
    testResult({
      suite: 'verifier',
      name: 'V20, A2: refuses an address that is too short',
      status: 'expected-failure',
      startMs: 2500,
      reason: 'no suffix could tie it',
      failure: { message: 'it was loaded', details: ['++··"a",', 'Actual:', '--··"b",'] },
      evidence: { program: 'socket_bind', log: 'processed 12 insns' },
    }),
    testResult({
      suite: 'verifier',
      name: 'V1: needs another kernel',
      status: 'skipped',
      reason: 'not on this one',
      startMs: 2600,
    }),
  ];
  return runReport({
    tests,
    complaints: [complaint],
    verdict: 'failed',
    guests: [{ number: 1, boot: [], bootMs: 900, console: 'console.log' }],
    phases: [
      { name: 'kernel', startMs: 0, ms: 900, note: 'cached' },
      { name: 'boot', startMs: 900, ms: 1000, guest: 1 },
      { name: 'tests', startMs: 2000, ms: 700, guest: 1 },
    ],
    ...own,
  });
}

export const mixedFiles: RunFiles = {
  consoles: new Map([[1, `${consoleLines.join('\n')}\n`]]),
  programs: new Map([
    ['file_open.bpf.c', '#include "lsm_audit.bpf.h"\nSEC("lsm/file_open")\n'],
    ['capable.bpf.c', '#include "lsm_audit.bpf.h"\nSEC("lsm/capable")\n'],
    ['lsm_audit.bpf.h', '#define STEP(name)\n'],
  ]),
};

/** The page of a run in which there is something of everything. */
export async function mixedPage(): Promise<string> {
  const run = mixedRun();
  return htmlPage(report(run), { [run.id]: mixedFiles });
}
