/** git without the user's configuration, hooks or identity, for what strangers wrote. */

import { dirname } from 'node:path';
import type { CommandLine } from '../host/command.js';

/**
 * What a repository's own configuration could set to a command, or to a change of the output. Of those
 * that name a program, none is of use to what is done here.
 */
const settings = [
  'core.autocrlf=false',
  'core.fsmonitor=false',
  'core.hooksPath=/dev/null',
  'core.attributesFile=/dev/null',
  'core.quotePath=true',
  'core.sshCommand=false',
  'gpg.program=false',
  'log.showSignature=false',
  'maintenance.auto=false',
  'gc.auto=0',
  // Nothing of a repository is run, so it does not matter whose it is.
  'safe.directory=*',
];

/** `git WORDS` in the repository in the folder `cwd`, or, with `above`, in the one that `cwd` is part of. */
export function gitCommand(
  cwd: string,
  words: readonly string[],
  { above = false } = {},
): CommandLine {
  return {
    file: 'git',
    args: ['--no-pager', ...settings.flatMap((setting) => ['-c', setting]), ...words],
    cwd,
    env: {
      PATH: process.env.PATH ?? '/usr/bin:/bin',
      HOME: '/nonexistent',
      GIT_CONFIG_GLOBAL: '/dev/null',
      GIT_CONFIG_NOSYSTEM: '1',
      GIT_ATTR_NOSYSTEM: '1',
      GIT_OPTIONAL_LOCKS: '0',
      // A partial clone fetches what it lacks, by a program that it names; older git knows the second only.
      GIT_NO_LAZY_FETCH: '1',
      GIT_ALLOW_PROTOCOL: 'none',
      GIT_NO_REPLACE_OBJECTS: '1',
      GIT_TERMINAL_PROMPT: '0',
      ...(!above && { GIT_CEILING_DIRECTORIES: dirname(cwd) }),
      LC_ALL: 'C',
    },
  };
}
