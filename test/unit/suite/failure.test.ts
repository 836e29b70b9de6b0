import * as assert from 'uvu/assert';
import { KernelError } from '../../../src/errors.js';
import { failureOf } from '../../../src/suite/failure.js';
import { suite } from '../../../src/suite/index.js';
import { errorOf } from '../../helpers/failing.js';

const test = suite('failures as values');

test('an assertion gives its difference, without colours, and the line of the test', async () => {
  const thrown = await errorOf(Error, () => assert.equal({ a: 1 }, { a: 2 }, 'what was seen'));
  const { message, details, stack } = failureOf(thrown);
  assert.is(message, 'what was seen');
  const text = details.join('\n');
  assert.match(text, /Actual:\n--.*"a":·1/);
  assert.match(text, /Expected:\n\+\+.*"a":·2/);
  assert.match(details.at(-1) ?? '', /failure\.test\.js:\d+/);
  assert.is(stack, undefined);
});

test('the colours of an assertion are left to the report', () => {
  const esc = String.fromCharCode(27);
  const details = `${esc}[31mActual:${esc}[39m\n${esc}[2m--${esc}[22m1`;
  const error = Object.assign(new Error('differ'), { code: 'ERR_ASSERTION', details });
  assert.equal(failureOf(error).details.slice(0, 2), ['Actual:', '--1']);
});

test('an assertion without a difference gives the line of the test', async () => {
  const { details } = failureOf(await errorOf(Error, () => assert.ok(false)));
  assert.is(details.length, 1);
  assert.match(details[0] ?? '', /failure\.test\.js:\d+/);
});

test('an explained error gives its evidence and its log, and no stack', () => {
  const error = new KernelError('the kernel died', {
    phase: 'guest',
    evidence: ['BUG: unable to handle page fault'],
    log: '/run/console.log',
  });
  assert.equal(failureOf(error), {
    message: 'the kernel died',
    details: ['BUG: unable to handle page fault', 'log: /run/console.log'],
  });
});

test('an error that brings details keeps them', () => {
  const error = Object.assign(new Error('records differ'), { details: ['expected', 1] });
  assert.equal(failureOf(error), { message: 'records differ', details: ['expected', '1'] });
});

test('any other error gives its stack', () => {
  const { message, stack } = failureOf(new TypeError('first line\nsecond line'));
  assert.is(message, 'first line');
  assert.match(stack ?? '', /TypeError: first line\nsecond line\n +at /);
});

test('an error without a message is called by its class', () => {
  assert.is(failureOf(new RangeError()).message, 'RangeError');
});

test('what is no error is shown as text', () => {
  assert.equal(failureOf('plain'), { message: 'threw plain', details: [] });
  assert.equal(failureOf(undefined), { message: 'threw undefined', details: [] });
});
