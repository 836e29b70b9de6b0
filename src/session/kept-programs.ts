/** The sources of the programs, kept with a run: a report that is made later shows what ran, not what became of it. */

import { copyFile, mkdir, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { projectRoot } from '../host/paths.js';

/** The folder of a run directory that holds them. */
const folderName = 'programs';

/** Copies programs and their headers into the run directory `run`: some 70 files of a screenful each. */
export async function keepPrograms(
  run: string,
  sources: string = join(projectRoot, 'bpf-progs'),
): Promise<void> {
  const folder = join(run, folderName);
  const [names] = await Promise.all([readdir(sources), mkdir(folder, { recursive: true })]);
  await Promise.all(
    names
      .filter((name) => /\.bpf\.[ch]$/.test(name))
      .map((name) => copyFile(join(sources, name), join(folder, name))),
  );
}

/** The kept sources by file name; none when the run was made before there were any. */
export async function keptPrograms(run: string): Promise<Map<string, string>> {
  const folder = join(run, folderName);
  const names = await readdir(folder).catch((): string[] => []);
  const sources = names
    .sort()
    .map(async (name) => [name, await readFile(join(folder, name), 'utf8')] as const);
  return new Map(await Promise.all(sources));
}
