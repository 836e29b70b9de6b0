/**
 * Which accelerator works here. A device file is no proof, nor is opening it: some hosts offer a
 * /dev/kvm under which no ordinary kernel runs. The only proof is this kernel reaching its init.
 */

import { access, constants, mkdir } from 'node:fs/promises';
import { release } from 'node:os';
import { InfrastructureError } from '../errors.js';
import type { Log } from '../host/log.js';
import { recall, remember } from '../host/memory.js';
import { consoleLine } from '../qemu/boot.js';
import type { Accelerator, MachineType } from '../qemu/device.js';
import { machineCommand } from '../qemu/machine.js';
import { RunningMachine, UnknownMachineType } from '../qemu/process.js';
import type { RunDirectory } from './run-directory.js';

export type AcceleratorChoice = 'auto' | Accelerator;

export interface ChosenAccelerator {
  name: Accelerator;
  /** Why this one, and why not the other. */
  reason: string;
  /**
   * Remembers for this host that KVM does not work. To be called once the same kernel has reached
   * its init: until then it may have been the kernel that failed, and not KVM.
   */
  remember?: () => Promise<void>;
}

export interface ProbeInput {
  kernel: string;
  initramfs: string;
  machineType: MachineType;
  run: RunDirectory;
  /** File that remembers the verdict for this host. */
  memory: string;
  log: Log;
  signal?: AbortSignal | undefined;
}

/** A working KVM boots in well under a second; one that needs longer is of no use. */
const probeDeadlineMs = 10_000;

/**
 * @throws InfrastructureError when KVM is asked for and does not work
 */
export async function chooseAccelerator(
  choice: AcceleratorChoice,
  input: ProbeInput,
): Promise<ChosenAccelerator> {
  if (choice === 'tcg') return { name: 'tcg', reason: 'asked for' };
  const device = await deviceObstacle();
  const proof = device === undefined ? await prove(input) : { obstacle: device };
  const { obstacle } = proof;
  if (obstacle === undefined) return { name: 'kvm', reason: 'a kernel reached its init under it' };
  const reason = `KVM does not work here: ${obstacle}`;
  if (choice === 'auto') return { name: 'tcg', reason, ...proof };
  throw new InfrastructureError(reason, {
    phase: 'boot',
    remedy: 'Leave out --accel kvm; TCG needs nothing from the host.',
  });
}

/** What keeps this process from /dev/kvm, if anything does. */
export async function deviceObstacle(device = '/dev/kvm'): Promise<string | undefined> {
  try {
    await access(device, constants.R_OK | constants.W_OK);
    return undefined;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return `there is no ${device}`;
    return `${device} may not be opened (join the group kvm, then log in again)`;
  }
}

interface Proof {
  obstacle?: string | undefined;
  remember?: () => Promise<void>;
}

/** The remembered or fresh result of booting under KVM. */
async function prove(input: ProbeInput): Promise<Proof> {
  const host = `${release()} ${input.machineType}`;
  const known = await recall<KvmMemory>(input.memory);
  if (known?.host === host) return { obstacle: known.obstacle ?? undefined };
  const obstacle = await bootObstacle(input);
  const keep = () => remember(input.memory, { host, obstacle: obstacle ?? null });
  if (obstacle === undefined) await keep();
  return { obstacle, remember: keep };
}

async function bootObstacle({
  kernel,
  initramfs,
  machineType,
  run,
  log,
  signal,
}: ProbeInput): Promise<string | undefined> {
  const spec = {
    type: machineType,
    accelerator: 'kvm' as const,
    kernel,
    initramfs,
    mode: 'probe' as const,
  };
  await mkdir(run.file('kvm-probe'), { recursive: true });
  await using machine = await RunningMachine.start(
    machineCommand(spec, run.file('kvm-probe')),
    log,
  );
  try {
    await consoleLine(machine, /lsm-audit: init /, 'init under KVM', {
      deadlineMs: probeDeadlineMs,
      signal,
    });
    return undefined;
  } catch (error) {
    if (signal?.aborted) throw signal.reason;
    if (error instanceof UnknownMachineType) throw error;
    const said = machine.end?.stderr.split('\n').at(-1)?.trim();
    log.detail(`KVM probe: ${String(error)}`);
    return said
      ? `QEMU says "${said}"`
      : `no kernel reached its init within ${probeDeadlineMs / 1000} s`;
  }
}

/** What is remembered of this host. */
export interface KvmMemory {
  /** The host kernel and machine type that the verdict is about. */
  host: string;
  obstacle: string | null;
}
