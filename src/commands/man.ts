/** `man`: the manual page, made from what the commands say of themselves. */

import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Argv } from 'yargs';
import { projectRoot } from '../host/paths.js';
import { version } from '../session/version.js';
import type { CommandContext } from './context.js';
import { describe } from './describe.js';
import { about, title } from './introduction.js';
import { manual } from './manual.js';

export const name = 'man';
export const summary = 'Print the manual page';

export function options(argv: Argv) {
  return argv
    .example('$0 man | man -l -', 'read it')
    .example('$0 man > ~/.local/share/man/man1/lsm-audit.1', 'have it where man looks');
}

export async function execute(_: unknown, { stdout, commands }: CommandContext): Promise<number> {
  // The same build has the same page.
  const { mtime } = await stat(join(projectRoot, 'dist/src/cli.js'));
  const date = mtime.toISOString().slice(0, 10);
  stdout.write(manual(commands.map(describe), { title, about, version, date }));
  return 0;
}
