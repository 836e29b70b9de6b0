import { resolve } from 'node:path';
import * as assert from 'uvu/assert';
import yargs from 'yargs';
import { targetOf, targetOptions, variantOption } from '../../../src/commands/target-options.js';
import { UsageError } from '../../../src/errors.js';
import { suite } from '../../../src/suite/index.js';
import { errorOf } from '../../helpers/failing.js';

const test = suite('options that name a kernel');

const targetFrom = (...words: string[]) =>
  targetOf(variantOption(targetOptions(yargs(words).exitProcess(false))).parseSync());

test('by default the newest Debian source is built with the embedded series', () => {
  assert.equal(targetFrom(), {
    line: undefined,
    series: undefined,
    update: false,
    variant: 'default',
  });
});

test('a kernel line and a series can be named', () => {
  assert.equal(targetFrom('--kernel', 'debian:7.2', '--series', 'mine', '--update'), {
    line: '7.2',
    series: resolve('mine'),
    update: true,
    variant: 'default',
  });
});

for (const kernel of ['7.2', 'fedora:7.2', 'debian:', 'xdebian']) {
  test(`--kernel ${kernel} is a mistake`, async () => {
    const { message } = await errorOf(UsageError, () => targetFrom('--kernel', kernel));
    assert.is(message, `--kernel ${kernel} is unknown`);
  });
}

test('a variant is named once, and one that there is', async () => {
  assert.is(targetFrom('--variant', 'kasan').variant, 'kasan');
  const unknown = await errorOf(UsageError, () => targetFrom('--variant', 'fast'));
  assert.is(unknown.message, 'there is no variant fast');
  const twice = await errorOf(UsageError, () =>
    targetFrom('--variant', 'kasan', '--variant', 'default'),
  );
  assert.is(twice.message, '--variant is given twice');
});
