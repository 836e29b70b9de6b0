import * as assert from 'uvu/assert';
import { AuditChannel } from '../../../src/audit/channel.js';
import { observe, openWindow } from '../../../src/audit/observer.js';
import { fence } from '../../../src/audit/protocol.js';
import { KernelError } from '../../../src/errors.js';
import { suite } from '../../../src/suite/index.js';
import { record } from '../../helpers/audit-datagrams.js';
import { errorOf } from '../../helpers/failing.js';
import { FakeKernel } from '../../helpers/fake-kernel.js';

const test = suite('audit observer');

const GET = 1000;
const USER = 1005;
const overrun = { type: 'error', call: 'recvmsg', errno: 105 } as const;

function opened() {
  const kernel = new FakeKernel();
  return { kernel, channel: new AuditChannel(kernel) };
}

const bodies = (records: readonly { body: string }[]) => records.map(({ body }) => body);

test('a window has the records of its program, in order, and is live', async ({ signal }) => {
  const { kernel, channel } = opened();
  const seen = await observe(channel, { progId: 6, signal }, async () => {
    kernel.log(1427, 'prog-id=6 pid=1 comm="a"');
    kernel.log(1427, 'prog-id=7 pid=1 comm="a"');
    kernel.log(1300, 'arch=c000003e');
    kernel.log(1427, 'prog-id=6 pid=2 comm="b"');
  });
  assert.equal(bodies(seen.records), ['prog-id=6 pid=1 comm="a"', 'prog-id=6 pid=2 comm="b"']);
  assert.equal([seen.foreign.length, seen.others.length, seen.stale.length], [1, 1, 0]);
  assert.equal(seen.liveness.problems, []);
});

test('a record that vanished on its way is missed by its serial', async ({ signal }) => {
  const { kernel, channel } = opened();
  const seen = await observe(channel, { progId: 6, signal }, async () => {
    kernel.log(1427, 'prog-id=6 pid=1 comm="a"');
    kernel.drop();
  });
  const [serial = 0] = seen.records.map(({ stamp }) => stamp?.serial ?? 0);
  assert.equal(seen.liveness.missing, [serial + 1]);
  assert.is(seen.liveness.problems.length, 1);
});

test('a hostile serial costs no more than others', async ({ signal }) => {
  const { kernel, channel } = opened();
  const seen = await observe(channel, { progId: 6, signal }, async () => {
    kernel.deliver(record(1427, 'audit(1.000:9007199254740991): prog-id=6 pid=1'));
  });
  assert.equal(seen.liveness.missing, []);
});

test('a window in which nothing happens is empty and live', async ({ signal }) => {
  const { channel } = opened();
  const seen = await observe(channel, { progId: 6, signal }, async () => {});
  assert.equal([seen.records, seen.liveness.problems], [[], []]);
});

test('what came before the window is stale, not part of it', async ({ signal }) => {
  const { kernel, channel } = opened();
  kernel.log(1427, 'prog-id=6 early=1');
  const seen = await observe(channel, { progId: 6, signal }, async () => {
    kernel.log(1427, 'prog-id=6 late=1');
  });
  assert.equal(
    [bodies(seen.stale), bodies(seen.records)],
    [['prog-id=6 early=1'], ['prog-id=6 late=1']],
  );
});

test('what an earlier window or fence has taken is not stale', async ({ signal }) => {
  const { kernel, channel } = opened();
  kernel.log(1427, 'prog-id=6 early=1');
  await fence(channel, signal);
  const seen = await observe(channel, { progId: 6, signal }, async () => {});
  assert.equal([seen.stale, seen.records], [[], []]);
});

test('a record lost within the window is told from the status', async ({ signal }) => {
  const { kernel, channel } = opened();
  kernel.lost = 2;
  const seen = await observe(channel, { progId: 6, signal }, async () => {
    kernel.lost = 3;
  });
  assert.equal(seen.liveness.problems, ['the count of lost records went from 2 to 3']);
  assert.equal([seen.liveness.before.lost, seen.liveness.after.lost], [2, 3]);
});

