/** What a run was made from, as far as it may be gone when somebody wants the run again. */

import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { Log } from '../host/log.js';
import { patchesOf } from '../kernel/kernel-plan.js';
import type { Series } from '../kernel/series.js';
import { variantOf } from '../kernel/variants.js';
import { kconfig, type Prepared, programSources } from './prepare.js';
import type { RunDirectory } from './run-directory.js';

/** In the run directory. */
export const inputsFolder = 'inputs';
export const inputsFile = 'inputs.json';
export const seriesFolder = 'series';
export const sourcesFolder = 'programs';

/** Which entries of the cache a run used, and what else it was told. */
export interface Inputs {
  kernel: string;
  guestRoot: string;
  /** By the name of the program. */
  programs: Record<string, string>;
  /** Words of the kernel's command line that the user gave. */
  kernelArgs: readonly string[];
}

/** A source that is larger is none of a program. */
const maxSourceBytes = 16 * 1024 * 1024;

/** Files that people edit, as they were when a run began, by their names in the folder of the inputs. */
export type Sources = Map<string, Buffer>;

/** The sources of the programs. What cannot be read, others complain of. */
export async function readPrograms(): Promise<Sources> {
  return new Map(await readAll(programSources, sourcesFolder));
}

/** Where the diff of a patch is kept, by its place in the series. */
export const diffName = (index: number) =>
  join(seriesFolder, `${String(index + 1).padStart(4, '0')}.patch`);

async function readAll(folder: string, into: string): Promise<[string, Buffer][]> {
  const names = await readdir(folder).catch((): string[] => []);
  const read = names.map(async (name): Promise<[string, Buffer][]> => {
    const path = join(folder, name);
    const found = await stat(path).catch(() => undefined);
    if (!found?.isFile() || found.size > maxSourceBytes) return [];
    const bytes = await readFile(path).catch(() => undefined);
    return bytes ? [[join(into, name), bytes]] : [];
  });
  return (await Promise.all(read)).flat();
}

/** What a run was made from. */
export interface Made {
  series: Series;
  /** The name of the variant, which may have a patch of its own. */
  variant: string;
  sources: Promise<Sources>;
  prepared: Prepared;
  kernelArgs: readonly string[];
}

/** Keeps the sources, the diffs of all patches, and the names of the cache entries in `directory`. */
export async function keepInputs(
  { series, variant, sources, prepared, kernelArgs }: Made,
  directory: RunDirectory,
  log: Log,
): Promise<void> {
  const { kernel, initramfs, programs } = prepared;
  const { patches } = await patchesOf({ series, variant: variantOf(variant, kconfig) });
  const entryOf = (path: string) => basename(dirname(path));
  const inputs: Inputs = {
    kernel: basename(kernel.folder),
    guestRoot: entryOf(initramfs),
    programs: Object.fromEntries([...programs].map(([name, path]) => [name, entryOf(path)])),
    kernelArgs,
  };
  const diffs = patches.map(({ diff }, i) => [diffName(i), Buffer.from(diff, 'latin1')] as const);
  const kept = [...(await sources), ...diffs];
  const folder = directory.file(inputsFolder);
  try {
    for (const part of [seriesFolder, sourcesFolder])
      await mkdir(join(folder, part), { recursive: true });
    await Promise.all(kept.map(([name, bytes]) => writeFile(join(folder, name), bytes)));
    await writeFile(join(folder, inputsFile), JSON.stringify(inputs));
  } catch (error) {
    log.warn(`this run cannot be bundled: ${String(error)}`);
  }
}

/** The kept sources of the programs by file name; none of a run that kept none. */
export async function keptPrograms(run: string): Promise<Map<string, string>> {
  const kept = await readAll(join(run, inputsFolder, sourcesFolder), '');
  return new Map(kept.sort().map(([name, bytes]) => [name, bytes.toString('utf8')]));
}
