/**
 * What a command knew beside its runs, kept with the first of them: tests that belong elsewhere, variants
 * without a turn, doubts. A report that is made later must not be better than the command's own.
 */

import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { replaceFile } from '../host/replace-file.js';
import type { Report } from '../report/model.js';

export type Aside = Pick<Report, 'elsewhere' | 'unreached' | 'doubts'>;

/** In the run directory of the first run. */
const asideFile = 'command.json';

/** Keeps it; a command without a run, or one whose directory is gone, has no place for it. */
export async function keepAside({ runs, elsewhere, unreached, doubts }: Report): Promise<void> {
  const [first] = runs;
  if (!first) return;
  const aside: Aside = { elsewhere, ...(unreached && { unreached }), ...(doubts && { doubts }) };
  const file = join(first.runDirectory, asideFile);
  await replaceFile(file, `${JSON.stringify(aside)}\n`).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
  });
}

/** What was kept of the command whose first run is `group`, beside the run in `path`. */
export async function keptAside(path: string, group: string): Promise<Aside> {
  try {
    const text = await readFile(join(dirname(path), group, asideFile), 'utf8');
    const { elsewhere = [], unreached, doubts } = JSON.parse(text) as Partial<Aside>;
    return { elsewhere, ...(unreached && { unreached }), ...(doubts && { doubts }) };
  } catch {
    // A command that was killed has kept nothing.
    return { elsewhere: [] };
  }
}