test('an overrun within the window, or before it, takes the proof away', async ({ signal }) => {
  const { kernel, channel } = opened();
  const within = await observe(channel, { progId: 6, signal }, async () => kernel.deliver(overrun));
  kernel.deliver(overrun);
  const before = await observe(channel, { progId: 6, signal }, async () => {});
  const none = await observe(channel, { progId: 6, signal }, async () => {});
  const counts = [within, before, none].map(({ liveness }) => liveness.problems.length);
  assert.equal(counts, [1, 1, 0]);
  assert.equal(before.liveness.incidents.length, 1);
});

test('closing asks again until the queue is empty, and keeps what comes meanwhile', async ({
  signal,
}) => {
  const { kernel, channel } = opened();
  const window = await openWindow(channel, { progId: 6, signal });
  const backlogs = [2, 1, 0];
  kernel.before.set(GET, () => {
    kernel.backlog = backlogs.shift() ?? 0;
    kernel.log(1427, `prog-id=6 backlog=${kernel.backlog}`);
    return undefined;
  });
  const seen = await window.close();
  assert.equal(seen.liveness.problems, []);
  assert.equal(bodies(seen.records), ['prog-id=6 backlog=2', 'prog-id=6 backlog=1']);
});

test('a queue that never empties is a problem, not an endless wait', async ({ signal }) => {
  const { kernel, channel } = opened();
  const window = await openWindow(channel, { progId: 6, signal });
  kernel.backlog = 4;
  const seen = await window.close();
  assert.equal(seen.liveness.problems, ['4 records were still queued at the end']);
  assert.is(kernel.sent.filter(({ type }) => type === GET).length, 1 + 5);
});

test('the window opens before the action and closes behind it', async ({ signal }) => {
  const { kernel, channel } = opened();
  await observe(channel, { progId: 6, signal }, async () => {
    kernel.log(1427, 'prog-id=6');
    assert.equal(
      kernel.sent.map(({ type }) => type),
      [GET, USER],
    );
  });
  assert.equal(
    kernel.sent.map(({ type }) => type),
    [GET, USER, USER, GET],
  );
});

test('while audit is disabled the fences are such that the kernel logs them', async ({
  signal,
}) => {
  const { kernel, channel } = opened();
  kernel.enabled = 0;
  const seen = await observe(channel, { progId: 6, signal, audit: 'disabled' }, async () => {
    kernel.log(1427, 'prog-id=6');
  });
  assert.equal([seen.records.length, seen.liveness.problems], [1, []]);
});

test('a window closes once', async ({ signal }) => {
  const { kernel, channel } = opened();
  const window = await openWindow(channel, { progId: 6, signal });
  const first = await window.close();
  kernel.log(1427, 'prog-id=6');
  assert.is(await window.close(), first);
});

test('the error of the action comes out, and its records are stale in the next window', async ({
  signal,
}) => {
  const { kernel, channel } = opened();
  const failing = observe(channel, { progId: 6, signal }, async () => {
    kernel.log(1427, 'prog-id=6');
    throw new Error('no trigger');
  });
  assert.is((await errorOf(Error, () => failing)).message, 'no trigger');
  const seen = await observe(channel, { progId: 6, signal }, async () => {});
  assert.is(seen.stale.length, 1);
});

test('a fence that does not come back ends with the signal', async () => {
  const { kernel, channel } = opened();
  const stop = new AbortController();
  const seen = observe(channel, { progId: 6, signal: stop.signal }, async () => {
    kernel.enabled = 0;
    kernel.before.set(USER, () => {
      stop.abort();
      return undefined;
    });
  });
  assert.match((await errorOf(KernelError, () => seen)).message, 'gave up waiting for the record');
});

test('an observation survives JSON', async ({ signal }) => {
  const { kernel, channel } = opened();
  const seen = await observe(channel, { progId: 6, signal }, async () => {
    kernel.log(1427, 'prog-id=6 netif=\xff\x01');
    kernel.deliver(overrun);
  });
  assert.equal(JSON.parse(JSON.stringify(seen)), seen);
});
