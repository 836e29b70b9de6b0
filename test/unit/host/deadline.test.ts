import * as assert from 'uvu/assert';
import { KernelError } from '../../../src/errors.js';
import { within } from '../../../src/host/deadline.js';
import { suite } from '../../../src/suite/index.js';
import { errorOf } from '../../helpers/failing.js';

const test = suite('deadline');

const never = new Promise<never>(() => {});
/** Far beyond the deadline of any test. */
const long = 1_000_000;

test('what comes in time is handed on', async () => {
  assert.is(await within(Promise.resolve('value'), { what: 'it', ms: long }), 'value');
});

test('a failure in time is handed on', async () => {
  const work = Promise.reject(new RangeError('no'));
  await errorOf(RangeError, () => within(work, { what: 'it', ms: long }));
});

test('the deadline names what was awaited, how long, and what was seen last', async () => {
  const wait = (lastSeen?: () => string) =>
    within(never, { what: 'the banner', ms: 60, ...(lastSeen ? { lastSeen } : {}) });
  assert.is((await errorOf(Error, () => wait())).message, 'the banner did not come within 0.1 s');
  assert.is(
    (await errorOf(Error, () => wait(() => 'a line'))).message,
    'the banner did not come within 0.1 s; last seen: a line',
  );
  assert.is(
    (await errorOf(Error, () => wait(() => ''))).message,
    'the banner did not come within 0.1 s',
  );
});

test('the error can be the caller’s', async () => {
  const error = (message: string) => new KernelError(message, { phase: 'boot' });
  const { phase } = await errorOf(KernelError, () => within(never, { what: 'it', ms: 1, error }));
  assert.is(phase, 'boot');
});

test('an abort ends the wait with its reason', async () => {
  const stop = new AbortController();
  const wait = within(never, { what: 'it', ms: long, signal: stop.signal });
  stop.abort(new RangeError('enough'));
  await errorOf(RangeError, () => wait);
});

test('an abort before the wait ends it, and what was awaited may fail unheard', async () => {
  const unheard: unknown[] = [];
  const listen = (error: unknown) => unheard.push(error);
  process.on('unhandledRejection', listen);
  try {
    const signal = AbortSignal.abort(new RangeError('enough'));
    const work = Promise.resolve().then(() => Promise.reject(new TypeError('late')));
    await errorOf(RangeError, () => within(work, { what: 'it', ms: long, signal }));
    // Rejections are reported once the microtasks are through.
    await new Promise((resolve) => setImmediate(resolve));
    assert.equal(unheard, []);
  } finally {
    process.off('unhandledRejection', listen);
  }
});

test('a wait that has ended leaves no listener behind', async () => {
  let listeners = 0;
  const { signal } = new AbortController();
  const add = signal.addEventListener.bind(signal);
  const remove = signal.removeEventListener.bind(signal);
  signal.addEventListener = (...words: Parameters<typeof add>) => {
    listeners += 1;
    add(...words);
  };
  signal.removeEventListener = (...words: Parameters<typeof remove>) => {
    listeners -= 1;
    remove(...words);
  };
  await within(Promise.resolve(), { what: 'it', ms: long, signal });
  assert.is(listeners, 0);
});
