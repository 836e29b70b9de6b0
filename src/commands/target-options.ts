/** The options that say which kernel a command is about. */

import { resolve } from 'node:path';
import type { Argv } from 'yargs';
import { UsageError } from '../errors.js';
import { defaultVariant, readVariants, variantOf } from '../kernel/variants.js';
import { kconfig, type Target } from '../session/prepare.js';

export interface TargetArguments {
  kernel: string;
  series?: string | undefined;
  /** Only `run` takes several. */
  variant?: string | string[] | undefined;
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

/** The option of a command that is about one variant. */
export function variantOption<T>(argv: Argv<T>) {
  return argv.option('variant', {
    type: 'string',
    default: defaultVariant,
    requiresArg: true,
    describe: `configuration of the kernel: ${variantNames().join(', ')}`,
  });
}

export const variantNames = () => readVariants(kconfig).map(({ name }) => name);

/**
 * @throws UsageError when --kernel is none of its forms, or there is no such variant
 */
export function targetOf({ kernel, series, variant, update }: TargetArguments): Target {
  const match = /^debian(?::(.+))?$/.exec(kernel);
  if (!match)
    throw new UsageError(
      `--kernel ${kernel} is unknown`,
      'Use debian or debian:LINE, as in debian:7.2.',
    );
  if (Array.isArray(variant)) throw new UsageError('--variant is given twice', 'Name one.');
  if (variant !== undefined) variantOf(variant, kconfig);
  const folder = series === undefined ? undefined : resolve(series);
  return { line: match[1], series: folder, update, variant };
}
