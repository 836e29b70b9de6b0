/** The options that say which kernel a command is about. */

import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Argv } from 'yargs';
import { UsageError } from '../errors.js';
import { parseRange, rangeWord } from '../kernel/git-range.js';
import { noSeries } from '../kernel/series.js';
import { defaultVariant, readVariants, variantOf } from '../kernel/variants.js';
import { kconfig, type Target } from '../session/prepare.js';

export interface TargetArguments {
  kernel: string;
  series?: string[] | undefined;
  config?: string[] | undefined;
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
      array: true,
      nargs: 1,
      describe:
        'patches to build with: a folder or files of git format-patch, a mailbox (also .gz), git:[REPO:]BASE..TIP, or none for a kernel that has them; may be repeated (default: the embedded series)',
    })
    .option('config', {
      type: 'string',
      array: true,
      nargs: 1,
      describe: 'fragment of CONFIG_ lines on top of the configuration; may be repeated',
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
 * @throws UsageError when --kernel or --series is none of its forms, or there is no such variant
 */
export function targetOf(args: TargetArguments): Target {
  const { kernel, series, config, variant, update } = args;
  const match = /^debian(?::(.+))?$/.exec(kernel);
  if (!match)
    throw new UsageError(
      `--kernel ${kernel} is unknown`,
      'Use debian or debian:LINE, as in debian:7.2.',
    );
  if (Array.isArray(variant)) throw new UsageError('--variant is given twice', 'Name one.');
  if (variant !== undefined) variantOf(variant, kconfig);
  return {
    line: match[1],
    series: series?.map(absolute),
    ...(config && { configs: config.map((file) => resolve(file)) }),
    update,
    variant,
  };
}

/** A word of --series that does not depend on the current folder. */
function absolute(word: string): string {
  if (word === '') throw new UsageError('--series is empty', 'Name a folder, a file or a range.');
  const range = parseRange(word);
  if (range) return rangeWord(range);
  return word === noSeries ? word : resolve(word);
}

const mailFile = /\.(?:patch|diff|mbo?x|eml)(?:\.gz)?$/;

/**
 * The words of a command, with `--series` before each further file that a shell has made of one pattern:
 * `--series v2/*.patch`. No test is called as a file of patches.
 */
export function spreadSeries(
  words: readonly string[],
  isFile: (path: string) => boolean = existsSync,
): string[] {
  const spread: string[] = [];
  let follows = false;
  for (const [i, word] of words.entries()) {
    if (word === '--') return [...spread, ...words.slice(i)];
    const value = words[i - 1] === '--series' || word.startsWith('--series=');
    const further: boolean =
      follows && !word.startsWith('-') && mailFile.test(word) && isFile(word);
    if (further) spread.push('--series');
    spread.push(word);
    follows = value || further;
  }
  return spread;
}
