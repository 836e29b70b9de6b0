/**
 * Where compilers run: a bubblewrap container that has the build root as its root, the folders
 * that the step needs, and neither network nor home directory. A series is code from a stranger,
 * and so are the makefiles and generators that it brings.
 */

import { readFileSync } from 'node:fs';
import type { CommandLine } from './command.js';

export interface Bind {
  host: string;
  inside: string;
  writable?: boolean;
}

/** A root file system to run tools from: a build root of its own, or parts of the host's. */
export type ToolRoot = { kind: 'build-root'; path: string } | { kind: 'host' };

/** What holds tools, and nothing of users. The container's root itself is empty and its own. */
const toolFolders = ['/usr', '/etc/alternatives', '/etc/ld.so.cache'];
const mergedUsrLinks = ['bin', 'sbin', 'lib', 'lib64'];

/** `words` as a command that runs confined, in the folder `cwd` of the container. */
export function confined(
  root: ToolRoot,
  words: readonly [string, ...string[]],
  { binds, cwd, env = {} }: { binds: readonly Bind[]; cwd: string; env?: Record<string, string> },
): CommandLine {
  const args = [
    '--unshare-all',
    '--die-with-parent',
    '--new-session',
    '--clearenv',
    ...rootArguments(root),
    ...['--dev', '/dev', '--proc', '/proc', '--tmpfs', '/tmp'],
    ...binds.flatMap(({ host, inside, writable }) => [
      writable ? '--bind' : '--ro-bind',
      host,
      inside,
    ]),
    ...['--chdir', cwd],
    ...Object.entries({ ...toolEnvironment, ...env }).flatMap(([name, value]) => [
      '--setenv',
      name,
      value,
    ]),
    '--',
    ...words,
  ];
  return { file: 'bwrap', args };
}

/** Fixed, so that what is built does not depend on who builds it. */
const toolEnvironment = {
  PATH: '/usr/sbin:/usr/bin:/sbin:/bin',
  HOME: '/nonexistent',
  LC_ALL: 'C.UTF-8',
  TZ: 'UTC',
};

function rootArguments(root: ToolRoot): string[] {
  const origin = root.kind === 'build-root' ? root.path : '';
  return [
    ...toolFolders.flatMap((folder) => ['--ro-bind-try', `${origin}${folder}`, folder]),
    ...mergedUsrLinks.flatMap((name) => ['--symlink', `usr/${name}`, `/${name}`]),
  ];
}

/** How long a process may take to stop, in milliseconds: it takes microseconds. */
const stopMs = 1000;

/** The letter of proc_pid_stat(5); the command name before it may hold spaces and parentheses. */
function stateOf(pid: number): string {
  const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
  return stat.charAt(stat.lastIndexOf(')') + 2);
}

/**
 * Ends the container of the bwrap with this pid, and bwrap with it. To end bwrap alone is not enough: until
 * its child has asked to die with it, which it does late, the child would stay.
 */
export function endConfined(pid: number): void {
  // Stopped, it makes no further child; a call that it is in, it ends before.
  if (!kill(pid, 'SIGSTOP')) return;
  const children = childrenOfStopped(pid);
  for (const child of children) kill(child, 'SIGKILL');
  // It ends once its child is gone with all that ran in the container.
  kill(pid, children.length > 0 ? 'SIGCONT' : 'SIGKILL');
}

function childrenOfStopped(pid: number): number[] {
  const end = performance.now() + stopMs;
  try {
    while (!'TZ'.includes(stateOf(pid)) && performance.now() < end);
    const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'latin1');
    return children.split(' ').filter(Boolean).map(Number);
  } catch {
    // It has ended meanwhile.
    return [];
  }
}

/** @returns whether there was such a process */
function kill(pid: number, signal: NodeJS.Signals): boolean {
  try {
    return process.kill(pid, signal);
  } catch {
    return false;
  }
}
