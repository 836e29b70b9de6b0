/** An end for work that nobody watches. */

import { InfrastructureError, UsageError } from '../errors.js';

/** The longest that a timer can wait, in minutes. */
const longest = Math.floor((2 ** 31 - 1) / 60_000);

export interface TimeLimit extends Disposable {
  /** Aborts as `signal` does, or when the time is over: then with an InfrastructureError. */
  signal: AbortSignal;
}

/** @throws UsageError when `minutes` is no time */
export function timeLimit(minutes: number, signal: AbortSignal): TimeLimit {
  if (!(minutes > 0 && minutes <= longest))
    throw new UsageError('--time-limit is not a number of minutes', 'Give a number above 0.');
  const over = new AbortController();
  const timer = setTimeout(() => over.abort(tooLate(minutes)), minutes * 60_000);
  return {
    signal: AbortSignal.any([signal, over.signal]),
    [Symbol.dispose]: () => clearTimeout(timer),
  };
}

const tooLate = (minutes: number) =>
  new InfrastructureError(`the time limit of ${minutes} minutes was over`, {
    phase: 'host',
    remedy: 'Raise --time-limit, or keep the cache between runs: a kernel takes most of the time.',
  });
