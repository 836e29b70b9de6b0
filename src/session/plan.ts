/** What a run would do on this host, as commands. Nothing is fetched, built or booted. */

import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import type { CommandLine } from '../host/command.js';
import type { Log } from '../host/log.js';
import type { CachePaths } from '../host/paths.js';
import { plannedTools } from '../kernel/build-root.js';
import { makeCommand } from '../kernel/kernel.js';
import { cachedSource } from '../kernel/source.js';
import { machineCommand } from '../qemu/machine.js';
import type { MachineRequest } from './boot.js';
import { machineTypes } from './machine-type.js';
import { readTarget, type Target, treeNames } from './prepare.js';

export interface PlanRequest extends MachineRequest {
  target: Target;
  cache: CachePaths;
  log: Log;
  signal?: AbortSignal | undefined;
}

/** Stands where only the fetched source or the run itself decides. */
const unknown = { source: 'SOURCE', kernel: 'KERNEL', run: 'RUN' };

/**
 * The make commands of the kernel and the command of QEMU. `auto` stands for TCG here, since only
 * booting a kernel tells whether KVM works.
 * @throws UsageError where the run would, for what the target names
 */
export async function planRun(request: PlanRequest): Promise<CommandLine[]> {
  const { target, cache, accelerator, machine, kernelArgs, log, signal } = request;
  const { variant, configs, series } = await readTarget(target, { log, signal });
  const source = await cachedSource({ folder: cache.sources, log, line: target.line });
  const tree = source
    ? treeNames(source, series.origin, variant.name, configs).own
    : unknown.source;
  const root = await plannedTools({ folder: cache.buildRoot, log, signal });
  const build = { root, jobs: availableParallelism() + 1 };
  const make = (...words: string[]) => makeCommand(join(cache.trees, tree), build, ...words);
  const spec = {
    type: machineTypes(machine)[0],
    accelerator: accelerator === 'auto' ? 'tcg' : accelerator,
    kernel: join(cache.kernels, unknown.kernel, 'vmlinux'),
    initramfs: 'initramfs.cpio',
    mode: 'serve',
    kernelArgs,
  } as const;
  return [
    make('KCONFIG_ALLCONFIG=/build/requested.config', 'allnoconfig'),
    make('vmlinux'),
    machineCommand(spec, join(cache.runs, unknown.run)),
  ];
}
