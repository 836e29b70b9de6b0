/** What goes into a kernel, and the identity that it has by it. */

import { basename, join } from 'node:path';
import { digest } from '../host/digest.js';
import type { ExecOptions } from '../host/exec.js';
import { type AppliedContent, appliedContent } from './applied-content.js';
import type { BuildRoot } from './build-root.js';
import { type Fragments, readFragments } from './configuration.js';
import type { ObjectProgress } from './object-count.js';
import { type Series, withPatch } from './series.js';
import type { KernelSource } from './source.js';
import type { Variant } from './variants.js';

export interface KernelRequest {
  source: KernelSource;
  series: Series;
  buildRoot: BuildRoot;
  /** Folder of *.config fragments. */
  kconfig: string;
  variant: Variant;
  /** Fragments of the user. */
  configs?: readonly string[];
  /** Folders of the cache. */
  kernels: string;
  trees: string;
  applied: string;
  /** The folder name of this series' tree, and of a trusted one to start from. */
  treeName: string;
  seedTree?: string | undefined;
  /** Parallel jobs of make. */
  jobs: number;
  onProgress?: (progress: ObjectProgress) => void;
}

/** What `request` builds, known before it is built. */
export interface KernelPlan {
  request: KernelRequest;
  /** The entry of the cache that it becomes. */
  folder: string;
  patches: Series;
  applied: AppliedContent;
  fragments: Fragments;
}

export async function planOf(request: KernelRequest, options: ExecOptions): Promise<KernelPlan> {
  const { source, kconfig, variant, configs, buildRoot } = request;
  const fragments = await readFragments(kconfig, variant, configs);
  const patches = await patchesOf(request);
  const applied = await appliedContent(patches, { ...options, source, folder: request.applied });
  const key = digest(source.sha256, applied.sha256, fragments.text, buildRoot.toolchain);
  return { request, folder: join(request.kernels, key), patches, applied, fragments };
}

/**
 * The identity of what `request` builds, from the content of everything that goes in.
 * @throws SeriesError when a patch does not apply
 */
export async function kernelKey(request: KernelRequest, options: ExecOptions): Promise<string> {
  return basename((await planOf(request, options)).folder);
}

/** The series, and what the variant has on top of it. */
export function patchesOf({
  series,
  variant: { patch },
}: Pick<KernelRequest, 'series' | 'variant'>): Promise<Series> | Series {
  return patch === undefined ? series : withPatch(series, patch);
}
