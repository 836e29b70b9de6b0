/** What of a run is worth keeping elsewhere: its log and its consoles, and the log of the build. Never its keys. */

import { copyFile, mkdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { CachePaths } from '../host/paths.js';
import { originOf } from '../kernel/series.js';
import type { RunReport } from '../report/model.js';
import { seriesWords, type Target, treeNames } from './prepare.js';

/** Copies what there is into `folder`, which is made. @returns the folder's files */
export async function copyArtefacts(
  run: RunReport,
  { folder, cache, target }: { folder: string; cache: CachePaths; target: Target },
): Promise<string[]> {
  const { runDirectory, guests } = run;
  const inRun = ['run.log', ...guests.map(({ console }) => console)];
  const wanted = [
    ...inRun.map((name) => ({ from: join(runDirectory, name), name })),
    ...buildLog(run, cache, target).map((from) => ({ from, name: basename(from) })),
  ];
  const copied: string[] = [];
  for (const { from, name } of wanted) {
    const to = join(folder, name);
    await mkdir(dirname(to), { recursive: true });
    // A run that broke early has no console.
    const there = await copyFile(from, to).then(
      () => true,
      (error: NodeJS.ErrnoException) => {
        if (error.code !== 'ENOENT') throw error;
        return false;
      },
    );
    if (there) copied.push(to);
  }
  return copied;
}

/** That of the build that failed, or of the one that made the kernel in this run. */
function buildLog({ failure, kernel }: RunReport, cache: CachePaths, target: Target): string[] {
  if (failure?.log?.startsWith(`${cache.trees}/`)) return [failure.log];
  if (!kernel || kernel.cached) return [];
  const origin = originOf(seriesWords(target));
  const { own } = treeNames(kernel.source, origin, target.variant, target.configs);
  return [join(cache.trees, own, 'build.log')];
}
