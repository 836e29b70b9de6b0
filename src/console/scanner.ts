/** Finds the complaints of a kernel in the lines of its console, as they come. Pure, but for its state. */

import {
  complaint,
  maxSplatLines,
  type Splat,
  type SplatKind,
  titleOf,
  withoutStamp,
} from './splat.js';

/** What init and the host have printed is nobody's complaint. */
const ours = /^lsm-audit: /;

/** Lines after which nothing belongs to a complaint any more. */
const ends = /^(?:---\[ end |lsm-audit: )/;

/** Complaints kept until they are taken; of a kernel that does nothing but complain, the first say it all. */
const maxSplats = 50;

/** Of a line so much is kept. */
const maxLineLength = 512;

export class SplatScanner {
  #found: { kind: SplatKind; lines: string[] }[] = [];
  #open: { kind: SplatKind; lines: string[] } | undefined;

  /** Takes the next line of the console, without its end. */
  push(line: string): void {
    const cut = line.slice(0, maxLineLength);
    const begun = complaint(cut);
    // "BUG: kernel NULL pointer dereference" and the "Oops:" below it are one complaint.
    const goesOn = begun?.kind === 'oops' && this.#open?.kind === 'oops';
    if (begun && !goesOn) this.#begin(begun.kind, cut);
    else if (this.#open) this.#add(cut);
  }

  /** What was found since the last call. A complaint that is still being printed is among it. */
  take(): Splat[] {
    const found = this.#found;
    this.#found = [];
    this.#open = undefined;
    return found.map(({ kind, lines }) => ({ kind, title: titleOf(kind, lines), lines }));
  }

  #begin(kind: SplatKind, line: string): void {
    this.#open = { kind, lines: [line] };
    if (this.#found.length < maxSplats) this.#found.push(this.#open);
  }

  #add(line: string): void {
    const text = withoutStamp(line);
    if (!ours.test(text)) this.#open?.lines.push(line);
    if (ends.test(text) || this.#open?.lines.length === maxSplatLines) this.#open = undefined;
  }
}
