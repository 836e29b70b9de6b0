/**
 * The parts of a machine. A device is one value that yields both QEMU's arguments and the kernel's,
 * so that the two cannot drift apart.
 */

export type MachineType = 'microvm' | 'pc';
export type Accelerator = 'kvm' | 'tcg';

export interface Device {
  qemu: readonly string[];
  kernel: readonly string[];
}

/** microvm is the lightest; pc is what every QEMU has. Both boot an uncompressed kernel by PVH. */
export function board(type: MachineType): Device {
  // The clock of a microvm is optional; audit records carry wall time. With ACPI it has no legacy
  // timer, and an emulated processor without one never learns how fast its clock ticks.
  const machine = type === 'microvm' ? 'microvm,rtc=on,acpi=off' : 'pc';
  return { qemu: ['-M', machine], kernel: [] };
}

export function accelerator(name: Accelerator): Device {
  if (name === 'kvm') return { qemu: ['-accel', 'kvm', '-cpu', 'host'], kernel: [] };
  // Under emulation the kernel calibrates its clock against a timer that is late when the host is busy.
  return { qemu: ['-accel', 'tcg,thread=multi', '-cpu', 'max'], kernel: ['no_timer_check'] };
}

export function processors(count: number): Device {
  return { qemu: ['-smp', String(count)], kernel: [] };
}

export function memory(mib: number): Device {
  return { qemu: ['-m', String(mib)], kernel: [] };
}

/**
 * The console, for kernel messages only, never for data. QEMU writes it to a file itself: a pipe of
 * Node is a socket that holds some hundred single bytes, and QEMU drops what does not fit.
 */
export function serialConsole(file: string): Device {
  return {
    qemu: ['-chardev', `file,id=console,path=${file},append=on`, '-serial', 'chardev:console'],
    kernel: ['console=ttyS0', 'printk.devkmsg=on'],
  };
}

/** A panic ends the guest, and a guest that ends ends QEMU. */
export function exitOnPanic(): Device {
  return { qemu: ['-no-reboot'], kernel: ['panic=-1', 'oops=panic', 'reboot=t'] };
}

/** A byte stream between the guest's virtio port `name` and the Unix socket `path` on the host. */
export function streamPort(type: MachineType, name: string, path: string): Device {
  const bus = type === 'microvm' ? 'virtio-serial-device' : 'virtio-serial-pci';
  return {
    qemu: [
      ...['-device', bus],
      ...['-chardev', `socket,id=${name},path=${path},server=on,wait=off`],
      ...['-device', `virtserialport,chardev=${name},name=${name}`],
    ],
    kernel: [],
  };
}

export function image(kernel: string, initramfs: string): Device {
  return { qemu: ['-kernel', kernel, '-initrd', initramfs], kernel: [] };
}

/** Words for the kernel that no device brings. */
export function kernelWords(...words: string[]): Device {
  return { qemu: [], kernel: words };
}
