import { getEventListeners } from 'node:events';
import * as assert from 'uvu/assert';
import { AuditChannel } from '../../../src/audit/channel.js';
import { makeFence } from '../../../src/audit/fence.js';
import { InfrastructureError, InterruptedError, KernelError } from '../../../src/errors.js';
import { suite } from '../../../src/suite/index.js';
import { acknowledgement, fromKernel, record, reply } from '../../helpers/audit-datagrams.js';
import { errorOf } from '../../helpers/failing.js';
import { FakeTransport } from '../../helpers/fake-transport.js';

const test = suite('audit channel');

const GET = 1000;
const SET = 1001;
const ENOBUFS = 105;

function opened() {
  const transport = new FakeTransport();
  return { transport, channel: new AuditChannel(transport) };
}

const fence = makeFence('enabled', 'n1');
const fenceRecord = (text = fence.text) =>
  record(1005, `audit(1.234:9): pid=42 uid=0 auid=0 ses=1 msg='${text}'`);

test('a request gets its acknowledgement, a success or a refusal', async ({ signal }) => {
  const { transport, channel } = opened();
  const first = channel.request(SET, Uint8Array.of(1, 2), signal);
  const second = channel.request(SET, new Uint8Array(), signal);
  transport.deliver(acknowledgement(1, SET), acknowledgement(2, SET, -1));
  assert.is((await first).errno, 0);
  assert.is((await second).errno, 1);
  assert.equal([...(transport.sent[0]?.payload ?? [])], [1, 2]);
});

test('answers in another order find their requests', async ({ signal }) => {
  const { transport, channel } = opened();
  const set = channel.request(SET, new Uint8Array(), signal);
  const get = channel.query(GET, signal);
  transport.deliver(reply(GET, 2, Buffer.from('two')), acknowledgement(1, SET, 5));
  assert.is(Buffer.from((await get).payload).toString(), 'two');
  assert.is((await set).value, 5);
});

test('only requests that change something ask to be acknowledged', ({ signal }) => {
  const { transport, channel } = opened();
  void channel.request(SET, new Uint8Array(), signal).catch(() => {});
  void channel.query(GET, signal).catch(() => {});
  void channel.fence(fence, signal).catch(() => {});
  assert.equal(
    transport.sent.map(({ type, flags }) => [type, flags]),
    [
      [SET, 5],
      [GET, 1],
      [1005, 1],
    ],
  );
});

test('a refused query rejects with what the kernel means', async ({ signal }) => {
  const { transport, channel } = opened();
  const get = channel.query(GET, signal);
  transport.deliver(acknowledgement(1, GET, -1));
  assert.match((await errorOf(InfrastructureError, () => get)).message, 'GET: EPERM');
});

test('a query that is acknowledged instead of answered rejects', async ({ signal }) => {
  const { transport, channel } = opened();
  const get = channel.query(GET, signal);
  transport.deliver(acknowledgement(1, GET, 0));
  const error = await errorOf(KernelError, () => get);
  assert.is(error.message, 'GET was answered by an acknowledgement');
});

test('a query that is answered by another type rejects', async ({ signal }) => {
  const { transport, channel } = opened();
  const get = channel.query(GET, signal);
  transport.deliver(reply(1013, 1));
  assert.is((await errorOf(KernelError, () => get)).message, 'GET was answered by LIST_RULES');
});

test('a request that is answered by data rejects', async ({ signal }) => {
  const { transport, channel } = opened();
  const set = channel.request(SET, new Uint8Array(), signal);
  transport.deliver(reply(GET, 1));
  assert.is((await errorOf(KernelError, () => set)).message, 'SET was answered by GET');
});

test('a fence hands over the records before it, in order, without its own', async ({ signal }) => {
  const { transport, channel } = opened();
  const back = channel.fence(fence, signal);
  transport.deliver(record(1427, 'a'), record(1300, 'b'), record(1427, 'a'), fenceRecord());
  assert.equal(await back, {
    records: [
      { type: 1427, payload: 'a' },
      { type: 1300, payload: 'b' },
      { type: 1427, payload: 'a' },
    ],
    incidents: [],
    fence: {
      type: 1005,
      payload: "audit(1.234:9): pid=42 uid=0 auid=0 ses=1 msg='lsm-audit fence n1'",
    },
  });
});

