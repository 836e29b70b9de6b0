/**
 * Plays the transcript of a guest to a host that does again what it did then. Each act of the guest
 * comes as soon as the host has done all that it had done before it, and has come to rest. Time is that
 * of the recording: a deadline passes when it had passed then, and nobody waits for it.
 *
 * What the host does must be in the recording. Where it does something else the test cannot be replayed,
 * and the next one goes on from its own mark.
 */

import type { Timers } from '../host/deadline.js';
import {
  type Entry,
  type GuestAct,
  isHostAct,
  isMark,
  type Transcript,
} from '../transcript/index.js';
import { HostActs } from './host-acts.js';

/** The recording says nothing of what a test does now. */
export class CannotReplay extends Error {
  override readonly name = 'CannotReplay';
  constructor(why: string) {
    super(`cannot be replayed: ${why}`);
  }
}

interface Timer {
  due: number;
  work: () => void;
}

/** Turns of Node's event loop after which a host that did nothing is at rest. */
const restTurns = 20;

/** What `reach` leads to: the entry behind which to go on. */
interface Goal {
  at: number;
  reached: () => void;
}

export class Player {
  readonly #entries: readonly Entry[];
  readonly #acts: HostActs;
  readonly #release: (act: GuestAct) => void;
  readonly #timers = new Set<Timer>();
  #cursor = 0;
  #now = 0;
  #goal: Goal | undefined;
  #turning = false;
  #idleTurns = 0;
  /** Whether something was passed over since the last mark that was reached. */
  #leftOut = false;
  #lost: CannotReplay | undefined;
  #fail: (error: CannotReplay) => void = () => {};
  #failing: Promise<never>;

  /** `release` gets each act of the guest when its time has come. */
  constructor(transcript: Transcript, release: (act: GuestAct) => void) {
    this.#entries = transcript.entries;
    this.#acts = new HostActs(transcript.entries);
    this.#release = release;
    this.#failing = this.#hope();
  }

  /** Milliseconds of the recording. */
  get now(): number {
    return this.#now;
  }

