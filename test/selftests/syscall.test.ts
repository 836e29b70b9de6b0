import * as assert from 'uvu/assert';
import { AuditType, cause, groupEvents, rawValues, typeName } from '../../src/audit/index.js';
import type { Sighting } from '../../src/session/lab.js';
import type { Needs } from '../../src/suite/index.js';
import { hookSuite, recorded, returned, sight } from '../helpers/selftest.js';

const test = hookSuite('records of a system call');

/** Kernels without AUDITSYSCALL have no audit contexts. */
const audited: Needs = { except: ['no-auditsyscall'] };

const scene = { program: 'burst', trigger: ['getpgid'] };

/** The types of the other records of the event that the program's one record belongs to; a whole one. */
function companions({ observation }: Sighting): string[] {
  const [own] = observation.records;
  const event = groupEvents([...observation.records, ...observation.others]).find(
    ({ records }) => own && records.includes(own),
  );
  assert.equal(event?.problems, []);
  return (event?.records ?? [])
    .filter((record) => record !== own)
    .map(({ type }) => typeName(type));
}

test('C syscall correlation: SYSCALL, PROCTITLE and EOE share the serial', {
  needs: audited,
}, async (t) => {
  const seen = await sight(t, scene);
  returned(seen, { cause: 0 });
  recorded(seen, cause('first'));
  assert.equal(companions(seen), ['SYSCALL', 'PROCTITLE', 'EOE']);
  const syscall = seen.observation.others.find(({ type }) => type === AuditType.SYSCALL);
  assert.equal(syscall && rawValues(syscall, 'pid'), [String(seen.subject.tgid)]);
  // getpgid(2) of x86-64.
  assert.equal(syscall && rawValues(syscall, 'syscall'), ['121']);
});

const neverAudited: Needs = { boot: ['audit='] };

test('C syscall correlation: without audit=1 the record stands alone', {
  needs: neverAudited,
}, async (t) => {
  const seen = await sight(t, scene);
  recorded(seen, cause('first'));
  assert.equal(companions(seen), []);
});

/** It switches audit on for good. */
const firstAudit: Needs = { ...neverAudited, ...audited, poisons: true };

test('C syscall correlation: a task forked before audit was first on has no companions', {
  needs: firstAudit,
}, async (t) => {
  const { env: lab, signal } = t;
  const beforehand = () => lab.configure({ enabled: 1 }, signal);
  const early = await sight(t, { ...scene, beforehand });
  recorded(early, cause('first'));
  assert.equal(companions(early), [], 'of a task that was forked before');
  const late = await sight(t, scene);
  recorded(late, cause('first'));
  assert.equal(
    companions(late),
    ['SYSCALL', 'PROCTITLE', 'EOE'],
    'of a task that was forked after',
  );
});
