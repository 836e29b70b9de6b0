/** Questions about paths that users name. */

import { stat } from 'node:fs/promises';

export async function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
}
