import fc from 'fast-check';
import * as assert from 'uvu/assert';
import { UsageError } from '../../../src/errors.js';
import {
  mergeFragments,
  overlayConfig,
  parseFragment,
  renderConfig,
} from '../../../src/kconfig/index.js';
import { suite } from '../../../src/suite/index.js';
import { errorOf } from '../../helpers/failing.js';

const test = suite('configuration fragment');

test('every form of an option is read, with its place', () => {
  const text = [
    '# a comment',
    '',
    'CONFIG_BPF=y',
    'CONFIG_DUMMY=m',
    '# CONFIG_MODULES is not set',
    'CONFIG_NR_CPUS=8',
    'CONFIG_PHYSICAL_START=0x1000000',
    '  CONFIG_LSM="bpf,\\"x\\""  ',
    'CONFIG_64BIT=n',
  ].join('\n');
  const options = parseFragment(text, 'a.config').map(({ name, value, line }) => [
    line,
    name,
    value,
  ]);
  assert.equal(options, [
    [3, 'BPF', 'y'],
    [4, 'DUMMY', 'm'],
    [5, 'MODULES', 'n'],
    [6, 'NR_CPUS', '8'],
    [7, 'PHYSICAL_START', '0x1000000'],
    [8, 'LSM', '"bpf,\\"x\\""'],
    [9, '64BIT', 'n'],
  ]);
});

for (const line of [
  'CONFIG_BPF=yes',
  'BPF=y',
  'CONFIG_BPF',
  'CONFIG_LSM="bpf',
  'CONFIG_A=y # no',
]) {
  test(`a line that is no option is refused with its place: ${line}`, async () => {
    const parse = () => parseFragment(`CONFIG_A=y\n\n${line}\n`, 'kconfig/bad.config');
    const { message } = await errorOf(UsageError, parse);
    assert.is(message, `kconfig/bad.config:3: cannot read "${line}"`);
  });
}

test('fragments that agree are put together; the first one to ask is remembered', () => {
  const merged = mergeFragments([
    parseFragment('CONFIG_A=y\nCONFIG_B=y', 'one'),
    parseFragment('CONFIG_C=1\nCONFIG_A=y', 'two'),
  ]);
  assert.equal([...merged.keys()], ['A', 'B', 'C']);
  assert.is(merged.get('A')?.file, 'one');
});

test('two values for one option name both files and lines', async () => {
  const merge = () =>
    mergeFragments([
      parseFragment('CONFIG_A=y\nCONFIG_LSM="bpf"', 'base.config'),
      parseFragment('\n\nCONFIG_LSM="selinux"', 'lsm.config'),
    ]);
  const { message } = await errorOf(UsageError, merge);
  assert.is(message, 'CONFIG_LSM is "bpf" in base.config:2, but "selinux" in lsm.config:3');
});

test('one fragment may not contradict itself', async () => {
  const merge = () => mergeFragments([parseFragment('CONFIG_A=y\n# CONFIG_A is not set', 'one')]);
  const { message } = await errorOf(UsageError, merge);
  assert.is(message, 'CONFIG_A is y in one:1, but n in one:2');
});

test('what lies on top replaces the base and may repeat it, and what it replaces is known', () => {
  const base = mergeFragments([parseFragment('CONFIG_A=y\nCONFIG_B=8\nCONFIG_C=y', 'base')]);
  const own = ['CONFIG_A=y\n# CONFIG_B is not set', 'CONFIG_D=m\nCONFIG_B=n'];
  const { merged, replaced } = overlayConfig(
    base,
    own.map((text, i) => parseFragment(text, `own${i}`)),
  );
  assert.is(renderConfig(merged), '# CONFIG_B is not set\nCONFIG_A=y\nCONFIG_C=y\nCONFIG_D=m\n');
  assert.equal(
    replaced.map(({ old, now }) => [old.name, old.value, now.value, now.file, now.line]),
    [['B', '8', 'n', 'own0', 2]],
  );
});

test('two that lie on top and disagree name both files and lines', async () => {
  const overlay = () =>
    overlayConfig(
      new Map(),
      ['CONFIG_A=y', '\nCONFIG_A=n'].map((text, i) => parseFragment(text, `own${i}`)),
    );
  const { message } = await errorOf(UsageError, overlay);
  assert.is(message, 'CONFIG_A is y in own0:1, but n in own1:2');
});

test('of a line that goes on and on the beginning is shown', async () => {
  const parse = () => parseFragment('x'.repeat(100_000), 'a.config');
  const { message } = await errorOf(UsageError, parse);
  assert.is(message, `a.config:1: cannot read "${'x'.repeat(80)}"`);
});

test('the text of a merged configuration does not depend on order or comments', () => {
  const text = (...fragments: string[]) =>
    renderConfig(mergeFragments(fragments.map((part, i) => parseFragment(part, `${i}`))));
  const rendered = text('CONFIG_B=y\n# why\nCONFIG_A=8', 'CONFIG_C=n');
  assert.is(rendered, '# CONFIG_C is not set\nCONFIG_A=8\nCONFIG_B=y\n');
  assert.is(text('CONFIG_C=n', 'CONFIG_A=8\nCONFIG_B=y'), rendered);
});

test('what is rendered is read back as it was', () => {
  const name = fc.stringMatching(/^\w{1,12}$/);
  const value = fc.oneof(
    fc.constantFrom('y', 'm', 'n'),
    fc.integer().map(String),
    fc.stringMatching(/^0x[0-9a-f]{1,8}$/),
    fc.stringMatching(/^"[ !#-[\]-~]{0,12}"$/),
  );
  fc.assert(
    fc.property(fc.dictionary(name, value, { noNullPrototype: true }), (options) => {
      const fragment = Object.entries(options).map(([name, value], i) => ({
        name,
        value,
        file: 'f',
        line: i + 1,
      }));
      const again = parseFragment(renderConfig(mergeFragments([fragment])), 'f');
      const pairs = again.map((option) => [option.name, option.value]);
      assert.equal(Object.fromEntries(pairs), options);
    }),
  );
});
