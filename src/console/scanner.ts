/** Finds the complaints of a kernel in the lines of its console, as they come. Pure, but for its state. */

import { complaint, type SplatKind } from './forms.js';
import { isTraceStart, type Splat, type SplatLines, splatOf, stamp, textOf } from './splat.js';

/** What init and the host have printed is no part of a complaint. */
const ours = /^lsm-audit: /;

const cutHere = '------------[ cut here ]------------';
/** The rule that closes a report of a sanitizer, or stands above one of lockdep. */
const rule = /^={20,}$/;
const endMark = /^---\[ end /;
/** What lies behind the trace of such complaints is no part of them. */
const endWithTrace: ReadonlySet<SplatKind> = new Set([
  'lockdep',
  'suspicious-rcu',
  'sleep-in-atomic',
]);

/** Complaints kept until they are taken; of a kernel that does nothing but complain, the first say it all. */
const maxSplats = 50;

/** The longest are those of lockdep, with a trace of each lock of a chain. */
const maxLines = 300;

/** Of a message above a complaint, more is not expected. */
const maxPreface = 8;

/** Of a line so much is kept, more than a record of the log has. */
const maxLineLength = 1100;

/** A complaint of which lines still come. */
interface Open extends SplatLines {
  /** Its trace has begun. */
  traced: boolean;
}

export class SplatScanner {
  #found: Open[] = [];
  #open: Open | undefined;
  /** Lines of the console so far. */
  #count = 0;
  /** Lines since a cut mark: the message that WARN() prints above what it can be recognised by. */
  #preface: string[] | undefined;

  /** Takes the next line of the console, without its end. */
  push(line: string): void {
    this.#count += 1;
    const records = recordsOf(line);
    const begins = records.find((record) => complaint(textOf(record)));
    const begun = begins === undefined ? undefined : complaint(textOf(begins));
    if (begins === undefined || begun === undefined) this.#add(records.at(-1) ?? '');
    else if (this.#open && goesOn(this.#open, textOf(begins))) this.#keep(this.#open, begins);
    else this.#begin(begun, begins);
  }

  /**
   * What was found since the last call. A complaint that is still being printed is among it; the
   * rest of it is dropped.
   */
  take(): Splat[] {
    const found = this.#found;
    this.#close();
    this.#found = [];
    return found.map(splatOf);
  }

  #begin({ kind, title }: { kind: SplatKind; title: string }, line: string): void {
    const lines = [...(this.#preface ?? []), line];
    this.#close();
    const first = lines.length - 1;
    this.#open = { kind, title, lines, first, line: this.#count - first, traced: false };
    if (this.#found.length < maxSplats) this.#found.push(this.#open);
  }

  #add(line: string): void {
    const text = textOf(line);
    if (ours.test(text)) return;
    if (text === cutHere) {
      this.#close();
      this.#preface = [line];
    } else if (this.#preface) {
      if (this.#preface.push(line) > maxPreface) this.#preface = undefined;
    } else if (this.#open && rule.test(text)) this.#close();
    else if (this.#open) this.#keep(this.#open, line);
  }

  #keep(open: Open, line: string): void {
    const text = textOf(line);
    open.lines.push(line);
    open.traced ||= isTraceStart(text);
    const traceEnds = text === ' </TASK>' && endWithTrace.has(open.kind);
    if (endMark.test(text) || traceEnds || open.lines.length >= maxLines) this.#close();
  }

  #close(): void {
    this.#open = undefined;
    this.#preface = undefined;
  }
}

/** Some complaints have a second line of known form, above their trace. */
function goesOn({ kind, traced }: Open, text: string): boolean {
  if (traced) return false;
  if (text.startsWith('Oops: ')) return kind === 'oops' || kind === 'bug';
  return kind === 'list-corruption' && /^(?:kernel BUG at|WARNING: )/.test(text);
}

const stamps = new RegExp(stamp, 'g');

/** The time stamp of a record is among the last: no record names more tasks than two. */
const maxStamps = 4;

/**
 * Where a record of the log may begin in a line: at each time stamp, as a line that somebody left
 * unfinished on the terminal has the next record behind it, and as the name of a task can look like
 * a stamp. A line without any is one record.
 */
function recordsOf(line: string): string[] {
  const starts = [...line.matchAll(stamps)].map(({ index }) => index).slice(-maxStamps);
  const all = starts.length === 0 ? [0] : starts;
  return all.map((start) => line.slice(start, start + maxLineLength));
}