test('what comes behind a fence belongs to the next one', async ({ signal }) => {
  const { transport, channel } = opened();
  const first = channel.fence(fence, signal);
  const second = channel.fence(makeFence('enabled', 'n2'), signal);
  transport.deliver(record(1427, 'a'), fenceRecord(), record(1427, 'b'));
  transport.deliver(fenceRecord('lsm-audit fence n2'));
  assert.equal((await first).records, [{ type: 1427, payload: 'a' }]);
  assert.equal((await second).records, [{ type: 1427, payload: 'b' }]);
});

test('the fence of another run is a record like any other', async ({ signal }) => {
  const { transport, channel } = opened();
  const back = channel.fence(fence, signal);
  transport.deliver(fenceRecord('lsm-audit fence n0'), fenceRecord());
  assert.is((await back).records.length, 1);
});

test('a refused fence rejects', async ({ signal }) => {
  const { transport, channel } = opened();
  const back = channel.fence(fence, signal);
  transport.deliver(acknowledgement(1, 1005, -1));
  assert.match((await errorOf(InfrastructureError, () => back)).message, 'a fence: EPERM');
});

test('a full receive buffer is an overrun, and the channel goes on', async ({ signal }) => {
  const { transport, channel } = opened();
  const back = channel.fence(fence, signal);
  transport.deliver(record(1427, 'a'), { type: 'error', call: 'recvmsg', errno: ENOBUFS });
  transport.deliver(record(1427, 'b'), fenceRecord());
  const { records, incidents } = await back;
  assert.is(records.length, 2);
  assert.equal(
    incidents.map(({ kind }) => kind),
    ['overrun'],
  );
});

test('a cut record is an incident that keeps its bytes', async ({ signal }) => {
  const { transport, channel } = opened();
  const back = channel.fence(fence, signal);
  const { bytes } = record(1427, 'audit(1.234:5): prog-id=6');
  transport.deliver(fromKernel(bytes, { flags: 0x20 }), fenceRecord());
  const { records, incidents } = await back;
  const [incident] = incidents;
  assert.equal(records, []);
  assert.is(incident?.kind === 'problem' && incident.problem, 'truncated');
  assert.match(incident?.kind === 'problem' ? incident.bytes : '', 'prog-id=6');
});

test('an answer that nobody awaits and a ping of the kernel are incidents', async ({ signal }) => {
  const { transport, channel } = opened();
  const back = channel.fence(fence, signal);
  transport.deliver(acknowledgement(77, SET), reply(GET, 78), reply(1329, 0), fenceRecord());
  const { incidents } = await back;
  assert.equal(
    incidents.map(({ kind }) => kind),
    ['stray', 'stray', 'ping'],
  );
  assert.match(incidents[0]?.detail ?? '', 'acknowledgement of sequence 77');
});

test('a stranger cannot answer a request', async ({ signal }) => {
  const { transport, channel } = opened();
  const set = channel.request(SET, new Uint8Array(), signal);
  const { bytes } = acknowledgement(1, SET, -1);
  transport.deliver(fromKernel(bytes, { senderPid: 99 }), acknowledgement(1, SET));
  assert.is((await set).errno, 0);
  const [incident] = channel.drain().incidents;
  assert.is(incident?.kind === 'problem' && incident.problem, 'foreign-sender');
});

test('the end of the collector rejects every wait, and every later one', async ({ signal }) => {
  const { transport, channel } = opened();
  const set = channel.request(SET, new Uint8Array(), signal);
  const back = channel.fence(fence, signal);
  transport.end();
  for (const wait of [set, back]) {
    assert.is(
      (await errorOf(InfrastructureError, () => wait)).message,
      'the audit collector ended',
    );
  }
  const later = await errorOf(InfrastructureError, () => channel.query(GET, signal));
  assert.is(later.message, 'the audit collector ended');
  assert.is(transport.sent.length, 2);
});

test('a connection that breaks is the cause of the error', async ({ signal }) => {
  const { transport, channel } = opened();
  const get = channel.query(GET, signal);
  transport.break(new Error('reset by peer'));
  const error = await errorOf(InfrastructureError, () => get);
  assert.is(error.message, 'the audit collector broke off');
  assert.match(String(error.cause), 'reset by peer');
});

test('an explained error of the transport is passed on as it is', async ({ signal }) => {
  const { transport, channel } = opened();
  const get = channel.query(GET, signal);
  const panic = new KernelError('the guest panicked', { phase: 'guest' });
  transport.break(panic);
  assert.is(await errorOf(KernelError, () => get), panic);
});

