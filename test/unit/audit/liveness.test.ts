import * as assert from 'uvu/assert';
import type { Incident } from '../../../src/audit/channel.js';
import { livenessProblems } from '../../../src/audit/liveness.js';
import type { AuditStatus } from '../../../src/audit/status.js';
import { suite } from '../../../src/suite/index.js';

const test = suite('audit liveness');

const live: AuditStatus = {
  enabled: 1,
  failure: 1,
  pid: 42,
  rateLimit: 0,
  backlogLimit: 8192,
  lost: 5,
  backlog: 0,
};

interface Window {
  before?: Partial<AuditStatus>;
  after?: Partial<AuditStatus>;
  incidents?: Incident[];
  missing?: number[];
  audit?: 'enabled' | 'disabled';
}

function problems({
  before,
  after,
  incidents = [],
  missing = [],
  audit = 'enabled',
}: Window): string[] {
  const states = { before: { ...live, ...before }, after: { ...live, ...after } };
  const evidence = { ...states, incidents, missing };
  return livenessProblems(evidence, { tgid: 42, audit });
}

test('a window with an unchanged count of lost records is live', () => {
  assert.equal(problems({}), []);
});

test('locked is on', () => {
  assert.equal(problems({ before: { enabled: 2 }, after: { enabled: 2 } }), []);
});

test('a window that expects audit to be off is live when it is', () => {
  const off = { enabled: 0 };
  assert.equal(problems({ before: off, after: off, audit: 'disabled' }), []);
  assert.equal(problems({ before: off, audit: 'disabled' }), [
    'auditing was on (enabled=1) after the window',
  ]);
});

test('records that were queued before are no problem, those left over are', () => {
  assert.equal(problems({ before: { backlog: 3 } }), []);
  assert.equal(problems({ after: { backlog: 3 } }), ['3 records were still queued at the end']);
});

test('every fault of a status is named, with when it was', () => {
  const dead = { enabled: 0, pid: 0, rateLimit: 7 };
  assert.equal(problems({ before: dead }), [
    'auditing was off (enabled=0) before the window',
    'nobody was the audit daemon, not process 42, before the window',
    'records were limited to 7 a second before the window',
  ]);
  assert.equal(problems({ after: { pid: 9 } }), [
    'process 9 was the audit daemon, not process 42, after the window',
  ]);
});

test('a count of lost records that changed, even to less, proves nothing', () => {
  assert.equal(problems({ after: { lost: 6 } }), ['the count of lost records went from 5 to 6']);
  assert.equal(problems({ after: { lost: 0 } }), ['the count of lost records went from 5 to 0']);
});

test('an overrun and a datagram that was not understood are losses', () => {
  const incidents: Incident[] = [
    { kind: 'overrun', detail: 'ENOBUFS' },
    { kind: 'problem', problem: 'truncated', detail: 'cut to 12 bytes', offset: 12, bytes: '' },
  ];
  assert.equal(problems({ incidents }), ['ENOBUFS', 'cut to 12 bytes']);
});

test('a ping and a stray answer are no losses', () => {
  const incidents: Incident[] = [
    { kind: 'ping', detail: 'ping' },
    { kind: 'stray', detail: 'stray' },
  ];
  assert.equal(problems({ incidents }), []);
});

test('events of which nothing arrived are named by their serials', () => {
  const nothing = 'nothing arrived of the events with the serials';
  assert.equal(problems({ missing: [7, 9] }), [`${nothing} 7, 9`]);
  assert.equal(problems({ missing: [1, 2, 3, 4, 5, 6] }), [`${nothing} 1, 2, 3, 4, 5 and more`]);
});
