/** Waits that end by their condition, their deadline or an abort, and say what was awaited. */

/** What counts the time: the host's own clock, or a recording's. */
export interface Timers {
  /** Calls `work` once after `ms` milliseconds; returns how to prevent that. */
  after(ms: number, work: () => void): () => void;
}

export const hostTimers: Timers = {
  after(ms, work) {
    const timer = setTimeout(work, ms);
    return () => clearTimeout(timer);
  },
};

export interface Deadline {
  /** What is awaited, as in "the guest's SSH server". */
  what: string;
  /** Milliseconds. */
  ms: number;
  signal?: AbortSignal | undefined;
  /** The host's by default. */
  timers?: Timers | undefined;
  /** What was last seen, for the message. */
  lastSeen?: () => string;
  /** Makes the error; the default is a plain Error with the message. */
  error?: (message: string) => Error;
}

/** Settles as `promise` does, or rejects at the deadline or when `signal` aborts. */
export async function within<T>(promise: Promise<T>, deadline: Deadline): Promise<T> {
  const { signal, ms, timers = hostTimers } = deadline;
  // Nobody else waits for it when the signal has aborted already.
  promise.catch(() => {});
  signal?.throwIfAborted();
  let stop = () => {};
  let abort: (() => void) | undefined;
  const end = new Promise<never>((_, reject) => {
    stop = timers.after(ms, () => reject(expired(deadline)));
    abort = () => reject(signal?.reason);
    signal?.addEventListener('abort', abort, { once: true });
  });
  try {
    return await Promise.race([promise, end]);
  } finally {
    stop();
    if (abort) signal?.removeEventListener('abort', abort);
  }
}

function expired({ what, ms, lastSeen, error }: Deadline): Error {
  const seen = lastSeen?.();
  const tail = seen ? `; last seen: ${seen}` : '';
  const message = `${what} did not come within ${(ms / 1000).toFixed(1)} s${tail}`;
  return error ? error(message) : new Error(message);
}
