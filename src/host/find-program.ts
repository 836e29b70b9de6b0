/** Where programs lie, without running them. */

import { access, constants, stat } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * The path of `program` as execvp(3) finds it in `path`; an absolute name is a file that must be
 * readable. Undefined when there is none.
 */
export async function findProgram(
  program: string,
  path = process.env['PATH'] ?? '',
): Promise<string | undefined> {
  if (program.startsWith('/')) {
    return (await isFile(program, constants.R_OK)) ? program : undefined;
  }
  for (const folder of path.split(':').filter((entry) => entry !== '')) {
    const candidate = join(folder, program);
    if (await isFile(candidate, constants.X_OK)) return candidate;
  }
  return undefined;
}

async function isFile(path: string, mode: number): Promise<boolean> {
  try {
    await access(path, mode);
    return (await stat(path)).isFile();
  } catch {
    return false;
  }
}
