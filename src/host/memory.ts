/** What was found out once and is kept for the next time, as JSON in a file of the cache. */

import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';

/** What `file` remembers; a file that cannot be read is no memory. */
export async function recall<T>(file: string): Promise<T | undefined> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as T;
  } catch {
    return undefined;
  }
}

/** Keeps `memory` in `file`. Written aside first: whoever reads meanwhile sees the old or the new. */
export async function remember(file: string, memory: unknown): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  await writeFile(`${file}.${process.pid}`, JSON.stringify(memory));
  await rename(`${file}.${process.pid}`, file);
}
