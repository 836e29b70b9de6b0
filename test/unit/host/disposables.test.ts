import * as assert from 'uvu/assert';
import { Disposables } from '../../../src/host/disposables.js';
import { suite } from '../../../src/suite/index.js';
import { errorOf } from '../../helpers/failing.js';

const test = suite('disposables');

const dispose = (stack: Disposables) => stack[Symbol.asyncDispose]();

test('the last one comes first, and each is waited for', async () => {
  const order: string[] = [];
  const stack = new Disposables();
  stack.defer(() => void order.push('first'));
  stack.defer(async () => {
    await Promise.resolve();
    order.push('second');
  });
  stack.defer(() => void order.push('third'));
  await dispose(stack);
  assert.equal(order, ['third', 'second', 'first']);
});

test('disposing again does nothing again', async () => {
  let undone = 0;
  const stack = new Disposables();
  stack.defer(() => void undone++);
  await dispose(stack);
  await dispose(stack);
  assert.is(undone, 1);
});

test('one that throws does not keep the others, and the first error wins', async () => {
  const order: string[] = [];
  const stack = new Disposables();
  stack.defer(() => void order.push('last'));
  stack.defer(() => Promise.reject(new RangeError('second error')));
  stack.defer(() => {
    throw new RangeError('first error');
  });
  const { message } = await errorOf(RangeError, () => dispose(stack));
  assert.is(message, 'first error');
  assert.equal(order, ['last']);
});

test('a resource that is used is given back, and disposed', async () => {
  let undone = 0;
  const resource = {
    async [Symbol.asyncDispose]() {
      undone += 1;
    },
  };
  const stack = new Disposables();
  assert.is(stack.use(resource), resource);
  assert.is(undone, 0);
  await dispose(stack);
  assert.is(undone, 1);
});

test('what was moved is undone by its new owner only', async () => {
  const order: string[] = [];
  const stack = new Disposables();
  stack.defer(() => void order.push('a'));
  stack.defer(() => void order.push('b'));
  const moved = stack.move();
  await dispose(stack);
  assert.equal(order, []);
  await dispose(moved);
  assert.equal(order, ['b', 'a']);
});
