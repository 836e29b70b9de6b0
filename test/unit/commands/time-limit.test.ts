import { once } from 'node:events';
import * as assert from 'uvu/assert';
import { timeLimit } from '../../../src/commands/time-limit.js';
import { InfrastructureError, UsageError } from '../../../src/errors.js';
import { suite } from '../../../src/suite/index.js';
import { errorOf } from '../../helpers/failing.js';

const test = suite('time limit');

test('when the time is over the work is aborted, and the host is to blame', async () => {
  using limit = timeLimit(1 / 60_000, new AbortController().signal);
  if (!limit.signal.aborted) await once(limit.signal, 'abort');
  assert.instance(limit.signal.reason, InfrastructureError);
  assert.match(limit.signal.reason.message, /the time limit of .* minutes was over/);
});

test('an abort from outside comes through with its own reason', () => {
  const outside = new AbortController();
  using limit = timeLimit(1, outside.signal);
  assert.is(limit.signal.aborted, false);
  outside.abort('Ctrl-C');
  assert.is(limit.signal.reason, 'Ctrl-C');
});

for (const minutes of [0, -1, Number.NaN, Number.POSITIVE_INFINITY, 40_000]) {
  test(`${minutes} is no number of minutes`, async () => {
    const { signal } = new AbortController();
    const error = await errorOf(UsageError, () => timeLimit(minutes, signal));
    assert.match(error.message, /--time-limit/);
  });
}
