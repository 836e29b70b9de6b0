import * as assert from 'uvu/assert';
import { AuditChannel } from '../../../src/audit/channel.js';
import { fence, status } from '../../../src/audit/protocol.js';
import { suite } from '../../../src/suite/index.js';
import { FakeKernel } from '../../helpers/fake-kernel.js';

const test = suite('a channel that can be had again');

/** The texts of the fences that were sent to `kernel`. */
const fences = ({ sent }: FakeKernel) =>
  sent.filter(({ type }) => type === 1005).map(({ payload }) => payload.toString('latin1'));

async function fenced(secret: string | undefined, signal: AbortSignal): Promise<string[]> {
  const kernel = new FakeKernel();
  const channel = new AuditChannel(kernel, secret === undefined ? {} : { secret });
  await fence(channel, signal);
  await status(channel, signal);
  await fence(channel, signal);
  return fences(kernel);
}

test('one secret gives the same nonces, each only once', async ({ signal }) => {
  const texts = await fenced('a secret', signal);
  assert.equal(texts, await fenced('a secret', signal));
  assert.is(new Set(texts).size, 2);
});

test('another secret, or none, gives nonces that nobody knows', async ({ signal }) => {
  const secrets = ['a secret', 'another one', undefined, undefined];
  const all = await Promise.all(secrets.map((secret) => fenced(secret, signal)));
  assert.is(new Set(all.flat()).size, 8);
});

test('goes on from where another one stood', async ({ signal }) => {
  const options = { secret: 'a secret' };
  const [kernel, later] = [new FakeKernel(), new FakeKernel()];
  const channel = new AuditChannel(kernel, options);
  await status(channel, signal);
  kernel.log(1427, 'prog-id=1');
  await status(channel, signal);
  const other = new AuditChannel(later, options);
  other.resume(channel.state);
  const [one, two] = [await fence(channel, signal), await fence(other, signal)];
  assert.equal(fences(kernel), fences(later));
  assert.equal(two.records, one.records);
  assert.is(two.records.length, 1);
});
