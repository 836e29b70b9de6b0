import * as assert from 'uvu/assert';
import { AuditChannel } from '../../../src/audit/channel.js';
import {
  becomeDaemon,
  configure,
  enable,
  fence,
  OBSERVING,
  resetLost,
  resign,
  status,
} from '../../../src/audit/protocol.js';
import { InfrastructureError, KernelError } from '../../../src/errors.js';
import { suite } from '../../../src/suite/index.js';
import { reply, words } from '../../helpers/audit-datagrams.js';
import { errorOf } from '../../helpers/failing.js';
import { FakeKernel } from '../../helpers/fake-kernel.js';

const test = suite('audit protocol');

function opened() {
  const kernel = new FakeKernel();
  return { kernel, channel: new AuditChannel(kernel) };
}

test('the status is what the kernel says', async ({ signal }) => {
  const { kernel, channel } = opened();
  kernel.lost = 3;
  const seen = await status(channel, signal);
  assert.equal([seen.lost, seen.pid, seen.features], [3, 42, 0x7f]);
});

test('a status that is too short is the fault of the kernel', async ({ signal }) => {
  const { kernel, channel } = opened();
  kernel.onRequest = ({ seq }) => kernel.deliver(reply(1000, seq, words(0, 1)));
  const error = await errorOf(KernelError, () => status(channel, signal));
  assert.is(error.message, 'AUDIT_GET returned a status of 8 bytes');
});

test('settings are applied and read back', async ({ signal }) => {
  const { kernel, channel } = opened();
  kernel.enabled = 0;
  const seen = await configure(channel, OBSERVING, signal);
  assert.equal(
    [kernel.enabled, kernel.failure, kernel.rateLimit, kernel.backlogLimit, kernel.backlogWaitTime],
    [1, 1, 0, 8192, 0],
  );
  assert.is(seen.backlogLimit, 8192);
});

test('a setting that does not hold is the fault of the kernel', async ({ signal }) => {
  const { kernel, channel } = opened();
  kernel.before.set(1000, () => {
    kernel.backlogLimit = 64;
    return undefined;
  });
  const error = await errorOf(KernelError, () => configure(channel, OBSERVING, signal));
  assert.is(error.message, 'audit backlogLimit reads 64 after it was set to 8192');
});

test('a refused setting is explained', async ({ signal }) => {
  const { kernel, channel } = opened();
  kernel.before.set(1001, () => 1);
  const error = await errorOf(InfrastructureError, () => enable(channel, signal));
  assert.match(error.message, 'AUDIT_SET {"enabled":1}: EPERM');
});

test('the collector becomes the daemon by its own thread group, and resigns', async ({
  signal,
}) => {
  const { kernel, channel } = opened();
  kernel.daemon = 0;
  assert.is((await becomeDaemon(channel, signal)).pid, 42);
  assert.is((await resign(channel, signal)).pid, 0);
});

test('an acknowledgement that came before the deed is not believed', async ({ signal }) => {
  const { kernel, channel } = opened();
  kernel.before.set(1000, () => {
    kernel.daemon = 0;
    return undefined;
  });
  const error = await errorOf(KernelError, () => becomeDaemon(channel, signal));
  assert.is(error.message, 'audit pid reads 0 after it was set to 42');
});

test('a fence returns what was logged before it', async ({ signal }) => {
  const { kernel, channel } = opened();
  kernel.log(1427, 'prog-id=6');
  const { records } = await fence(channel, signal);
  assert.equal(
    [...records, ...kernel.sent].map(({ type }) => type),
    [1427, 1005],
  );
});

test('a fence works while audit is disabled', async ({ signal }) => {
  const { kernel, channel } = opened();
  kernel.enabled = 0;
  kernel.log(1427, 'prog-id=6');
  const { records } = await fence(channel, signal, { audit: 'disabled' });
  assert.is(records.length, 1);
  assert.equal(
    kernel.sent.map(({ type }) => type),
    [1107],
  );
});

test('a reset of the lost count returns what it was', async ({ signal }) => {
  const { kernel, channel } = opened();
  kernel.lost = 12;
  assert.is(await resetLost(channel, signal), 12);
  assert.is((await status(channel, signal)).lost, 0);
});

test('a refused reset is explained', async ({ signal }) => {
  const { kernel, channel } = opened();
  kernel.before.set(1001, () => 1);
  const error = await errorOf(InfrastructureError, () => resetLost(channel, signal));
  assert.match(error.message, 'a reset of the lost count: EPERM');
});
