import { resolve } from 'node:path';
import * as assert from 'uvu/assert';
import yargs from 'yargs';
import { targetOf, targetOptions } from '../../../src/commands/target-options.js';
import { UsageError } from '../../../src/errors.js';
import { suite } from '../../../src/suite/index.js';
import { errorOf } from '../../helpers/failing.js';

const test = suite('options that name a kernel');

const targetFrom = (...words: string[]) =>
  targetOf(targetOptions(yargs(words).exitProcess(false)).parseSync());

test('by default the newest Debian source is built with the embedded series', () => {
  assert.equal(targetFrom(), { line: undefined, series: undefined, update: false });
});

test('a kernel line and a series can be named', () => {
  assert.equal(targetFrom('--kernel', 'debian:7.2', '--series', 'mine', '--update'), {
    line: '7.2',
    series: resolve('mine'),
    update: true,
  });
});

for (const kernel of ['7.2', 'fedora:7.2', 'debian:', 'xdebian']) {
  test(`--kernel ${kernel} is a mistake`, async () => {
    const { message } = await errorOf(UsageError, () => targetFrom('--kernel', kernel));
    assert.is(message, `--kernel ${kernel} is unknown`);
  });
}
