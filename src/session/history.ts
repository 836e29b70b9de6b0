/** The history of runs in the cache: a file for each of the last ones, longer than their directories last. */

import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { digest } from '../host/digest.js';
import type { Log } from '../host/log.js';
import { entryOf, type HistoryEntry, parseEntry } from '../report/history.js';
import type { RunReport } from '../report/model.js';

/** Runs that are remembered: with all tests some 30 KB each. */
const keptEntries = 2000;

/** Of a command that goes on for a night, those that passed are not remembered any more from here on. */
const keptRepetitions = 500;

const suffix = '.json';
/** No reader takes a file for an entry that is being written. */
const aside = '.new';

/**
 * Writes down what became of a run. The verdict does not depend on it: a history that cannot be
 * written is a warning.
 */
export async function remember(
  folder: string,
  report: RunReport,
  log: Pick<Log, 'warn'>,
  kept: number = keptEntries,
): Promise<void> {
  const { id, repetition = 1, verdict, series } = report;
  if (repetition > keptRepetitions && verdict === 'passed') return;
  const patches = series?.patches.map(({ sha256 }) => sha256) ?? [];
  const file = join(folder, `${id}${suffix}`);
  try {
    await mkdir(folder, { recursive: true });
    await writeFile(`${file}${aside}`, `${JSON.stringify(entryOf(report, digest(...patches)))}\n`);
    await rename(`${file}${aside}`, file);
    const names = await namesIn(folder);
    // Another run that ends now may remove the same ones.
    for (const name of names.slice(kept)) await rm(join(folder, name), { force: true });
  } catch (error) {
    log.warn(`the history of runs cannot be written: ${(error as Error).message}`);
  }
}

/** The newest first. */
async function namesIn(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [] as string[];
    throw error;
  });
  return names
    .filter((name) => !name.endsWith(aside))
    .sort()
    .reverse();
}

/** Files that are read at once. */
const batch = 16;

/**
 * The runs that are remembered, the newest first, as they are asked for.
 * @param onProblem called with the path of a file that is no entry, and why
 */
export async function* readHistory(
  folder: string,
  onProblem: (file: string, problem: string) => void = () => {},
): AsyncGenerator<HistoryEntry> {
  const names = await namesIn(folder);
  for (let at = 0; at < names.length; at += batch) {
    const read = names.slice(at, at + batch).map(async (name) => {
      return { name, entry: await readEntry(folder, name) };
    });
    for (const { name, entry } of await Promise.all(read)) {
      if (entry === undefined) continue;
      if ('problem' in entry) onProblem(join(folder, name), entry.problem);
      else yield entry;
    }
  }
}

/** Whether there is something of the run with this name. */
export const isRemembered = async (folder: string, id: string): Promise<boolean> =>
  (await namesIn(folder)).includes(`${id}${suffix}`);

/** Nothing for a file that went meanwhile. */
async function readEntry(folder: string, name: string) {
  if (!name.endsWith(suffix)) return { problem: 'it is no record of a run' };
  try {
    const text = await readFile(join(folder, name), 'utf8');
    return parseEntry(name.slice(0, -suffix.length), text);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    return code === 'ENOENT' ? undefined : { problem: `it cannot be read: ${message}` };
  }
}

/** The newest `count` runs that are remembered; none of a history that cannot be read. */
export async function recentRuns(folder: string, count: number): Promise<HistoryEntry[]> {
  const entries: HistoryEntry[] = [];
  try {
    for await (const entry of readHistory(folder)) {
      entries.push(entry);
      if (entries.length === count) break;
    }
  } catch {
    // Whoever asks wants a guess.
  }
  return entries;
}
