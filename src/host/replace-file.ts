/** Files that are whole or not there: a reader never meets half of one. */

import { open, realpath, rename, rm, stat, writeFile } from 'node:fs/promises';

/** Beside its target, since a rename cannot leave a file system. */
const beside = (path: string) => `${path}.${process.pid}.new`;

/**
 * Writes `text` to `path` by way of a file beside it. What is no file, as /dev/stdout or a pipe, is
 * written to as it is; of a link, what it leads to is replaced.
 * @throws the error of the file system, as it is
 */
export async function replaceFile(path: string, text: string): Promise<void> {
  const target = await realpath(path).catch(() => path);
  if (!(await isReplaceable(target))) return writeFile(target, text);
  const fresh = beside(target);
  try {
    await writeFile(fresh, text);
    await rename(fresh, target);
  } catch (error) {
    await rm(fresh, { force: true });
    throw error;
  }
}

/** Tries whether replaceFile() can write there, and leaves nothing. @throws the error of the file system */
export async function tryReplaceFile(path: string): Promise<void> {
  const target = await realpath(path).catch(() => path);
  if (!(await isReplaceable(target))) return (await open(target, 'a')).close();
  const fresh = beside(target);
  await (await open(fresh, 'wx')).close();
  await rm(fresh, { force: true });
}

/** Whether `path` is a file, or nothing yet. */
async function isReplaceable(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => undefined);
  return found === undefined || found.isFile();
}
