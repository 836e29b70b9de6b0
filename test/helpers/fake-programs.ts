/** Programs that are not what they seem: shell scripts in a folder that stands before PATH. */

import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { withEnvironment } from './environment.js';

/** Writes an executable shell script for each name. @returns the folder */
export async function fakePrograms(
  folder: string,
  scripts: Readonly<Record<string, string>>,
): Promise<string> {
  await mkdir(folder, { recursive: true });
  for (const [name, script] of Object.entries(scripts)) {
    await writeFile(join(folder, name), `#!/bin/sh\n${script}\n`);
    await chmod(join(folder, name), 0o755);
  }
  return folder;
}

/** Calls `work` with the programs of `scripts` first in this process's PATH. */
export async function withFakePrograms<T>(
  folder: string,
  scripts: Readonly<Record<string, string>>,
  work: () => Promise<T>,
): Promise<T> {
  const bin = await fakePrograms(folder, scripts);
  return withEnvironment({ PATH: `${bin}:${process.env['PATH']}` }, work);
}
