/**
 * Those who read our manual page and our completion: mandoc, groff, man and zsh, as Debian ships them, in a
 * root of their own in the cache, made on demand, never on the host. They run confined.
 */

import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { exec } from '../../src/host/exec.js';
import { silentLog } from '../../src/host/log.js';
import { cachePaths } from '../../src/host/paths.js';
import { confined } from '../../src/host/sandbox.js';
import { ensureDebianRoot } from '../../src/kernel/debian-root.js';
import { inTempFolder } from './temp-folder.js';

export interface Answer {
  code: number | undefined;
  /** Both streams. */
  all: string;
}

/** Runs one command after the other in a folder with these files. */
export async function withManualTools<T>(
  files: Readonly<Record<string, string>>,
  work: (run: (...words: [string, ...string[]]) => Promise<Answer>) => Promise<T>,
): Promise<T> {
  const { path } = await ensureDebianRoot({
    folder: join(cachePaths().root, 'manual-tools'),
    release: 'trixie',
    packages: ['mandoc', 'groff-base', 'man-db', 'zsh'],
    title: 'readers of the manual: Debian trixie with mandoc, man and zsh (0.3 GiB)',
    log: silentLog,
  });
  return inTempFolder(async (folder) => {
    for (const [name, text] of Object.entries(files))
      await writeFile(join(folder, name), text, { mode: 0o755 });
    const binds = [{ host: folder, inside: '/work', writable: true }];
    return work(async (...words) => {
      const root = { kind: 'build-root', path } as const;
      const command = confined(root, words, { binds, cwd: '/work' });
      const { code, all } = await exec(command, { phase: 'report', log: silentLog });
      return { code, all };
    });
  });
}
