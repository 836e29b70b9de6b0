/** Whether this host lets bubblewrap make its containers, and which setting forbids it if not. */

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { InfrastructureError } from '../errors.js';
import { exec } from './exec.js';
import type { Log } from './log.js';
import { confined } from './sandbox.js';

export interface Obstacle {
  /** What was seen. */
  cause: string;
  /** What can be done about it, as an imperative sentence. */
  remedy: string;
}

/** What keeps a command from running confined, found by running one. */
export async function namespaceObstacle({
  log,
  signal,
}: {
  log: Log;
  signal?: AbortSignal | undefined;
}): Promise<Obstacle | undefined> {
  const command = confined({ kind: 'host' }, ['true'], { binds: [], cwd: '/' });
  try {
    const { code, all } = await exec(command, { phase: 'host', log, signal });
    if (code === 0) return undefined;
    return { cause: all.trim() || `true ended with ${code}`, remedy: await namespaceRemedy() };
  } catch (error) {
    if (!(error instanceof InfrastructureError)) throw error;
    const cause = error.evidence[0] ?? error.message;
    return { cause, remedy: await namespaceRemedy() };
  }
}

/** Settings of kernels (Debian's, Ubuntu's and any) that forbid namespaces to ordinary users. */
const switches = [
  { name: 'kernel.unprivileged_userns_clone', bad: 0, good: 1 },
  { name: 'kernel.apparmor_restrict_unprivileged_userns', bad: 1, good: 0 },
  { name: 'user.max_user_namespaces', bad: 0, good: 15_000 },
];

/** The setting to change, as far as the files below `folder` tell. */
export async function namespaceRemedy(folder = '/proc/sys'): Promise<string> {
  for (const { name, bad, good } of switches) {
    const file = join(folder, name.replaceAll('.', '/'));
    const value = await readFile(file, 'utf8').catch(() => '');
    if (value.trim() === String(bad)) {
      return `${name} is ${bad} here. Run as root: sysctl -w ${name}=${good}`;
    }
  }
  return 'In a container, give it the right to make namespaces (docker run --privileged).';
}
