/** What a run was made from, as far as it may be gone when somebody wants the run again. */

import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { Log } from '../host/log.js';
import { embeddedSeries, type Prepared, programSources } from './prepare.js';
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

/** A mail that is larger is refused when the series is read. */
const maxSourceBytes = 16 * 1024 * 1024;

/** Files that people edit, as they were when a run began. */
export type Sources = Map<string, Buffer>;

/** The mails of a series and the sources of the programs. What cannot be read, others complain of. */
export async function readInputs(series = embeddedSeries): Promise<Sources> {
  const [mails, programs] = await Promise.all([
    readAll(series, seriesFolder, '.patch'),
    readAll(programSources, sourcesFolder, ''),
  ]);
  return new Map([...mails, ...programs]);
}

async function readAll(folder: string, into: string, suffix: string): Promise<[string, Buffer][]> {
  const names = await readdir(folder).catch((): string[] => []);
  const read = names
    .filter((name) => name.endsWith(suffix))
    .map(async (name): Promise<[string, Buffer][]> => {
      const path = join(folder, name);
      const found = await stat(path).catch(() => undefined);
      if (!found?.isFile() || found.size > maxSourceBytes) return [];
      const bytes = await readFile(path).catch(() => undefined);
      return bytes ? [[join(into, name), bytes]] : [];
    });
  return (await Promise.all(read)).flat();
}

/** Keeps `sources`, and the names of the cache entries of `prepared`, with the run in `directory`. */
export async function keepInputs(
  sources: Promise<Sources>,
  { kernel, initramfs, programs }: Prepared,
  kernelArgs: readonly string[],
  directory: RunDirectory,
  log: Log,
): Promise<void> {
  const entryOf = (path: string) => basename(dirname(path));
  const inputs: Inputs = {
    kernel: basename(kernel.folder),
    guestRoot: entryOf(initramfs),
    programs: Object.fromEntries([...programs].map(([name, path]) => [name, entryOf(path)])),
    kernelArgs,
  };
  const mails = new Set(kernel.manifest.series.patches.map(({ file }) => join(seriesFolder, file)));
  const kept = [...(await sources)].filter(
    ([name]) => mails.has(name) || !name.startsWith(`${seriesFolder}/`),
  );
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
  const kept = await readAll(join(run, inputsFolder, sourcesFolder), '', '');
  return new Map(kept.sort().map(([name, bytes]) => [name, bytes.toString('utf8')]));
}
