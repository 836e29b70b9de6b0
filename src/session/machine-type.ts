/** Which machine to boot: the lightest that this QEMU offers. */

import type { Log } from '../host/log.js';
import type { MachineType } from '../qemu/device.js';
import { UnknownMachineType } from '../qemu/process.js';

export type MachineChoice = 'auto' | MachineType;

/** The machine types that `choice` allows, the lightest first. */
export function machineTypes(choice: MachineChoice): readonly [MachineType, ...MachineType[]] {
  return choice === 'auto' ? ['microvm', 'pc'] : [choice];
}

/**
 * Does `work` with the first machine type that QEMU knows. QEMU is not asked beforehand: its
 * answer would take longer than the whole preparation of a cached run.
 */
export async function onFirstKnown<T>(
  choice: MachineChoice,
  log: Log,
  work: (type: MachineType) => Promise<T>,
): Promise<T> {
  const [type, ...others] = machineTypes(choice);
  try {
    return await work(type);
  } catch (error) {
    const [next] = others;
    if (next === undefined || !(error instanceof UnknownMachineType)) throw error;
    log.info(`this QEMU has no ${type}: using ${next}`);
    return work(next);
  }
}
