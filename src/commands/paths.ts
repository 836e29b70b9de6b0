/** Questions about paths that users name. */

import { mkdir, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { UsageError } from '../errors.js';
import { tryReplaceFile } from '../host/replace-file.js';

export async function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
}

/** Makes a folder, and those above it: Node's own way tries for ever in /proc. @throws the error of mkdir */
export async function makeFolder(path: string): Promise<void> {
  if (await isFolder(path)) return;
  if (dirname(path) !== path) await makeFolder(dirname(path));
  await mkdir(path).catch(async (error) => {
    if (!(await isFolder(path))) throw error;
  });
}

/**
 * The path of a file that an option, as in `said`, shall make: told before the work, not after it.
 * @throws UsageError when it cannot be written
 */
export async function checkedFile(file: string, said = `--json ${file}`): Promise<string> {
  const path = resolve(file);
  if (await isFolder(path)) throw new UsageError(`${said} is a folder`, 'Name a file.');
  if (!(await isFolder(dirname(path))))
    throw new UsageError(`${said}: there is no such folder`, 'Make its folder first.');
  // A pipe that is opened waits for its reader.
  if ((await stat(path).catch(() => undefined))?.isFIFO()) return path;
  await tryReplaceFile(path).catch((error: Error) => {
    throw new UsageError(`${said} cannot be written: ${error.message}`, 'Name another.');
  });
  return path;
}
