/** What a host did in a recording, to hold against it what one does now. Pure, but for its state. */

import { visible } from '../audit/index.js';
import { type Entry, isHostAct, isMark } from '../transcript/index.js';

/** Of what a host wrote, so much is shown. */
const shownLength = 60;

export class HostActs {
  readonly #entries: readonly Entry[];
  readonly #done: Uint8Array;
  /** By channel: the entries of what was written to it, how far they are done, and its command. */
  readonly #written = new Map<number, number[]>();
  readonly #offsets = new Map<number, { next: number; bytes: number }>();
  readonly #commands = new Map<number, string>();

  /** The entries of the marks, and the first of them that may not have had its turn. */
  readonly #marks: readonly number[];
  #mark = 0;

  constructor(entries: readonly Entry[]) {
    this.#marks = entries.flatMap((entry, at) => (isMark(entry) ? [at] : []));
    this.#entries = entries;
    this.#done = new Uint8Array(entries.length + 1);
    for (const [at, entry] of entries.entries()) {
      if (entry.type === 'exec') this.#commands.set(entry.channel, entry.command);
      if (entry.type !== 'write' && entry.type !== 'end') continue;
      const written = this.#written.get(entry.channel) ?? [];
      written.push(at);
      this.#written.set(entry.channel, written);
    }
  }

  isDone(at: number): boolean {
    return this.#done[at] === 1;
  }

  /** Takes everything before `end` for done. */
  passOver(end: number): void {
    this.#done.fill(1, 0, Math.min(end, this.#done.length));
    for (const [channel, written] of this.#written) {
      const { next } = this.#offset(channel);
      let first = next;
      while ((written[first] ?? end) < end) first += 1;
      if (first > next) this.#offsets.set(channel, { next: first, bytes: 0 });
    }
  }

  /** Whether the host has not done all that it did before the entry at `end`. */
  leftOut(cursor: number, end: number): boolean {
    for (let at = cursor; at < end; at++) {
      const entry = this.#entries[at] as Entry;
      if (isHostAct(entry) && !isMark(entry) && !this.isDone(at)) return true;
    }
    return false;
  }

  /** Whether the host has done something that comes behind the entry at `cursor`, before the next mark. */
  isAhead(cursor: number): boolean {
    const end = this.#segmentEnd(cursor);
    for (let at = cursor + 1; at < end; at++) if (this.isDone(at)) return true;
    return false;
  }

  /** The channel on which the host started `command` then; what is wrong, if it did not. */
  exec(cursor: number, command: string): number | string {
    const found = this.#take(cursor, (entry) => entry.type === 'exec' && entry.command === command);
    if (found?.type === 'exec') return found.channel;
    return `the recording has no ${quoted(command)} here`;
  }

  /** Nothing, or what is wrong. */
  upload(cursor: number, folder: string): undefined | string {
    const found = this.#take(cursor, (entry) => entry.type === 'upload' && entry.folder === folder);
    return found ? undefined : `the recording has no upload to ${quoted(folder)} here`;
  }

  write(cursor: number, channel: number, text: string): undefined | string {
    const end = this.#segmentEnd(cursor);
    const written = this.#written.get(channel) ?? [];
    let rest = text;
    while (rest !== '') {
      const { next, bytes } = this.#offset(channel);
      const at = written[next];
      const entry = at === undefined || at >= end ? undefined : this.#entries[at];
      const known = entry?.type === 'write' ? entry.bytes.slice(bytes) : undefined;
      const length = Math.min(known?.length ?? 0, rest.length);
      if (
        at === undefined ||
        known === undefined ||
        known.slice(0, length) !== rest.slice(0, length)
      )
        return this.#unknown(channel, text);
      rest = rest.slice(length);
      if (length === known.length) {
        this.#done[at] = 1;
        this.#offsets.set(channel, { next: next + 1, bytes: 0 });
      } else this.#offsets.set(channel, { next, bytes: bytes + length });
    }
    return undefined;
  }

  /** That the host writes no more. It may do so once the guest has closed the channel, then or now. */
  end(cursor: number, channel: number): undefined {
    const { next } = this.#offset(channel);
    const at = this.#written.get(channel)?.[next];
    if (at === undefined || at >= this.#segmentEnd(cursor) || this.#entries[at]?.type !== 'end')
      return undefined;
    this.#done[at] = 1;
    this.#offsets.set(channel, { next: next + 1, bytes: 0 });
    return undefined;
  }

  #unknown(channel: number, text: string): string {
    const command = quoted(this.#commands.get(channel) ?? '');
    return `the recording has no ${quoted(text)} to ${command} here`;
  }

  #offset(channel: number): { next: number; bytes: number } {
    return this.#offsets.get(channel) ?? { next: 0, bytes: 0 };
  }

  #take(cursor: number, wanted: (entry: Entry) => boolean): Entry | undefined {
    const end = this.#segmentEnd(cursor);
    for (let at = cursor; at < end; at++) {
      const entry = this.#entries[at] as Entry;
      if (this.isDone(at) || !wanted(entry)) continue;
      this.#done[at] = 1;
      return entry;
    }
    return undefined;
  }

  /** The next mark that has not had its turn. */
  #segmentEnd(cursor: number): number {
    for (;;) {
      const at = this.#marks[this.#mark];
      if (at === undefined) return this.#entries.length;
      if (at >= cursor && !this.isDone(at)) return at;
      this.#mark += 1;
    }
  }
}

const quoted = (text: string) =>
  `"${visible(text.trimEnd().slice(0, shownLength))}${text.trimEnd().length > shownLength ? '...' : ''}"`;
