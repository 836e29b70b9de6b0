/** The options that say which tests are run, and on what. */

import type { Argv } from 'yargs';
import { defaultVariant, variantOf } from '../kernel/variants.js';
import { kconfig } from '../session/prepare.js';
import { type MachineArguments, machineOptions } from './machine-options.js';
import { type TargetArguments, targetOptions, variantNames } from './target-options.js';
import type { Parsed } from './words.js';

export interface Selection extends Omit<TargetArguments, 'variant'>, MachineArguments, Parsed {
  pattern?: string[] | undefined;
  variant: string[];
}

export function selectionOptions(argv: Argv) {
  return machineOptions(targetOptions(argv))
    .positional('pattern', {
      type: 'string',
      array: true,
      describe: 'run only tests whose "suite > name" has this text; * is any text',
    })
    .option('variant', {
      type: 'string',
      array: true,
      nargs: 1,
      default: [defaultVariant],
      describe: `configurations of the kernel, or all of ${variantNames().join(', ')}`,
    });
}

/** The variants that the words name. @throws UsageError when there is no such variant */
export function variantsOf(words: readonly string[]): string[] {
  const all = variantNames();
  const named = words.flatMap((word) => (word === 'all' ? all : [variantOf(word, kconfig).name]));
  return [...new Set(named)];
}