test('a failed system call of the collector ends the channel', async ({ signal }) => {
  const { transport, channel } = opened();
  const get = channel.query(GET, signal);
  transport.deliver({ type: 'error', call: 'sendto', errno: ENOBUFS });
  const error = await errorOf(InfrastructureError, () => get);
  assert.match(error.message, 'sendto() of the audit collector failed: ENOBUFS');
  assert.ok(transport.released);
});

test('what had arrived can be drained from a channel that died', async ({ signal }) => {
  const { transport, channel } = opened();
  const back = channel.fence(fence, signal);
  transport.deliver(record(1427, 'last words'));
  transport.end();
  await errorOf(InfrastructureError, () => back);
  assert.equal(channel.drain().records, [{ type: 1427, payload: 'last words' }]);
  assert.equal(channel.drain().records, []);
});

test('a transport that cannot send rejects the request', async ({ signal }) => {
  const { transport, channel } = opened();
  transport.onRequest = () => {
    throw new Error('closed');
  };
  assert.is((await errorOf(Error, () => channel.query(GET, signal))).message, 'closed');
});

test('an abort says what was awaited and what was last seen', async () => {
  const { transport, channel } = opened();
  const stop = new AbortController();
  const set = channel.request(SET, new Uint8Array(), stop.signal);
  const back = channel.fence(fence, stop.signal);
  transport.deliver(record(1427, 'audit(1.234:5): prog-id=6'), acknowledgement(1, SET));
  await set;
  stop.abort(new Error('10 s have passed'));
  const error = await errorOf(KernelError, () => back);
  assert.is(error.message, 'gave up waiting for the record "lsm-audit fence n1"');
  assert.match(error.evidence[0] ?? '', /^1 records arrived.*BPF_LSM_ACCESS.*prog-id=6/);
  assert.match(String(error.cause), '10 s have passed');
});

test('an abort with an explained reason rejects with that', async () => {
  const { channel } = opened();
  const stop = new AbortController();
  const back = channel.fence(fence, stop.signal);
  const reason = new InterruptedError('tests', 'SIGINT');
  stop.abort(reason);
  assert.is(await errorOf(InterruptedError, () => back), reason);
});

test('after an abort nothing is sent', async () => {
  const { transport, channel } = opened();
  await errorOf(KernelError, () => channel.query(GET, AbortSignal.abort()));
  assert.equal(transport.sent, []);
});

test('a fence that is abandoned while it comes back takes no records along', async ({ signal }) => {
  // The abort meets the fence's record at each step of its way through the promises.
  for (let steps = 0; steps < 12; steps += 1) {
    const { transport, channel } = opened();
    const stop = new AbortController();
    const abandoned = channel.fence(fence, stop.signal).catch(() => undefined);
    transport.deliver(record(1427, 'a'), fenceRecord());
    for (let step = 0; step < steps; step += 1) await Promise.resolve();
    stop.abort();
    const next = channel.fence(makeFence('enabled', 'n2'), signal);
    transport.deliver(fenceRecord('lsm-audit fence n2'));
    const records = [...((await abandoned)?.records ?? []), ...(await next).records];
    assert.is(records[0]?.payload, 'a', `${steps} steps`);
  }
});

test('a second answer to one request is a stray', async ({ signal }) => {
  const { transport, channel } = opened();
  const set = channel.request(SET, new Uint8Array(), signal);
  transport.deliver(acknowledgement(1, SET));
  await set;
  const back = channel.fence(fence, signal);
  transport.deliver(acknowledgement(1, SET), fenceRecord());
  assert.is((await back).incidents[0]?.kind, 'stray');
});

test('a wait that is over listens no more to its signal', async () => {
  const { transport, channel } = opened();
  const { signal } = new AbortController();
  const set = channel.request(SET, new Uint8Array(), signal);
  assert.is(getEventListeners(signal, 'abort').length, 1);
  transport.deliver(acknowledgement(1, SET));
  await set;
  assert.is(getEventListeners(signal, 'abort').length, 0);
});

test('an answer after the abort of its request is a stray', async ({ signal }) => {
  const { transport, channel } = opened();
  const stop = new AbortController();
  const set = channel.request(SET, new Uint8Array(), stop.signal);
  stop.abort();
  await errorOf(KernelError, () => set);
  const back = channel.fence(fence, signal);
  transport.deliver(acknowledgement(1, SET), fenceRecord());
  assert.equal(
    (await back).incidents.map(({ kind }) => kind),
    ['stray'],
  );
});
