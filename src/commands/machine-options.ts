/** The options that say how the machine is booted. */

import type { Argv } from 'yargs';
import { UsageError } from '../errors.js';
import type { AcceleratorChoice } from '../session/accelerator.js';
import type { MachineRequest } from '../session/boot.js';
import { defaultSilenceMs } from '../session/guest.js';
import type { MachineChoice } from '../session/machine-type.js';

export interface MachineArguments {
  accel: AcceleratorChoice;
  machine: MachineChoice;
  append?: string[] | undefined;
  silence: number;
}

export function machineOptions<T>(argv: Argv<T>) {
  return argv
    .option('accel', {
      choices: ['auto', 'kvm', 'tcg'] as const,
      default: 'auto' as const,
      describe: 'auto takes KVM where a kernel proves that it works, else TCG',
    })
    .option('machine', {
      choices: ['auto', 'microvm', 'pc'] as const,
      default: 'auto' as const,
      describe: 'machine type of QEMU; auto takes the lightest that it offers',
    })
    .option('append', {
      type: 'string',
      array: true,
      requiresArg: true,
      nargs: 1,
      describe: 'words for the kernel command line; may be repeated',
    })
    .option('silence', {
      type: 'number',
      default: defaultSilenceMs / 1000,
      requiresArg: true,
      describe: 'seconds without a console line after which a booting kernel counts as hung',
    });
}

/** What the options ask of the machine. @throws UsageError when --silence is no time */
export function machineOf(args: MachineArguments): MachineRequest {
  if (!(args.silence > 0)) {
    throw new UsageError('--silence is not a number of seconds', 'Give a number above 0.');
  }
  return {
    accelerator: args.accel,
    machine: args.machine,
    kernelArgs: kernelArgsOf(args),
    silenceMs: args.silence * 1000,
  };
}

/** Each --append may hold several words. */
export function kernelArgsOf({ append = [] }: MachineArguments): string[] {
  return append.flatMap((words) => words.split(/\s+/)).filter((word) => word !== '');
}
