/** Questions about paths that users name. */

import { stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { UsageError } from '../errors.js';

export async function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
}

/** The path of a file that an option shall make: said before the work, not after it. @throws UsageError */
export async function checkedFile(file: string, option = '--json'): Promise<string> {
  const path = resolve(file);
  if (await isFolder(path)) throw new UsageError(`${option} ${file} is a folder`, 'Name a file.');
  if (await isFolder(dirname(path))) return path;
  throw new UsageError(`${option} ${file}: there is no such folder`, 'Make its folder first.');
}
