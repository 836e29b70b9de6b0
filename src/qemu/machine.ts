/** A machine as a value, and the command that starts it. Pure. */

import type { CommandLine } from '../host/command.js';
import {
  type Accelerator,
  accelerator,
  board,
  type Device,
  exitOnPanic,
  image,
  kernelWords,
  type MachineType,
  memory,
  processors,
  serialConsole,
  streamPort,
} from './device.js';

export interface MachineSpec {
  type: MachineType;
  accelerator: Accelerator;
  kernel: string;
  initramfs: string;
  /** What init shall do: serve SSH, or print its marker and power off. */
  mode: 'serve' | 'probe';
  /**
   * Further words of the kernel command line. One takes the place of a default word of the same
   * name; with an empty value (`audit=`) it only takes it away.
   */
  kernelArgs?: readonly string[];
  /** Further arguments of QEMU. */
  qemuArgs?: readonly string[];
  /** MiB. */
  memory?: number;
  processors?: number;
}

export const qemuProgram = 'qemu-system-x86_64';

/** The name of the guest's port for SSH, and of its socket in the run directory. */
export const sshPort = 'ssh';
export const sshSocket = 'ssh.sock';

/** The console's file in the run directory. */
export const consoleFile = 'console.log';

/** Devices in the order in which a person would describe the machine. */
function devicesOf(spec: MachineSpec): Device[] {
  return [
    board(spec.type),
    accelerator(spec.accelerator),
    processors(spec.processors ?? 2),
    memory(spec.memory ?? 256),
    image(spec.kernel, spec.initramfs),
    serialConsole(consoleFile),
    exitOnPanic(),
    ...(spec.mode === 'serve' ? [streamPort(spec.type, sshPort, sshSocket)] : []),
    kernelWords(`lsm_audit.mode=${spec.mode}`, ...overridden(defaultWords, spec.kernelArgs ?? [])),
  ];
}

/** Tasks get an audit context from the start, and there is room for bursts of records. */
const defaultWords = ['audit=1', 'audit_backlog_limit=8192'];

/** `defaults` and `words`, a default word only where none of `words` has its name. */
function overridden(defaults: readonly string[], words: readonly string[]): string[] {
  const nameOf = (word: string) => word.split('=', 1)[0];
  const kept = defaults.filter((word) => !words.some((other) => nameOf(other) === nameOf(word)));
  const taken = (word: string) => defaults.some((other) => word === `${nameOf(other)}=`);
  return [...kept, ...words.filter((word) => !taken(word))];
}

/**
 * The command for `spec`, to be run in the run directory `cwd`: sockets are named relative to it, since
 * a socket address holds 107 bytes only. setpriv makes the kernel end QEMU when its parent
 * dies, however that happens.
 */
export function machineCommand(spec: MachineSpec, cwd: string): CommandLine {
  const devices = devicesOf(spec);
  const words = [
    qemuProgram,
    ...['-nodefaults', '-no-user-config', '-display', 'none', '-monitor', 'none'],
    ...devices.flatMap((device) => device.qemu),
    ...['-append', devices.flatMap((device) => device.kernel).join(' ')],
    ...(spec.qemuArgs ?? []),
  ];
  return { file: 'setpriv', args: ['--pdeathsig', 'KILL', '--', ...words], cwd };
}
