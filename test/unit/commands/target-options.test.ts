import { resolve } from 'node:path';
import * as assert from 'uvu/assert';
import yargs from 'yargs';
import {
  spreadSeries,
  targetOf,
  targetOptions,
  variantOption,
} from '../../../src/commands/target-options.js';
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
    series: [resolve('mine')],
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

test('a series may be of several words: paths, ranges of commits, or nothing', () => {
  const words = ['--series', 'a', '--series', 'git:HEAD~2..', '--series', 'git:linux:a..b'];
  assert.equal(targetFrom(...words).series, [
    resolve('a'),
    `git:${resolve('.')}:HEAD~2..HEAD`,
    `git:${resolve('linux')}:a..b`,
  ]);
  assert.equal(targetFrom('--series', 'none').series, ['none']);
  assert.equal(targetFrom('--series', './none').series, [resolve('none')]);
});

test('a series takes one word, so that what follows names tests', () => {
  const parsed = targetOptions(yargs(['--series', 'a', 'sockaddr'])).parseSync();
  assert.equal([parsed.series, parsed._], [['a'], ['sockaddr']]);
});

for (const word of ['', 'git:topic', 'git:a...b']) {
  test(`--series ${word || '""'} is a mistake`, async () => {
    await errorOf(UsageError, () => targetFrom('--series', word));
  });
}

test('fragments may be several', () => {
  const { configs } = targetFrom('--config', 'a.config', '--config', '/b.config');
  assert.equal(configs, [resolve('a.config'), '/b.config']);
});

test('the files that a shell makes of a pattern belong to the series', () => {
  const isFile = (path: string) => path !== 'gone.patch';
  const spread = (words: string) => spreadSeries(words.split(' '), isFile).join(' ');
  const kept = [
    'run --series dir sockaddr',
    'run --series a.patch sockaddr b.patch',
    'run --series a.patch gone.patch',
    'run --series a.patch --keep b.patch',
    'run --series a.patch -- b.patch',
    'run a.patch b.patch',
  ];
  for (const words of kept) assert.is(spread(words), words);
  const all = 'run --series a.patch --series b.patch --series c.mbox.gz x';
  assert.is(spread('run --series a.patch b.patch c.mbox.gz x'), all);
  assert.is(spread('run --series=a.patch b.mbx'), 'run --series=a.patch --series b.mbx');
});

test('a variant is named once, and one that there is', async () => {
  assert.is(targetFrom('--variant', 'kasan').variant, 'kasan');
  const unknown = await errorOf(UsageError, () => targetFrom('--variant', 'fast'));
  assert.is(unknown.message, 'there is no variant fast');
  const twice = await errorOf(UsageError, () =>
    targetFrom('--variant', 'kasan', '--variant', 'default'),
  );
  assert.is(twice.message, '--variant is given twice');
});
