import * as assert from 'uvu/assert';
import {
  AuditType,
  accessBody,
  assertRecords,
  capability,
  cause,
  task,
} from '../../src/audit/index.js';
import type { Lab, Sighting } from '../../src/session/lab.js';
import type { TestContext } from '../../src/suite/index.js';
import { hostileNames } from '../helpers/hostile-names.js';
import {
  bytesFact,
  hookSuite,
  numberFact,
  recorded,
  recordedEach,
  returned,
  sight,
  succeeded,
} from '../helpers/selftest.js';

const test = hookSuite('task_getpgid: bpf_audit_log_task');
const program = 'task_getpgid';

test('C task: reports process and comm of the other task', async (t) => {
  const seen = await sight(t, { program, trigger: ['getpgid'] });
  returned(seen, { cause: 0, task: 0 });
  recorded(seen, cause(program), task(numberFact(seen, 'opid'), 'observed'));
});

test('C task: a comm with a space comes in hex', async (t) => {
  const seen = await sight(t, { program, trigger: ['getpgid', 'my prog'] });
  returned(seen, { cause: 0, task: 0 });
  const comm = bytesFact(seen, 'ocomm');
  recorded(seen, cause(program), task(numberFact(seen, 'opid'), comm));
});

test('D capabilities: a process without any is reported like others', async (t) => {
  const seen = await sight(t, { program, trigger: ['getpgid_powerless'] });
  returned(seen, { cause: 0, task: 0 });
  recorded(seen, cause(program), task(numberFact(seen, 'opid'), 'observed'));
});

test('C task, C pid and comm: a thread has its own comm, and the number of its process', async (t) => {
  const seen = await sight(t, { program, trigger: ['getpgid_threads', 'a thread'] });
  succeeded(seen);
  returned(seen, { hits: 2, cause: 0, task: 0 });
  const { subject } = seen;
  assertRecords(seen.observation, [
    accessBody(subject, cause(program), task(subject.tgid, 'a thread')),
    accessBody({ ...subject, comm: 'a thread' }, cause(program), task(subject.tgid, subject.comm)),
  ]);
});

test('C task, C pid and comm: numbers are those of the initial pid namespace', async (t) => {
  const seen = await sight(t, {
    program,
    trigger: ['getpgid_namespace'],
    variables: ({ child }) => ({ target_tgid: Number(child) }),
  });
  const ownNumber = 1;
  succeeded(seen, ownNumber);
  returned(seen, { cause: 0, task: 0 });
  const subject = { ...seen.subject, tgid: numberFact(seen, 'child') };
  assert.is.not(subject.tgid, ownNumber);
  assertRecords(seen.observation, [
    accessBody(subject, cause(program), task(subject.tgid, subject.comm)),
  ]);
});

const kthreadd = 2;

test('C task: reports a kernel thread', async (t) => {
  const seen = await sight(t, { program, trigger: ['getpgid_of', String(kthreadd)] });
  returned(seen, { cause: 0, task: 0 });
  recorded(seen, cause(program), task(kthreadd, 'kthreadd'));
});

/** Has one process bear each name in turn, and report itself. */
async function namedEach(t: TestContext<Lab>, names: readonly Buffer[]): Promise<Sighting> {
  const list = names.map((name) => name.toString('hex')).join(',');
  const seen = await sight(t, { program, trigger: ['getpgid_names', list] });
  succeeded(seen, names.length);
  returned(seen, { hits: names.length, cause: 0, task: 0 });
  return seen;
}

/** TASK_COMM_LEN without its NUL. */
const longestComm = 15;

test('C comm special characters: a comm of any bytes cannot end its value', async (t) => {
  const empty = Buffer.alloc(0);
  const names = [empty, ...hostileNames(longestComm)];
  const seen = await namedEach(t, names);
  const bodies = names.map((comm) =>
    accessBody({ ...seen.subject, comm }, cause(program), task(seen.subject.tgid, comm)),
  );
  assertRecords(seen.observation, bodies);
});

test('C hex-looking names: quotes tell them from hex', async (t) => {
  const seen = await namedEach(t, [Buffer.from('DEADBEEF'), Buffer.from('DEADBEEF', 'hex')]);
  const { progId, tgid } = seen.subject;
  assertRecords(
    seen.observation,
    ['"DEADBEEF"', 'DEADBEEF'].map(
      (comm) =>
        `prog-id=${progId} pid=${tgid} comm=${comm} cause="${program}" opid=${tgid} ocomm=${comm}`,
    ),
  );
});

test('C two contexts at once: two records, in the order of their ends', async (t) => {
  const seen = await sight(t, { program: 'two_contexts', trigger: ['getpgid'] });
  returned(seen, { cause: 0, task: 0, inner_start: 1, inner_cause: 0, inner_cap: 0 });
  recordedEach(seen, [
    [cause('inner'), capability(1)],
    [cause('outer'), task(numberFact(seen, 'opid'), 'observed')],
  ]);
  const { records, others } = seen.observation;
  const serials = new Set(records.map(({ stamp }) => stamp?.serial));
  const audited = others.some(({ type }) => type === AuditType.SYSCALL);
  assert.is(serials.size, audited ? 1 : 2, 'an audited system call is one event');
});
