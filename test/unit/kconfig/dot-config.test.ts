import * as assert from 'uvu/assert';
import {
  lostOptions,
  mergeFragments,
  parseDotConfig,
  parseFragment,
} from '../../../src/kconfig/index.js';
import { suite } from '../../../src/suite/index.js';

const test = suite('final .config');

const dotConfig = `#
# Automatically generated file; DO NOT EDIT.
# Linux/x86 7.2.13 Kernel Configuration
#
CONFIG_CC_VERSION_TEXT="gcc (Debian 14.2.0) = 14"
CONFIG_64BIT=y
CONFIG_NR_CPUS=8
# CONFIG_MODULES is not set
# CONFIG_SAMPLES is not set, says a comment
`;

test('values are read as they stand, and what is off is n', () => {
  assert.equal(Object.fromEntries(parseDotConfig(dotConfig)), {
    CC_VERSION_TEXT: '"gcc (Debian 14.2.0) = 14"',
    '64BIT': 'y',
    NR_CPUS: '8',
    MODULES: 'n',
  });
});

const lost = (requested: string) =>
  lostOptions(mergeFragments([parseFragment(requested, 'f')]), parseDotConfig(dotConfig)).map(
    ({ name, value, final }) => `${name}: ${value} became ${final}`,
  );

test('nothing is lost when every option is as requested', () => {
  assert.equal(lost('CONFIG_64BIT=y\nCONFIG_NR_CPUS=8\n# CONFIG_MODULES is not set'), []);
});

test('an option that no line names is off, which is as requested or is not', () => {
  assert.equal(lost('CONFIG_ABSENT=n\nCONFIG_BPF_LSM=y'), ['BPF_LSM: y became n']);
});

test('another value is a loss, too', () => {
  assert.equal(lost('CONFIG_NR_CPUS=64\nCONFIG_64BIT=m\nCONFIG_MODULES=y'), [
    'NR_CPUS: 64 became 8',
    '64BIT: m became y',
    'MODULES: y became n',
  ]);
});
