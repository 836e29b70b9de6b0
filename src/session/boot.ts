/** From prepared files to a guest that serves: machine type, accelerator, boot, connection. */

import type { Log } from '../host/log.js';
import type { CachePaths } from '../host/paths.js';
import type { MachineType } from '../qemu/device.js';
import {
  type AcceleratorChoice,
  type ChosenAccelerator,
  chooseAccelerator,
} from './accelerator.js';
import { type BootedGuest, bootGuest } from './guest.js';
import { type MachineChoice, onFirstKnown } from './machine-type.js';
import type { Phases } from './phases.js';
import type { Prepared } from './prepare.js';
import type { RunDirectory } from './run-directory.js';

/** How to boot, whatever is booted. */
export interface MachineRequest {
  accelerator: AcceleratorChoice;
  machine: MachineChoice;
  /** Further words of the kernel command line. */
  kernelArgs: readonly string[];
  /** Milliseconds that a booting kernel may print nothing before it counts as hung. */
  silenceMs?: number | undefined;
}

export interface BootOptions extends MachineRequest {
  cache: CachePaths;
  run: RunDirectory;
  /** The number of the guest in its run. */
  number?: number | undefined;
  phases: Phases;
  log: Log;
  signal?: AbortSignal | undefined;
  /** Called as soon as it is settled, before the guest is up. */
  onChosen?: (chosen: ChosenMachine) => void;
}

export interface ChosenMachine {
  type: MachineType;
  accelerator: Pick<ChosenAccelerator, 'name' | 'reason'>;
}

/** Boots what was prepared. */
export function bootTarget(
  prepared: Pick<Prepared, 'kernel' | 'initramfs'>,
  options: BootOptions,
): Promise<BootedGuest> {
  return onFirstKnown(options.machine, options.log, (type) => bootOn(type, prepared, options));
}

async function bootOn(
  type: MachineType,
  { kernel, initramfs }: Pick<Prepared, 'kernel' | 'initramfs'>,
  options: BootOptions,
): Promise<BootedGuest> {
  const { accelerator, kernelArgs, silenceMs, cache, run, number, phases, log, signal } = options;
  const input = { kernel: kernel.image, initramfs, machineType: type, run, log, signal };
  const { name, reason, remember } = await phases.measure('accelerator', () =>
    chooseAccelerator(accelerator, { ...input, memory: cache.hostFacts }),
  );
  options.onChosen?.({ type, accelerator: { name, reason } });
  if (remember) log.info(`using TCG: ${reason}`);
  const spec = { type, accelerator: name, kernel: kernel.image, kernelArgs };
  const guestRoot = initramfs;
  const guest = await bootGuest({ spec, guestRoot, run, number, phases, silenceMs, log, signal });
  await remember?.();
  return guest;
}
