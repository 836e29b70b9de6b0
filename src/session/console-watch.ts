/**
 * Watches a guest's console while tests run, so that what the kernel complains of is part of the
 * verdict. A test is over for the console when a line comes that was written at its end: until
 * then the kernel may still be printing.
 */

import { frameOf, type Splat, type SplatKind } from '../console/index.js';
import { InfrastructureError } from '../errors.js';
import type { GuestProcess } from '../guest/link.js';
import { within } from '../host/deadline.js';
import type { Complaint } from '../report/model.js';
import type { Finding } from '../suite/index.js';
import type { TestedGuest } from './guest.js';

/** `file:line` by place, as sourceLines() of kernel/symbols.ts gives them. */
export type Symboliser = (places: readonly string[]) => Promise<ReadonlyMap<string, string>>;

/** How long a line may take from the guest's /dev/kmsg to us, in milliseconds, before scaling. */
const lineDeadlineMs = 10_000;

/** Lockdep reports once and then checks no more, until the next boot (debug_locks_off()). */
const last: ReadonlySet<SplatKind> = new Set(['lockdep']);

/** What printk keeps of a line; what a title has beyond it is not worth a second record. */
const maxMarkLength = 200;

/** How the console names `what`, the title of a test, behind a mark of its end. */
export const markText = (what: string) =>
  what.replaceAll(/[^\x20-\x7e]/g, '?').slice(0, maxMarkLength);

/** What the line of a console says has ended there, as markText() has it. */
export const markedEnd = (line: string) => / lsm-audit: \d+, end of (.*)$/.exec(line)?.[1];

export class ConsoleWatch {
  readonly #guest: TestedGuest;
  readonly #kmsg: GuestProcess['stream'];
  readonly #symbolise: Symboliser;
  /** All that the kernel complained of so far. */
  readonly complaints: Omit<Complaint, 'guest'>[] = [];
  #marks = 0;

  private constructor(guest: TestedGuest, kmsg: GuestProcess['stream'], symbolise: Symboliser) {
    this.#guest = guest;
    this.#kmsg = kmsg;
    this.#symbolise = symbolise;
  }

  static async open(guest: TestedGuest, symbolise: Symboliser): Promise<ConsoleWatch> {
    const { stream } = await guest.link.exec('cat >/dev/kmsg');
    return new ConsoleWatch(guest, stream, symbolise);
  }

  /**
   * What the kernel complained of since the last call, or since its first line, at the end of
   * `what`.
   * @throws InfrastructureError when the console shows nothing that the guest prints
   */
  async inspect(what: string, signal: AbortSignal): Promise<Finding | undefined> {
    const { machine, complaints } = this.#guest;
    // The last words of a dead guest end with its console.
    if (machine.end) await machine.console.closed;
    else await this.#mark(what, signal);
    const splats = complaints.take();
    if (splats.length === 0) return undefined;
    const found = await this.#withSources(splats);
    this.complaints.push(...found.map((splat) => complaintOf(what, splat)));
    return { failure: failureOf(found), spent: splats.some(({ kind }) => last.has(kind)) };
  }

  /** Lines that the guest printed for it so far: each has its number. */
  get marks(): number {
    return this.#marks;
  }

  /** Goes on as if the guest had printed so many. */
  resume(marks: number): void {
    this.#marks = marks;
  }

  /** Has the guest print a line that nobody else prints, and waits for it to come. */
  async #mark(what: string, signal: AbortSignal): Promise<void> {
    const { console } = this.#guest.machine;
    const mark = `lsm-audit: ${++this.#marks}, end of`;
    let unwatch = () => {};
    const seen = new Promise<void>((resolve) => {
      unwatch = console.watch((line) => line.includes(mark) && resolve());
    });
    this.#kmsg.write(`${mark} ${markText(what)}\n`);
    try {
      await within(Promise.race([seen, this.#guest.death]), {
        what: 'a line that the guest printed on its console',
        ms: lineDeadlineMs * Math.max(1, this.#guest.bootMs / 2000),
        signal,
        timers: this.#guest.timers,
        error: (message) =>
          new InfrastructureError(message, {
            phase: 'tests',
            evidence: console.tail(),
            log: console.file,
            remedy:
              'Nothing would show what the kernel complains of: see whether the disk is full.',
          }),
      });
    } finally {
      unwatch();
    }
  }

  /** The complaints, with the places in the source that their lines mean. */
  async #withSources(splats: readonly Splat[]): Promise<Splat[]> {
    const places = splats
      .flatMap(({ lines }) => lines.map(placeOf))
      .filter((place) => place !== '');
    const sources = await this.#symbolise(places);
    const sourced = (line: string) => {
      const source = sources.get(placeOf(line));
      return source === undefined ? line : `${line} (${source})`;
    };
    return splats.map((splat) => ({ ...splat, lines: splat.lines.map(sourced) }));
  }
}

function complaintOf(test: string, { kind, title, line, lines }: Splat): Omit<Complaint, 'guest'> {
  return { test, kind, title, line, lines };
}

function failureOf(splats: readonly Splat[]): Finding['failure'] {
  const details = splats.flatMap(({ title, lines }, i) => [
    ...(i > 0 ? [`console: ${title}`] : []),
    ...lines,
  ]);
  return { message: `console: ${splats[0]?.title}`, details };
}

/**
 * The place that a line of a trace names, as `function+0x1c`; empty when it names none. Of a call it
 * is the last byte: where the call returns to can be the next line already.
 */
function placeOf(line: string): string {
  const { symbol, offset, returns } = frameOf(line) ?? {};
  if (symbol === undefined || offset === undefined) return '';
  return `${symbol}+0x${Math.max(0, returns ? offset - 1 : offset).toString(16)}`;
}
