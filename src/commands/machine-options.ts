/** The options that say how the machine is booted. */

import type { Argv } from 'yargs';
import type { AcceleratorChoice } from '../session/accelerator.js';
import type { MachineChoice } from '../session/machine-type.js';

export interface MachineArguments {
  accel: AcceleratorChoice;
  machine: MachineChoice;
  append?: string[] | undefined;
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
    });
}

/** Each --append may hold several words. */
export function kernelArgsOf({ append = [] }: MachineArguments): string[] {
  return append.flatMap((words) => words.split(/\s+/)).filter((word) => word !== '');
}
