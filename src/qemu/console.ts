/** The guest's console: QEMU keeps every byte in a file; its lines are watched as they come. */

import type { Readable } from 'node:stream';
import { finished } from 'node:stream/promises';

/** What the console says about the life of the guest. */
export interface ConsoleMarks {
  /** The kernel printed its banner: it had control. */
  kernelStarted: boolean;
  /** The release that init printed. */
  initReached: string | undefined;
  /** The first line that says that the kernel or init cannot go on. */
  fatal: string | undefined;
}

/** Lines after which there is no guest left to test. The console has no other words for them. */
const fatalLines = [/Kernel panic - not syncing: .*/, /lsm-audit: init failed: .*/];

/** Of a longer line, or of one that never ends, the last bytes are kept. */
const maxLineBytes = 4096;

export class Console {
  readonly marks: ConsoleMarks = { kernelStarted: false, initReached: undefined, fatal: undefined };
  readonly file: string;
  #tail: string[] = [];
  #pending = '';
  #watchers = new Set<(line: string) => void>();
  #done: Promise<void>;

  /** `stream` has the bytes, `file` is where QEMU keeps them. */
  constructor(stream: Readable, file: string) {
    this.file = file;
    stream.on('data', (chunk: Buffer) => this.#feed(chunk.toString('latin1')));
    stream.on('end', () => this.#pending !== '' && this.#feed('\n'));
    this.#done = finished(stream).catch(() => {});
  }

  /** Calls `watcher` with each further line; returns how to stop that. */
  watch(watcher: (line: string) => void): () => void {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  }

  /** The last lines, at most `count`. */
  tail(count = 20): string[] {
    const lines = this.#pending === '' ? this.#tail : [...this.#tail, this.#pending];
    return lines.slice(-count);
  }

  /** Resolves when the guest's last byte was watched. */
  get closed(): Promise<void> {
    return this.#done;
  }

  #feed(chunk: string): void {
    const lines = (this.#pending + chunk).split('\n');
    const rest = lines.pop() ?? '';
    for (const line of lines) this.#line(line.replace(/\r$/, ''));
    // What is cut off here is looked at before it goes.
    if (rest.length > maxLineBytes) this.#mark(rest);
    this.#pending = rest.slice(-maxLineBytes);
  }

  #line(whole: string): void {
    this.#mark(whole);
    const line = whole.slice(-maxLineBytes);
    this.#tail.push(line);
    if (this.#tail.length > 200) this.#tail = this.#tail.slice(-100);
    for (const watcher of this.#watchers) watcher(line);
  }

  #mark(line: string): void {
    const { marks } = this;
    if (line.includes('Linux version ')) marks.kernelStarted = true;
    marks.initReached ??= /lsm-audit: init (\d\S*)/.exec(line)?.[1];
    marks.fatal ??= fatalLines
      .map((pattern) => pattern.exec(line)?.[0].slice(0, maxLineBytes))
      .find(Boolean);
  }
}
