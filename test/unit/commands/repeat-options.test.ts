import * as assert from 'uvu/assert';
import { repeatsOf } from '../../../src/commands/repeat-options.js';
import { UsageError } from '../../../src/errors.js';
import { suite } from '../../../src/suite/index.js';

const test = suite('options to repeat');

test('a run is repeated when asked to, so many times or until it fails', () => {
  assert.is(repeatsOf({ untilFailure: false }), undefined);
  assert.equal(repeatsOf({ repeat: 3, untilFailure: false }), { times: 3, untilFailure: false });
  assert.equal(repeatsOf({ repeat: 3, untilFailure: true }), { times: 3, untilFailure: true });
  assert.equal(repeatsOf({ untilFailure: true }), {
    times: Number.POSITIVE_INFINITY,
    untilFailure: true,
  });
});

for (const repeat of [0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY]) {
  test(`${repeat} is no number of times`, () => {
    const ask = () => repeatsOf({ repeat, untilFailure: false });
    assert.throws(ask, (error: unknown) => error instanceof UsageError);
  });
}
