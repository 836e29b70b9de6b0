/** How far long work is, as text. Pure. */

import { printable } from './explain.js';

export interface ProgressState {
  /** What is worked on, as in "kernel". */
  what: string;
  /** What is counted, as in "objects". */
  unit: string;
  done: number;
  /** Missing when the work has no end of its own. */
  total?: number | undefined;
  elapsedMs: number;
  /** What is in the making. */
  item?: string | undefined;
  /** An estimate of what is left, by those who know more than the pace so far; milliseconds. */
  leftMs?: number | undefined;
}

/** One line for a terminal of `columns`. */
export function progressLine(state: ProgressState, columns: number): string {
  return sentence(state).slice(0, Math.max(20, columns - 1));
}

/**
 * The line for a log when another tenth is done, with the step to remember; nothing otherwise.
 * The first call, with no `last`, gives the start. Where there is no total, 1, 2, 5, 10, 20, 50 and so
 * on are steps.
 */
export function progressMilestone(
  state: ProgressState,
  last: number | undefined,
): { step: number; text: string } | undefined {
  const step = stepOf(state);
  return last !== undefined && step <= last ? undefined : { step, text: sentence(state) };
}

function stepOf({ done, total }: ProgressState): number {
  if (total !== undefined) return Math.floor((10 * done) / Math.max(1, total));
  const zeros = Math.max(0, String(Math.floor(done)).length - 1);
  const lead = done / 10 ** zeros;
  return 3 * zeros + [1, 2, 5].filter((step) => lead >= step).length;
}

/** How far the work is, in a sentence without an end. */
export function sentence(state: ProgressState): string {
  const { what, unit, done, total, elapsedMs, item } = state;
  const counted = unit === what ? '' : ` ${unit}`;
  const percent = Math.floor((100 * done) / Math.max(1, total ?? 0));
  const share =
    total === undefined ? `${done}${counted}` : `${done} of ${total}${counted} (${percent} %)`;
  const left = remainingMs(state);
  const estimate = left === undefined ? '' : `, about ${duration(left)} left`;
  const now = item === undefined ? '' : `: ${printable(item)}`;
  return `${what}: ${share}, ${duration(elapsedMs)}${estimate}${now}`;
}

/** From the pace so far; an estimate from the first few items would be noise, unless each is long. */
function remainingMs({ done, total, elapsedMs, leftMs }: ProgressState): number | undefined {
  if (total === undefined || leftMs !== undefined) return leftMs;
  const many = done >= 10 && elapsedMs >= 2000;
  const long = done >= 2 && elapsedMs / done >= 10_000;
  return many || long ? (elapsedMs / done) * (total - done) : undefined;
}

/** 83000 ms as "1 min 23 s". */
export function duration(ms: number): string {
  const seconds = Math.round(ms / 1000);
  return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}
