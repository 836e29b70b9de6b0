/** From a started QEMU to a guest that has reached its init, or the right blame for why not. */

import { InfrastructureError, KernelError } from '../errors.js';
import { within } from '../host/deadline.js';
import { type Machine, qemuFailure, type RunningMachine } from './process.js';

export interface BootOptions {
  /** Milliseconds for reaching the line that is awaited. */
  deadlineMs: number;
  /** Milliseconds without any console output after which the kernel counts as hung. */
  silenceMs?: number;
  signal?: AbortSignal | undefined;
}

/** Resolves when a console line matches `pattern`. */
export async function consoleLine(
  machine: RunningMachine,
  pattern: RegExp,
  what: string,
  { deadlineMs, silenceMs = deadlineMs, signal }: BootOptions,
): Promise<void> {
  const { console } = machine;
  let stop = () => {};
  let silence: NodeJS.Timeout | undefined;
  const seen = new Promise<void>((resolve, reject) => {
    const hush = () =>
      reject(hang(machine, `the console was silent for ${silenceMs / 1000} s before ${what}`));
    silence = setTimeout(hush, silenceMs);
    stop = console.watch((line) => {
      silence?.refresh();
      if (pattern.test(line)) resolve();
      else if (console.marks.fatal) lastWords(machine).then(() => reject(guestDeath(machine)));
    });
    if (console.tail(200).some((line) => pattern.test(line))) resolve();
    machine.ended.then(() => reject(guestDeath(machine)));
  });
  try {
    await within(seen, {
      what,
      ms: deadlineMs,
      signal,
      lastSeen: () => console.tail(1)[0] ?? 'an empty console',
      error: (message) => hang(machine, message),
    });
  } finally {
    clearTimeout(silence);
    stop();
  }
}

/** How long a dying kernel may take for its trace, in milliseconds; with panic=0 it never ends by itself. */
const lastWordsMs = 3000;

async function lastWords(machine: RunningMachine): Promise<void> {
  await within(machine.ended, { what: 'the end of the machine', ms: lastWordsMs }).catch(() => {});
}

/** Why the guest is gone: its kernel's fault, or the host's. */
export function guestDeath(machine: Machine): KernelError | InfrastructureError {
  const { console, end } = machine;
  const { marks } = console;
  if (marks.fatal) {
    const when = marks.initReached ? '' : ' before it reached init';
    return new KernelError(`the kernel died${when}: ${marks.fatal}`, {
      phase: marks.initReached ? 'guest' : 'boot',
      evidence: console.tail(25),
      log: console.file,
      remedy: 'The console above shows where; the whole of it is in the log.',
    });
  }
  // Without a word on the console, a guest that reset itself looks like QEMU's own exit with code 0.
  if (end && end.code === 0 && marks.kernelStarted) {
    return new KernelError('the kernel reset the machine without a panic message', {
      phase: marks.initReached ? 'guest' : 'boot',
      evidence: console.tail(25),
      log: console.file,
    });
  }
  return qemuFailure(end ?? { code: null, signal: null, stderr: '' }, console);
}

/** A kernel that printed its banner had its chance; a machine without a word may never have started it. */
function hang(machine: RunningMachine, message: string): Error {
  const { console } = machine;
  const explanation = {
    phase: 'boot' as const,
    evidence: console.tail(25),
    log: console.file,
    remedy:
      'Compare the console with one of a kernel that boots; `lsm-audit run --keep` leaves a machine up.',
  };
  if (console.marks.kernelStarted)
    return new KernelError(`the kernel hangs: ${message}`, explanation);
  return new InfrastructureError(`the machine never started the kernel: ${message}`, explanation);
}
