/** How far long work is, as text. Pure. */

export interface ProgressState {
  /** What is worked on, as in "kernel". */
  what: string;
  /** What is counted, as in "objects". */
  unit: string;
  done: number;
  total: number;
  elapsedMs: number;
}

/** One line for a terminal of `columns`. */
export function progressLine(state: ProgressState, columns: number): string {
  return sentence(state).slice(0, Math.max(20, columns - 1));
}

/**
 * The line for a log when another tenth is done, with the step to remember; nothing otherwise.
 * The first call, with no `last`, gives the start.
 */
export function progressMilestone(
  state: ProgressState,
  last: number | undefined,
): { step: number; text: string } | undefined {
  const step = Math.floor((10 * state.done) / Math.max(1, state.total));
  return last !== undefined && step <= last ? undefined : { step, text: sentence(state) };
}

function sentence(state: ProgressState): string {
  const { what, unit, done, total, elapsedMs } = state;
  const percent = Math.floor((100 * done) / Math.max(1, total));
  const left = remainingMs(state);
  const estimate = left === undefined ? '' : `, about ${duration(left)} left`;
  return `${what}: ${done} of ${total} ${unit} (${percent} %), ${duration(elapsedMs)}${estimate}`;
}

/** From the pace so far; an estimate from the first few items would be noise. */
function remainingMs({ done, total, elapsedMs }: ProgressState): number | undefined {
  if (done < 10 || elapsedMs < 2000) return undefined;
  return (elapsedMs / done) * (total - done);
}

/** 83000 ms as "1 min 23 s". */
export function duration(ms: number): string {
  const seconds = Math.round(ms / 1000);
  return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}