  readonly timers: Timers = {
    after: (ms, work) => {
      const timer = { due: this.#now + ms, work };
      this.#timers.add(timer);
      this.#wake();
      return () => this.#timers.delete(timer);
    },
  };

  /** The host does something: `find` looks for it among what it did then, up to the next mark. */
  perform<T>(find: (acts: HostActs, cursor: number) => T | string): T {
    if (this.#lost) throw this.#lost;
    const found = find(this.#acts, this.#cursor);
    if (typeof found === 'string') throw this.#lose(found);
    this.#idleTurns = 0;
    this.#wake();
    return found;
  }

  /**
   * What `work` comes to.
   * @throws CannotReplay as soon as the recording has no answer to it
   */
  async sound<T>(work: () => Promise<T>): Promise<T> {
    // As long as there is a timer, a host at rest is one that waits for something.
    const stop = this.timers.after(Number.POSITIVE_INFINITY, () => {});
    try {
      const result = await Promise.race([work(), this.#failing]);
      if (this.#lost) throw this.#lost;
      return result;
    } catch (error) {
      throw this.#lost ?? error;
    } finally {
      stop();
    }
  }

  /** The first entry from here on for which `wanted` holds, before any for which `end` does. */
  find(wanted: (entry: Entry) => boolean, end: (entry: Entry) => boolean = () => false): number {
    for (let at = this.#cursor; at < this.#entries.length; at++) {
      const entry = this.#entries[at] as Entry;
      if (wanted(entry)) return at;
      if (end(entry)) return -1;
    }
    return -1;
  }

  entry(at: number): Entry | undefined {
    return this.#entries[at];
  }

  /** Lets the time of the entry at `at` come, before its turn. */
  approach(at: number): void {
    this.#now = Math.max(this.#now, this.#entries[at]?.ms ?? 0);
  }

  /**
   * Goes on behind the entry at `at`. What the host has left out before is passed over, with all that
   * came of it.
   * @returns whether anything was, so that the host stands elsewhere than it did then
   */
  async reach(at: number): Promise<boolean> {
    const leftOut = this.#leftOut || this.#acts.leftOut(this.#cursor, at);
    const astray = this.#lost !== undefined || leftOut;
    this.#leftOut = false;
    this.#acts.passOver(at + 1);
    if (this.#cursor <= at)
      await new Promise<void>((reached) => {
        this.#goal = { at: at + 1, reached };
        this.#wake();
      });
    if (this.#lost) this.#failing = this.#hope();
    return astray;
  }

  #hope(): Promise<never> {
    this.#lost = undefined;
    const failing = new Promise<never>((_, reject) => {
      this.#fail = reject;
    });
    // Between tests nobody waits for it.
    failing.catch(() => {});
    return failing;
  }

  #lose(why: string): CannotReplay {
    this.#lost ??= new CannotReplay(why);
    this.#fail(this.#lost);
    this.#wake();
    return this.#lost;
  }

  #wake(): void {
    if (this.#turning) return;
    this.#turning = true;
    // Whatever the host does without waiting is done by then.
    setImmediate(() => {
      this.#turning = false;
      this.#turn();
    });
  }

  #turn(): void {
    const entry = this.#passDone();
    if (this.#goal && this.#cursor >= this.#goal.at) this.#arrive(this.#goal);
    // Nothing comes any more: what is awaited outside of tests ends by its deadline.
    else if (this.#lost && !this.#goal) this.#expire(Number.MAX_VALUE);
    else if (entry === undefined || isHostAct(entry)) this.#rest(entry);
    else if (this.#expire(entry.ms)) this.#wake();
    else this.#deliver(entry.ms);
  }

  /** Goes on behind what the host has done, up to the goal; what is next there. */
  #passDone(): Entry | undefined {
    for (;;) {
      const entry = this.#entries[this.#cursor];
      if (entry === undefined || (this.#goal && this.#cursor >= this.#goal.at)) return entry;
      if (isHostAct(entry) ? !this.#acts.isDone(this.#cursor) : entry.type !== 'ground')
        return entry;
      this.#pass(entry);
    }
  }

  #arrive({ reached }: Goal): void {
    this.#goal = undefined;
    reached();
    this.#wake();
  }

  #pass({ ms }: Entry): void {
    this.#now = Math.max(this.#now, ms);
    this.#cursor += 1;
    this.#idleTurns = 0;
  }

  /** What came at once comes at once again. */
  #deliver(ms: number): void {
    for (;;) {
      const entry = this.#entries[this.#cursor];
      if (entry?.ms !== ms || isHostAct(entry) || entry.type === 'ground') break;
      this.#pass(entry);
      this.#release(entry);
    }
    this.#wake();
  }

  /** Lets the deadlines pass that had passed by `ms`; whether there were any. */
  #expire(ms: number): boolean {
    const due = [...this.#timers].filter((timer) => timer.due <= ms);
    for (const timer of due.sort((a, b) => a.due - b.due)) {
      this.#timers.delete(timer);
      if (!this.#lost) this.#now = Math.max(this.#now, timer.due);
      timer.work();
    }
    if (due.length > 0) this.#idleTurns = 0;
    return due.length > 0;
  }

  /** The host has not done `next` yet, or the recording is at its end. */
  #rest(next: Entry | undefined): void {
    // Nobody waits for the guest: the host goes on by itself.
    if (this.#timers.size === 0) return;
    this.#idleTurns += 1;
    if (this.#idleTurns < restTurns || isReading()) this.#wake();
    else if (next && (this.#expire(next.ms) || this.#leaveOut(next))) this.#wake();
    else
      this.#lose(
        next
          ? 'the test waits where it went on in the recording'
          : 'the recording ends where the test still waits',
      );
  }

  /** Whether the host goes on without `next`: it has done something already that comes behind. */
  #leaveOut(next: Entry): boolean {
    if (isMark(next) || !this.#acts.isAhead(this.#cursor)) return false;
    this.#leftOut = true;
    this.#cursor += 1;
    return true;
  }
}

/** Whether the host waits for a file of its own. */
const isReading = () => process.getActiveResourcesInfo().some((name) => name.startsWith('FSReq'));
