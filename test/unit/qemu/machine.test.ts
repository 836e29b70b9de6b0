import * as assert from 'uvu/assert';
import { consoleFile, type MachineSpec, machineCommand } from '../../../src/qemu/machine.js';
import { suite } from '../../../src/suite/index.js';

const test = suite('machine');

const spec: MachineSpec = {
  type: 'microvm',
  accelerator: 'tcg',
  kernel: '/cache/kernels/k/vmlinux',
  initramfs: 'initramfs.cpio',
  mode: 'serve',
};

/** The words of QEMU, without what starts it. */
function qemuWords(own: Partial<MachineSpec> = {}): readonly string[] {
  const { args } = machineCommand({ ...spec, ...own }, '/run');
  return args.slice(args.indexOf('--') + 1);
}

/** Every value of `option`. */
const valuesOf = (words: readonly string[], option: string) =>
  words.flatMap((word, i) => (word === option ? [words[i + 1] ?? ''] : []));

const kernelWords = (own: Partial<MachineSpec> = {}) =>
  valuesOf(qemuWords(own), '-append').flatMap((line) => line.split(' '));

test('QEMU is started in the run directory, and dies with its parent', () => {
  const { file, args, cwd } = machineCommand(spec, '/run');
  assert.is(file, 'setpriv');
  assert.equal(args.slice(0, 4), ['--pdeathsig', 'KILL', '--', 'qemu-system-x86_64']);
  assert.is(cwd, '/run');
});

test('there is nothing that was not asked for', () => {
  const words = qemuWords();
  for (const word of ['-nodefaults', '-no-user-config']) assert.ok(words.includes(word), word);
  assert.equal(valuesOf(words, '-display'), ['none']);
  assert.equal(valuesOf(words, '-monitor'), ['none']);
  assert.equal(valuesOf(words, '-netdev'), []);
  assert.equal(valuesOf(words, '-nic'), []);
});

test('a microvm has a clock and no ACPI, and a port on its own bus', () => {
  const words = qemuWords({ type: 'microvm' });
  assert.equal(valuesOf(words, '-M'), ['microvm,rtc=on,acpi=off']);
  assert.equal(valuesOf(words, '-device'), [
    'virtio-serial-device',
    'virtserialport,chardev=ssh,name=ssh',
  ]);
});

test('a pc has its port on the PCI bus', () => {
  const words = qemuWords({ type: 'pc' });
  assert.equal(valuesOf(words, '-M'), ['pc']);
  assert.equal(valuesOf(words, '-device'), [
    'virtio-serial-pci',
    'virtserialport,chardev=ssh,name=ssh',
  ]);
});

const portOf = (own: Partial<MachineSpec> = {}) =>
  valuesOf(qemuWords(own), '-chardev').filter((word) => word.startsWith('socket,'));

test('the socket of the port lies in the run directory, so that its name stays short', () => {
  assert.equal(portOf(), ['socket,id=ssh,path=ssh.sock,server=on,wait=off']);
});

test('the console is one value for both sides, and goes into a file of the run directory', () => {
  const words = qemuWords();
  assert.equal(valuesOf(words, '-serial'), ['chardev:console']);
  assert.ok(words.includes(`file,id=console,path=${consoleFile},append=on`));
  assert.not.match(consoleFile, '/');
  assert.ok(kernelWords().includes('console=ttyS0'));
  assert.ok(kernelWords().includes('printk.devkmsg=on'));
});

test('a panic ends the guest, and with it QEMU', () => {
  assert.ok(qemuWords().includes('-no-reboot'));
  for (const word of ['panic=-1', 'oops=panic', 'reboot=t'])
    assert.ok(kernelWords().includes(word));
});

test('the accelerator is one value for both sides', () => {
  assert.equal(valuesOf(qemuWords({ accelerator: 'kvm' }), '-accel'), ['kvm']);
  assert.equal(valuesOf(qemuWords({ accelerator: 'kvm' }), '-cpu'), ['host']);
  assert.not(kernelWords({ accelerator: 'kvm' }).includes('no_timer_check'));
  assert.equal(valuesOf(qemuWords(), '-accel'), ['tcg,thread=multi']);
  assert.equal(valuesOf(qemuWords(), '-cpu'), ['max']);
  assert.ok(kernelWords().includes('no_timer_check'));
});

test('a probe has no port, and its init is told to power off', () => {
  const words = qemuWords({ mode: 'probe' });
  assert.equal(valuesOf(words, '-device'), []);
  assert.equal(portOf({ mode: 'probe' }), []);
  assert.ok(kernelWords({ mode: 'probe' }).includes('lsm_audit.mode=probe'));
  assert.ok(kernelWords().includes('lsm_audit.mode=serve'));
});

test('audit is on from the start, with room for what comes before the collector', () => {
  assert.ok(kernelWords().includes('audit=1'));
  assert.ok(kernelWords().includes('audit_backlog_limit=8192'));
});

test('the words of the caller come last, and take the place of default ones', () => {
  const words = kernelWords({ kernelArgs: ['audit=0', 'lsm=bpf'] });
  assert.equal(words.slice(-2), ['audit=0', 'lsm=bpf']);
  assert.not(words.includes('audit=1'));
  assert.equal(qemuWords({ qemuArgs: ['-s', '-S'] }).slice(-2), ['-s', '-S']);
});

test('an empty value only takes a default word away', () => {
  const words = kernelWords({ kernelArgs: ['audit=', 'foo='] });
  assert.equal(
    words.filter((word) => /^(?:audit|foo)=/.test(word)),
    ['foo='],
  );
});

test('sizes and files are as the caller says', () => {
  const words = qemuWords({ memory: 512, processors: 4 });
  assert.equal(valuesOf(words, '-m'), ['512']);
  assert.equal(valuesOf(words, '-smp'), ['4']);
  assert.equal(valuesOf(words, '-kernel'), ['/cache/kernels/k/vmlinux']);
  assert.equal(valuesOf(words, '-initrd'), ['initramfs.cpio']);
  assert.equal(valuesOf(qemuWords(), '-m'), ['256']);
  assert.equal(valuesOf(qemuWords(), '-smp'), ['2']);
});

test('the kernel gets one command line, without empty words', () => {
  assert.is(valuesOf(qemuWords(), '-append').length, 1);
  assert.not(kernelWords().includes(''));
  assert.not(kernelWords({ kernelArgs: [] }).includes(''));
});
