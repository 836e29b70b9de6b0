/** The guest's console: every byte goes to a file, lines are watched as they come. */

import { createWriteStream } from 'node:fs';
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
const fatalLines = [
  /Kernel panic - not syncing: .*/,
  /lsm-audit: init failed: .*/,
  /PVH kernel|qemu-system-\w+: Error loading uncompressed kernel.*/,
];

const maxLineBytes = 4096;

export class Console {
  readonly marks: ConsoleMarks = { kernelStarted: false, initReached: undefined, fatal: undefined };
  readonly file: string;
  #tail: string[] = [];
  #pending = '';
  #watchers = new Set<(line: string) => void>();
  #done: Promise<void>;

  constructor(stream: Readable, file: string) {
    this.file = file;
    const out = createWriteStream(file);
    stream.pipe(out);
    stream.setEncoding('latin1');
    stream.on('data', (chunk: string) => this.#feed(chunk));
    this.#done = finished(out).catch(() => {});
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

  /** Resolves when the guest's last byte is in the file. */
  get closed(): Promise<void> {
    return this.#done;
  }

  #feed(chunk: string): void {
    const lines = (this.#pending + chunk).split('\n');
    this.#pending = (lines.pop() ?? '').slice(-maxLineBytes);
    for (const line of lines) this.#line(line.replace(/\r$/, '').slice(0, maxLineBytes));
  }

  #line(line: string): void {
    this.#tail.push(line);
    if (this.#tail.length > 200) this.#tail = this.#tail.slice(-100);
    const { marks } = this;
    if (line.includes('Linux version ')) marks.kernelStarted = true;
    marks.initReached ??= /lsm-audit: init (\d\S*)/.exec(line)?.[1];
    marks.fatal ??= fatalLines.map((pattern) => pattern.exec(line)?.[0]).find(Boolean);
    for (const watcher of this.#watchers) watcher(line);
  }
}
