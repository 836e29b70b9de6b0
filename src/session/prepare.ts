/** Everything that a machine needs before it can boot: kernel, guest root and programs, from the cache or made. */

import { readFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { ensurePrograms } from '../bpf/compile.js';
import { KernelError } from '../errors.js';
import { ensureGuestRoot } from '../guest/guest-root.js';
import { digest } from '../host/digest.js';
import type { ExecOptions } from '../host/exec.js';
import type { Log } from '../host/log.js';
import { type CachePaths, projectRoot } from '../host/paths.js';
import type { ToolRoot } from '../host/sandbox.js';
import { type BuildRoot, ensureBuildRoot } from '../kernel/build-root.js';
import { readFragments } from '../kernel/configuration.js';
import { ensureKernel, type Kernel } from '../kernel/kernel.js';
import type { KernelRequest } from '../kernel/kernel-plan.js';
import type { ObjectProgress } from '../kernel/object-count.js';
import { readSeries, type Series } from '../kernel/series.js';
import { checkLine, ensureSource, type KernelSource } from '../kernel/source.js';
import {
  defaultVariant,
  type Variant,
  variantOf,
  variantWithoutAudit,
} from '../kernel/variants.js';
import { baseWarning } from './base-warning.js';
import type { Phases } from './phases.js';

export interface Target {
  /** A kernel line such as `7.2`; the newest otherwise. */
  line?: string | undefined;
  /** Where patches are, as readSeries() knows it; the embedded series otherwise. */
  series?: readonly string[] | undefined;
  /** Fragments on top of the configuration. */
  configs?: readonly string[] | undefined;
  /** Look for a newer source. */
  update?: boolean | undefined;
  /** The name of a configuration of the kernel; `default` otherwise. */
  variant?: string | undefined;
}

export interface Preparation {
  target: Target;
  cache: CachePaths;
  phases: Phases;
  log: Log;
  signal?: AbortSignal | undefined;
  onProgress?: ((progress: ObjectProgress) => void) | undefined;
  /** Called with the patches as soon as they are read: what they break is to be told of them. */
  onSeries?: ((series: Series) => void) | undefined;
}

export interface Prepared {
  kernel: Kernel;
  /** Where the tools are that built it, when they are here. */
  root?: ToolRoot | undefined;
  initramfs: string;
  /** Object files by program name; none where the kernel has no audit to call. */
  programs: ReadonlyMap<string, string>;
}

export const embeddedSeries = join(projectRoot, 'series/lsm_audit_kfuncs');
/** The sources of the programs. */
export const programSources = join(projectRoot, 'bpf-progs');
/** The project's fragments and variants. */
export const kconfig = join(projectRoot, 'kconfig');

/** Where the patches of `target` are. */
export const seriesWords = ({ series }: Pick<Target, 'series'>): readonly string[] =>
  series ?? [embeddedSeries];

/**
 * All that `target` names, read.
 * @throws UsageError when some of it is not what it should be
 */
export async function readTarget(
  target: Target,
  options: Pick<ExecOptions, 'log' | 'signal'>,
): Promise<{ variant: Variant; configs: readonly string[]; series: Series }> {
  checkLine(target.line);
  const variant = variantOf(target.variant ?? defaultVariant, kconfig);
  const configs = target.configs ?? [];
  await readFragments(kconfig, variant, configs);
  return { variant, configs, series: await readSeries(seriesWords(target), options) };
}

/** The kernel of `target`, built if it must be. */
export async function prepareKernel(
  preparation: Preparation,
): Promise<{ kernel: Kernel; buildRoot: BuildRoot }> {
  const { target, cache, phases, log, signal, onProgress } = preparation;
  // A mistake is told before anything is fetched.
  const { variant, configs, series } = await readTarget(target, { log, signal });
  preparation.onSeries?.(series);
  for (const note of series.notes) log.info(note);
  const buildRoot = await phases.measure('build root', () =>
    ensureBuildRoot({ folder: cache.buildRoot, log, signal }),
  );
  const { line, update } = target;
  const source = await phases.measure('source', () =>
    ensureSource({ folder: cache.sources, aptFolder: cache.apt, line, update, log, signal }),
  );
  const strange = baseWarning(series.base, source.version);
  if (strange !== undefined) log.warn(strange);
  const request = kernelRequest({ source, series, variant, configs, buildRoot, cache });
  const options: ExecOptions = { phase: 'kernel build', log, signal };
  const kernel = await phases.measure('kernel', () =>
    ensureKernel(onProgress ? { ...request, onProgress } : request, options),
  );
  phases.note(kernel.cached ? 'cached' : `${kernel.manifest.objects} objects`);
  return { kernel, buildRoot };
}

function kernelRequest({
  source,
  series,
  variant,
  configs,
  buildRoot,
  cache,
}: {
  source: KernelSource;
  series: Series;
  variant: Variant;
  configs: readonly string[];
  buildRoot: BuildRoot;
  cache: CachePaths;
}): KernelRequest {
  const { own, seed } = treeNames(source, series.origin, variant.name, configs);
  return {
    source,
    series,
    buildRoot,
    kconfig,
    variant,
    configs,
    kernels: cache.kernels,
    trees: cache.trees,
    applied: cache.applied,
    treeName: own,
    seedTree: seed,
    jobs: availableParallelism() + 1,
  };
}

/**
 * The tree of a series, and the trusted one to start from when there is none yet. A stranger's
 * makefiles could leave anything in their tree, so each place that patches come from has its own; that of the
 * embedded series is trusted. A variant starts from the default: what it does not change is compiled.
 * Fragments of the user have a tree of their own as well, or the next build without them compiles all again.
 */
export function treeNames(
  { package: name, version }: Pick<KernelSource, 'package' | 'version'>,
  origin: string = embeddedSeries,
  variant: string = defaultVariant,
  configs: readonly string[] = [],
): { own: string; seed: string | undefined } {
  const trusted = (which: string) => `${name}_${version}-${which}`.replaceAll(/[^\w.+~-]/g, '_');
  const mine = trusted(variant);
  if (origin !== embeddedSeries || configs.length > 0)
    return { own: `${mine}-${digest(origin, ...configs).slice(0, 12)}`, seed: mine };
  return { own: mine, seed: variant === defaultVariant ? undefined : trusted(defaultVariant) };
}

/** Kernel, guest root and programs of `target`. */
export async function prepare(preparation: Preparation): Promise<Prepared> {
  const { cache, phases, log, signal } = preparation;
  const { kernel, buildRoot } = await prepareKernel(preparation);
  const offersKfuncs = kernel.manifest.variant !== variantWithoutAudit;
  if (offersKfuncs) await requireTypes(kernel);
  const tools = { root: buildRoot.root, toolchain: buildRoot.toolchain };
  const [initramfs, programs] = await phases.measure('guest files', () =>
    Promise.all([
      ensureGuestRoot(
        { vm: join(projectRoot, 'vm'), guestRoots: cache.guestRoots, ...tools },
        { phase: 'guest root', log, signal },
      ),
      offersKfuncs
        ? ensurePrograms(
            {
              sources: programSources,
              vmlinuxHeader: kernel.vmlinuxHeader,
              programs: cache.programs,
              ...tools,
            },
            { phase: 'programs', log, signal },
          )
        : new Map<string, string>(),
    ]),
  );
  return { kernel, root: buildRoot.root, initramfs, programs };
}

/** What the programs call. A series without one of them is at fault, and not the programs. */
const kfuncs = [
  ...['start', 'end', 'cause', 'cap', 'path', 'file', 'ioctl_op', 'dentry', 'inode', 'task'],
  ...['net_sock', 'net_sockaddr'],
].map((name) => `bpf_audit_log_${name}`);

/** Programs are compiled against the kernel's own types, and call what it declares. */
async function requireTypes(kernel: Kernel): Promise<void> {
  const header = await readFile(kernel.vmlinuxHeader, 'latin1');
  if (header === '') {
    throw new KernelError('the kernel has no BTF', {
      phase: 'programs',
      remedy: 'Set CONFIG_DEBUG_INFO_BTF=y; the build log says why pahole made none.',
    });
  }
  const missing = kfuncs.filter((name) => !new RegExp(`\\b${name}\\(`).test(header));
  if (missing.length === 0) return;
  const which = missing.length === kfuncs.length ? 'bpf_audit_log_*() kfuncs' : missing.join(', ');
  throw new KernelError(`the kernel has no ${which}`, {
    phase: 'programs',
    evidence: kernel.manifest.series.patches.map(({ file, subject }) => `${file}: ${subject}`),
    remedy:
      kernel.manifest.series.patches.length === 0
        ? 'Name the series that brings them with --series.'
        : 'Check that the series compiles them in and registers them (BTF_KFUNCS_START).',
  });
}
