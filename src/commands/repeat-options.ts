/** The options that make `run` do the same again and again. */

import type { Argv } from 'yargs';
import { UsageError } from '../errors.js';
import type { Repeats } from '../session/repeat.js';

export interface RepeatArguments {
  repeat?: number | undefined;
  untilFailure: boolean;
}

export function repeatOptions<T>(argv: Argv<T>) {
  return argv
    .option('repeat', {
      type: 'number',
      requiresArg: true,
      describe:
        'run the tests so many times, each in a fresh guest; says how often which one fails',
    })
    .option('until-failure', {
      type: 'boolean',
      default: false,
      describe: 'repeat until a run does not pass; with --repeat at most so many times',
    });
}

/** What they ask for, if anything. @throws UsageError when --repeat is no count */
export function repeatsOf({ repeat, untilFailure }: RepeatArguments): Repeats | undefined {
  if (repeat === undefined)
    return untilFailure ? { times: Number.POSITIVE_INFINITY, untilFailure } : undefined;
  if (!(Number.isInteger(repeat) && repeat > 0))
    throw new UsageError('--repeat is not a number of times', 'Give a whole number above 0.');
  return { times: repeat, untilFailure };
}
