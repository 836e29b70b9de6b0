/** The options that say which kernel a command is about. */

import { resolve } from 'node:path';
import type { Argv } from 'yargs';
import { UsageError } from '../errors.js';
import type { Target } from '../session/prepare.js';

export interface TargetArguments {
  kernel: string;
  series?: string | undefined;
  update: boolean;
  verbose: boolean;
}

export function targetOptions<T>(argv: Argv<T>) {
  return argv
    .option('kernel', {
      type: 'string',
      default: 'debian',
      requiresArg: true,
      describe: 'debian (the newest source) or debian:LINE, as in debian:7.2',
    })
    .option('series', {
      type: 'string',
      requiresArg: true,
      describe: 'folder of *.patch files to build with (default: the embedded series)',
    })
    .option('update', {
      type: 'boolean',
      default: false,
      describe: 'look for a newer kernel source than the cached one',
    })
    .option('verbose', {
      alias: 'v',
      type: 'boolean',
      default: false,
      describe: 'show every command that is run',
    });
}

/** @throws UsageError when --kernel is none of its forms */
export function targetOf({ kernel, series, update }: TargetArguments): Target {
  const match = /^debian(?::(.+))?$/.exec(kernel);
  if (!match)
    throw new UsageError(
      `--kernel ${kernel} is unknown`,
      'Use debian or debian:LINE, as in debian:7.2.',
    );
  return { line: match[1], series: series === undefined ? undefined : resolve(series), update };
}
