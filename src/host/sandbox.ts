/**
 * Where compilers run: a bubblewrap container that has the build root as its root, the folders
 * that the step needs, and neither network nor home directory. A series is code from a stranger,
 * and so are the makefiles and generators that it brings.
 */

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
