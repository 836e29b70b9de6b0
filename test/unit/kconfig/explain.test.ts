import * as assert from 'uvu/assert';
import {
  explainLost,
  lostOptions,
  mergeFragments,
  parseDotConfig,
  parseFragment,
} from '../../../src/kconfig/index.js';
import { suite } from '../../../src/suite/index.js';

const test = suite('explanation of lost options');

/** What is said when `requested` met `kconfig` and the result was `final`. */
function explained(kconfig: string, requested: string, final = ''): string[] {
  const dotConfig = parseDotConfig(final);
  const lost = lostOptions(mergeFragments([parseFragment(requested, 'f.config')]), dotConfig);
  const read = (path: string) => (path === 'Kconfig' ? kconfig : undefined);
  return explainLost(lost, dotConfig, read, { srcarch: 'x86' });
}

test('a symbol that this kernel does not have is called unknown', () => {
  assert.equal(explained('config A\n\tbool "A"\n', 'CONFIG_BPF_LMS=y'), [
    'BPF_LMS=y (f.config:1) became n: no such symbol in this kernel',
  ]);
});

const bpf = `config BPF_LSM
	bool "BPF LSM"
	depends on BPF_EVENTS && SECURITY
config BPF_EVENTS
	bool
	depends on KPROBE_EVENTS
config KPROBE_EVENTS
	bool "Kprobe events"
	depends on KPROBES && !S390
config KPROBES
	bool "Kprobes"
config SECURITY
	bool "Security"
`;

test('an unmet dependency is followed down to the option that would have to be set', () => {
  assert.equal(explained(bpf, 'CONFIG_BPF_LSM=y', 'CONFIG_SECURITY=y'), [
    'BPF_LSM=y (f.config:1) became n',
    '  BPF_LSM needs BPF_EVENTS, which is off (Kconfig:1)',
    '    BPF_EVENTS needs KPROBE_EVENTS, which is off (Kconfig:4)',
    '      KPROBE_EVENTS needs KPROBES, which is off (Kconfig:7)',
  ]);
});

test('every unmet dependency is named', () => {
  const final = 'CONFIG_KPROBES=y\nCONFIG_KPROBE_EVENTS=y';
  assert.equal(explained(bpf, 'CONFIG_BPF_LSM=y', final), [
    'BPF_LSM=y (f.config:1) became n',
    '  BPF_LSM needs BPF_EVENTS, which is off (Kconfig:1)',
    '  BPF_LSM needs SECURITY, which is off (Kconfig:1)',
  ]);
});

test('what is more than a symbol is shown as it is written', () => {
  const kconfig = 'config A\n\tbool "A"\n\tdepends on B || C\n\tdepends on !(D && E)\n';
  assert.equal(explained(kconfig, 'CONFIG_A=y', 'CONFIG_D=y\nCONFIG_E=y'), [
    'A=y (f.config:1) became n',
    '  A needs (B || C), which does not hold (Kconfig:1)',
    '  A needs !(D && E), which does not hold (Kconfig:1)',
  ]);
});

test('a dependency that holds is not blamed, even when its name begins with a digit', () => {
  const kconfig = 'config A\n\tbool "A"\n\tdepends on 64BIT && B\nconfig B\n\tbool "B"\n';
  assert.equal(explained(kconfig, 'CONFIG_A=y', 'CONFIG_64BIT=y'), [
    'A=y (f.config:1) became n',
    '  A needs B, which is off (Kconfig:1)',
  ]);
});

test('a dependency that exists nowhere is said to be missing', () => {
  assert.equal(explained('config A\n\tbool "A"\n\tdepends on GONE\n', 'CONFIG_A=y'), [
    'A=y (f.config:1) became n',
    '  A needs GONE, which this kernel does not have (Kconfig:1)',
  ]);
});

test('a prompt that is shown to experts only is an unmet dependency, too', () => {
  const kconfig = 'config A\n\tbool "A" if EXPERT\nconfig EXPERT\n\tbool "Experts"\n';
  assert.equal(explained(kconfig, 'CONFIG_A=y'), [
    'A=y (f.config:1) became n',
    '  A needs EXPERT, which is off (Kconfig:1)',
  ]);
});

