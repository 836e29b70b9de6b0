/** Which machine to boot: the lightest that this QEMU offers. */

import { InfrastructureError } from '../errors.js';
import { exec } from '../host/exec.js';
import type { Log } from '../host/log.js';
import type { MachineType } from '../qemu/device.js';
import { qemuProgram } from '../qemu/machine.js';

export type MachineChoice = 'auto' | MachineType;

/**
 * `choice`, or the first of microvm and pc that QEMU knows.
 * @throws InfrastructureError when QEMU is missing or knows neither
 */
export async function chooseMachine(
  choice: MachineChoice,
  { log, signal }: { log: Log; signal?: AbortSignal | undefined },
): Promise<MachineType> {
  if (choice !== 'auto') return choice;
  const command = { file: qemuProgram, args: ['-machine', 'help'] };
  const { stdout } = await exec(command, { phase: 'boot', log, signal });
  const known = (['microvm', 'pc'] as const).find((type) => offers(stdout, type));
  if (known) return known;
  throw new InfrastructureError(`${qemuProgram} offers neither the machine microvm nor pc`, {
    phase: 'boot',
    remedy: 'Install a QEMU that was built with one of them.',
  });
}

/** Whether the list of `-machine help`, a name a line, has `type`. */
export function offers(list: string, type: MachineType): boolean {
  return list.split('\n').some((line) => line.split(/\s+/)[0] === type);
}
