import * as assert from 'uvu/assert';
import yargs from 'yargs';
import { kernelArgsOf, machineOptions } from '../../../src/commands/machine-options.js';
import { suite } from '../../../src/suite/index.js';
import { errorOf } from '../../helpers/failing.js';

const test = suite('options that describe a machine');

const parse = (...words: string[]) =>
  machineOptions(yargs(words).exitProcess(false).fail(false)).parseSync();

test('by default both choices are automatic, and the kernel gets no further words', () => {
  const { accel, machine, append } = parse();
  assert.equal([accel, machine, append], ['auto', 'auto', undefined]);
  assert.equal(kernelArgsOf(parse()), []);
});

test('each --append may hold several words', () => {
  const args = parse('--append', ' lsm=bpf  audit=0 ', '--append', 'quiet');
  assert.equal(kernelArgsOf(args), ['lsm=bpf', 'audit=0', 'quiet']);
});

test('words that look like options belong to --append, and what follows does not', () => {
  assert.equal(kernelArgsOf(parse('--append=--debug')), ['--debug']);
  assert.equal(kernelArgsOf(parse('--append', 'a', 'pattern')), ['a']);
});

for (const words of [
  ['--accel', 'hvf'],
  ['--machine', 'q35'],
]) {
  test(`${words.join(' ')} is refused`, async () => {
    const { message } = await errorOf(Error, () => parse(...words));
    assert.match(message, 'Invalid values');
  });
}
