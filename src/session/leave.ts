/** What a run leaves behind: its result in the run directory, and a line in the history. */

import { writeFile } from 'node:fs/promises';
import { ExitCode } from '../errors.js';
import type { Log } from '../host/log.js';
import { type RunReport, toJson } from '../report/model.js';
import { remember } from './history.js';
import type { RunDirectory } from './run-directory.js';

export interface Leaving {
  directory: RunDirectory;
  /** The folder of the history; without one it does not learn of the run. */
  history: string | undefined;
  log: Log;
}

export async function leave(
  { report, exitCode }: { report: RunReport; exitCode: number },
  { directory, history, log }: Leaving,
): Promise<void> {
  await writeFile(directory.file('result.json'), toJson(report)).catch(tolerateRemoval);
  // A command line that is wrong made no run.
  if (history !== undefined && exitCode !== ExitCode.usage) await remember(history, report, log);
}

/** `clean` may have removed the run directory of a machine that was left up. */
function tolerateRemoval(error: NodeJS.ErrnoException): void {
  if (error.code !== 'ENOENT') throw error;
}