test('an option without a prompt names what selects it', () => {
  const kconfig = 'config A\n\tbool\nconfig B\n\tbool "B"\n\tselect A\nconfig C\n\tselect A\n';
  assert.equal(explained(kconfig, 'CONFIG_A=y'), [
    'A=y (f.config:1) became n: it has no prompt; only a select sets it: B, C',
  ]);
});

test('a long list of selectors is cut', () => {
  const selectors = [1, 2, 3, 4, 5, 6, 7].map((i) => `config S${i}\n\tselect A\n`);
  assert.equal(explained(`config A\n\tbool\n${selectors.join('')}`, 'CONFIG_A=y'), [
    'A=y (f.config:1) became n: it has no prompt; only a select sets it: S1, S2, S3, S4, S5 and 2 more',
  ]);
});

test('an option that nothing selects is left to its defaults', () => {
  assert.equal(explained('config A\n\tdef_bool n\n', 'CONFIG_A=y'), [
    'A=y (f.config:1) became n: it has no prompt; only its defaults set it',
  ]);
});

test('an option that was to be off names what selected it, and only that', () => {
  const kconfig = `config A
	bool "A"
config ON
	select A
config OFF
	select A
config ELSEWHERE
	select A if NEVER
`;
  const final = 'CONFIG_A=y\nCONFIG_ON=y\nCONFIG_ELSEWHERE=y';
  assert.equal(explained(kconfig, '# CONFIG_A is not set', final), [
    'A=n (f.config:1) became y: selected by ON',
  ]);
});

test('an option that cannot be refused says so', () => {
  assert.equal(explained('config A\n\tdef_bool y\n', 'CONFIG_A=n', 'CONFIG_A=y'), [
    'A=n (f.config:1) became y: a default sets it, and it has no prompt to refuse',
  ]);
});

test('an option that only experts can refuse says so', () => {
  const kconfig = 'config A\n\tbool "A" if EXPERT\n\tdefault y\n';
  assert.equal(explained(kconfig, 'CONFIG_A=n', 'CONFIG_A=y'), [
    'A=n (f.config:1) became y: a default sets it, and refusing needs EXPERT',
  ]);
});

test('an option whose dependencies hold was forced by another one', () => {
  const kconfig = 'choice\nconfig A\n\tbool "A"\nconfig B\n\tbool "B"\nendchoice\n';
  assert.equal(explained(kconfig, 'CONFIG_A=y', 'CONFIG_B=y'), [
    'A=y (f.config:1) became n: its dependencies hold, so another option forces its value (Kconfig:2)',
  ]);
});

test('one definition that can be reached is enough', () => {
  const kconfig = 'config A\n\tbool "A"\n\tdepends on ARM\nconfig A\n\tbool "A"\n';
  assert.equal(explained(kconfig, 'CONFIG_A=y'), [
    'A=y (f.config:1) became n: its dependencies hold, so another option forces its value (Kconfig:4)',
  ]);
});

test('of several definitions, each names its own place', () => {
  const kconfig = 'config A\n\tbool "A"\n\tdepends on B\nconfig A\n\tbool "A"\n\tdepends on C\n';
  assert.equal(explained(kconfig, 'CONFIG_A=y').slice(1), [
    '  A needs B, which this kernel does not have (Kconfig:1)',
    '  A needs C, which this kernel does not have (Kconfig:4)',
  ]);
});

test('dependencies that go in circles are told once', () => {
  const loop = (name: string, next: string) =>
    `config ${name}\n\tbool "x"\n\tdepends on ${Array(40).fill(next).join(' && ')}\n`;
  const lines = explained(loop('A', 'B') + loop('B', 'A'), 'CONFIG_A=y');
  assert.equal(lines, [
    'A=y (f.config:1) became n',
    '  A needs B, which is off (Kconfig:1)',
    '    B needs A, which is off (Kconfig:4)',
  ]);
});

test('every lost option is explained', () => {
  const kconfig = 'config A\n\tbool "A"\n\tdepends on B\nconfig B\n\tbool "B"\n\tdepends on C\n';
  assert.equal(explained(kconfig, 'CONFIG_A=y\nCONFIG_B=y'), [
    'A=y (f.config:1) became n',
    '  A needs B, which is off (Kconfig:1)',
    '    B needs C, which this kernel does not have (Kconfig:4)',
    'B=y (f.config:2) became n',
    '  B needs C, which this kernel does not have (Kconfig:4)',
  ]);
});
