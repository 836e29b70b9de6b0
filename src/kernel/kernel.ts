/** source → series → configuration → image: builds a kernel, or finds the one that was built. */

import { existsSync } from 'node:fs';
import { copyFile, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { SeriesError } from '../errors.js';
import type { CommandLine } from '../host/command.js';
import { digest } from '../host/digest.js';
import { commandFailed, type ExecOptions, exec, execOk, isDiskFull } from '../host/exec.js';
import { lock } from '../host/lock.js';
import { type Bind, confined, type ToolRoot } from '../host/sandbox.js';
import { makeEntry, openEntry } from '../host/store.js';
import type { SeriesBase } from '../mail/index.js';
import { compilerErrors } from './compiler-errors.js';
import { configure } from './configuration.js';
import { dropHalfMade } from './half-made.js';
import { type KernelPlan, type KernelRequest, planOf } from './kernel-plan.js';
import { trackObjects } from './object-count.js';
import type { KernelSource } from './source.js';
import { ensureTree, type Tree, treeIn } from './tree.js';

/** A built kernel. All files lie in `folder`. */
export interface Kernel {
  folder: string;
  /** ELF image without debug information, with BTF and the PVH entry. */
  image: string;
  /** Types and kfunc prototypes for BPF programs. */
  vmlinuxHeader: string;
  config: string;
  /** Debug information of the image; kernels that were built before it was kept have none. */
  debug?: string;
  manifest: KernelManifest;
  /** Whether it came from the cache. */
  cached: boolean;
}

export interface KernelManifest {
  /** What `uname -r` says. */
  release: string;
  source: Omit<KernelSource, 'tree'>;
  series: {
    name: string;
    sha256: string;
    /** The subject of its cover letter, if it has one. */
    cover?: string;
    patches: { file: string; subject: string; sha256: string }[];
    /** What it says that it was made for. */
    base?: SeriesBase;
    /** What was decided in reading and applying it. */
    notes?: readonly string[];
  };
  variant: string;
  /** The user's fragments, by name and content. */
  fragments?: { file: string; sha256: string }[];
  /** The digest of the final .config. */
  configHash: string;
  imageSha256: string;
  toolchain: string;
  /** Objects compiled by the build that made it, and its wall time in seconds. */
  objects: number;
  buildS: number;
}

/** The kernel of `plan` when the cache has it whole. */
async function cachedKernel(plan: KernelPlan, { log }: ExecOptions): Promise<Kernel | undefined> {
  const entry = await openEntry(plan.folder, log);
  return entry === undefined ? undefined : readKernel(entry, plan, true);
}

/**
 * Builds the kernel of `request` unless the cache has it.
 * @throws SeriesError when a patch does not apply or does not compile
 * @throws UsageError, KernelError when the configuration cannot be had
 * @throws InfrastructureError when the host is at fault
 */
export async function ensureKernel(request: KernelRequest, options: ExecOptions): Promise<Kernel> {
  const plan = await planOf(request, options);
  const { folder, fragments } = plan;
  for (const note of [...plan.applied.notes, ...fragments.notes]) options.log.info(note);
  const cached = await cachedKernel(plan, options);
  if (cached) return cached;
  const treeFolder = join(request.trees, request.treeName);
  await using _held = await lock(treeFolder, options);
  // Whoever held the lock may have built this very kernel.
  const meanwhile = await cachedKernel(plan, options);
  if (meanwhile) return meanwhile;
  const started = performance.now();
  const seed = request.seedTree === undefined ? undefined : join(request.trees, request.seedTree);
  const tree = await ensureTree(plan.patches, {
    ...options,
    folder: treeFolder,
    pristine: request.source.tree,
    seed,
  });
  await dropHalfMade(tree.build);
  const make = makeIn(tree, { root: request.buildRoot.root, jobs: request.jobs });
  const configText = await configure({ fragments, tree, make, options });
  const objects = await compile(make, tree, request, options);
  const entry = await makeEntry(folder, async (partial) => {
    await collect(partial, tree, request, options);
    const buildS = Math.round((performance.now() - started) / 1000);
    const manifest = await describe(partial, tree, plan, configText, {
      objects,
      buildS,
    });
    await writeFile(join(partial, 'manifest.json'), `${JSON.stringify(manifest, null, 2)}\n`);
  });
  return readKernel(entry, plan, false);
}

const debugFile = 'vmlinux.debug';

/** The make command for the tree in `folder`, as `--dry-run` prints it. */
export function makeCommand(
  folder: string,
  tools: { root: ToolRoot; jobs: number },
  ...words: string[]
): CommandLine {
  return makeIn(treeIn(folder), tools)(...words);
}

function makeIn(tree: Tree, { root, jobs }: { root: ToolRoot; jobs: number }) {
  const binds: Bind[] = [
    { host: tree.source, inside: '/source' },
    { host: tree.build, inside: '/build', writable: true },
  ];
  // Whoever builds it and when must not be in the image: equal inputs give equal kernels.
  const env = {
    KBUILD_BUILD_USER: 'lsm-audit',
    KBUILD_BUILD_HOST: 'lsm-audit',
    KBUILD_BUILD_TIMESTAMP: '1970-01-01',
  };
  return (...words: string[]) =>
    confined(root, ['make', '-C', '/source', 'O=/build', `-j${jobs}`, ...words], {
      binds,
      cwd: '/build',
      env,
    });
}

async function compile(
  make: ReturnType<typeof makeIn>,
  tree: Tree,
  request: KernelRequest,
  options: ExecOptions,
): Promise<number> {
  const transcript = join(tree.build, '..', 'build.log');
  await rm(transcript, { force: true });
  const tracker = await trackObjects(join(tree.build, '..', 'objects'), request.onProgress);
  const command = make('vmlinux');
  const result = await exec(command, {
    ...options,
    phase: 'kernel build',
    transcript,
    onLine: tracker.line,
  });
  if (result.code === 0) return tracker.finish();
  if (isDiskFull(result.all))
    throw commandFailed(command, result, { phase: 'kernel build', transcript });
  throw new SeriesError('the kernel with this series does not compile', {
    phase: 'kernel build',
    evidence: compilerErrors(result.all),
    log: transcript,
    remedy: 'Mend the lines above and run again: only what changed is compiled.',
  });
}

async function collect(
  partial: string,
  tree: Tree,
  { buildRoot }: KernelRequest,
  options: ExecOptions,
): Promise<void> {
  const binds = [
    { host: tree.build, inside: '/build' },
    { host: partial, inside: '/out', writable: true },
  ];
  const inBuild = (words: [string, ...string[]]) =>
    execOk(confined(buildRoot.root, words, { binds, cwd: '/build' }), {
      ...options,
      phase: 'kernel build',
    });
  // BTF and the PVH note stay in the image.
  await inBuild(['llvm-objcopy', '--strip-all', '/build/vmlinux', '/out/vmlinux']);
  // The tree's own vmlinux goes with its next build, and a trace wants the one that ran.
  const compressed = ['--only-keep-debug', '--compress-debug-sections=zstd'];
  await inBuild(['llvm-objcopy', ...compressed, '/build/vmlinux', `/out/${debugFile}`]);
  const header = await exec(
    confined(buildRoot.root, ['bpftool', 'btf', 'dump', 'file', '/build/vmlinux', 'format', 'c'], {
      binds,
      cwd: '/build',
    }),
    { ...options, phase: 'kernel build' },
  );
  // A kernel without BTF is built all the same: it is the guest that must find the fault.
  await writeFile(join(partial, 'vmlinux.h'), header.code === 0 ? header.stdout : '');
  await copyFile(join(tree.build, '.config'), join(partial, 'config'));
}

async function describe(
  partial: string,
  tree: Tree,
  plan: KernelPlan,
  configText: string,
  built: { objects: number; buildS: number },
): Promise<KernelManifest> {
  const { source, buildRoot } = plan.request;
  const { tree: _, ...origin } = source;
  return {
    release: (await readFile(join(tree.build, 'include/config/kernel.release'), 'utf8')).trim(),
    source: origin,
    ...requestedFacts(plan),
    configHash: digest(configText),
    imageSha256: digest(await readFile(join(partial, 'vmlinux'))),
    toolchain: buildRoot.toolchain,
    ...built,
  };
}

async function readKernel(folder: string, plan: KernelPlan, cached: boolean): Promise<Kernel> {
  const text = await readFile(join(folder, 'manifest.json'), 'utf8');
  // Whoever built it may have called things otherwise.
  const { fragments: _, ...built } = JSON.parse(text) as KernelManifest;
  return {
    folder,
    image: join(folder, 'vmlinux'),
    vmlinuxHeader: join(folder, 'vmlinux.h'),
    config: join(folder, 'config'),
    ...(existsSync(join(folder, debugFile)) && { debug: join(folder, debugFile) }),
    manifest: { ...built, ...requestedFacts(plan) },
    cached,
  };
}

/** What the kernel was asked for as: the same one may come of other names. */
function requestedFacts(
  plan: KernelPlan,
): Pick<KernelManifest, 'series' | 'variant' | 'fragments'> {
  const { series, variant } = plan.request;
  const { name, sha256, cover, base, patches } = series;
  const notes = [...series.notes, ...plan.applied.notes];
  const facts = patches.map(({ file, subject, sha256 }) => ({ file, subject, sha256 }));
  return {
    series: {
      ...{ name, sha256, patches: facts },
      ...(cover !== undefined && { cover }),
      ...(base && { base }),
      ...(notes.length > 0 && { notes }),
    },
    variant: variant.name,
    ...(plan.fragments.own.length > 0 && { fragments: plan.fragments.own }),
  };
}
