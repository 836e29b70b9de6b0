/**
 * One record: its stamp and its fields, verbatim and in order.
 *
 * The payload is `audit(<sec>.<msec>:<serial>): <body>` (audit_log_start()), the body a sequence of
 * `key=value`. Parsing loses nothing: the gaps, keys and values of the fields, put together again,
 * are the body (`joinFields`). What does not fit the format is kept where it stood and reported
 * as a problem. Nothing here throws.
 */

import type { RawRecord } from './netlink.js';
import { isUntrusted, isWellFormed } from './value.js';

/** When the record was started; records of one event share it (audit_log_start()). */
export interface Stamp {
  /** Seconds since the epoch. In a syscall this is the time of its entry. */
  seconds: number;
  milliseconds: number;
  serial: number;
}

export interface Field {
  /** What precedes the key: nothing or spaces, and words without `=` if there are any. */
  gap: string;
  key: string;
  /** Everything after `=`, quotes included. */
  raw: string;
  form: 'quoted' | 'bare' | 'empty';
  /** Where the key begins, in bytes from the start of the payload. */
  offset: number;
}

export interface RecordProblem {
  problem:
    | 'no-stamp'
    | 'stray-text'
    | 'bad-key'
    | 'unterminated-quote'
    | 'text-after-quote'
    | 'bad-hex'
    | 'bad-value'
    | 'bad-quote';
  /** In bytes from the start of the payload. */
  offset: number;
  /** The text at fault. */
  text: string;
}

export interface AuditRecord extends RawRecord {
  /** Absent when the payload does not begin with one; then all of it is the body. */
  stamp?: Stamp;
  body: string;
  fields: Field[];
  /** What follows the last field; a record that ends with a capability has a space here. */
  tail: string;
  problems: RecordProblem[];
}

/** The space is missing only where a tool has trimmed a record without a body (EOE). */
const STAMP = /^audit\((\d{1,15})\.(\d{3}):(\d{1,10})\):(?: |$)/;
const SPACE = ' '.charCodeAt(0);
const EQUALS = '='.charCodeAt(0);
/** By character code: whether a key may have it. */
const inKey = Uint8Array.from({ length: 256 }, (_, code) =>
  /[A-Za-z0-9_.[\]-]/.test(String.fromCharCode(code)) ? 1 : 0,
);

/** Parses a record. Never throws: see `problems`. */
export function parseRecord({ type, payload }: RawRecord): AuditRecord {
  const stamp = STAMP.exec(payload);
  const start = stamp ? stamp[0].length : 0;
  const { fields, tail, problems } = parseBody(type, payload, start);
  const body = payload.slice(start);
  if (stamp) {
    const [, seconds, milliseconds, serial] = stamp;
    return {
      type,
      payload,
      stamp: {
        seconds: Number(seconds),
        milliseconds: Number(milliseconds),
        serial: Number(serial),
      },
      body,
      fields,
      tail,
      problems,
    };
  }
  const missing = { problem: 'no-stamp', offset: 0, text: payload.slice(0, 40) } as const;
  return { type, payload, body, fields, tail, problems: [missing, ...problems] };
}

/** The body that the fields were parsed from, byte for byte. */
export function joinFields({ fields, tail }: Pick<AuditRecord, 'fields' | 'tail'>): string {
  return fields.map(({ gap, key, raw }) => `${gap}${key}=${raw}`).join('') + tail;
}

/** The raw values of every field with this key, in order. */
export function rawValues({ fields }: Pick<AuditRecord, 'fields'>, key: string): string[] {
  return fields.filter((field) => field.key === key).map((field) => field.raw);
}

/** The fields of the text from `start` on, for a body without a stamp. Never throws. */
export function parseBody(
  type: number,
  payload: string,
  start = 0,
): Pick<AuditRecord, 'fields' | 'tail' | 'problems'> {
  const fields: Field[] = [];
  const problems: RecordProblem[] = [];
  let gapStart = start;
  let equals = -1;
  for (let at = start; at < payload.length; ) {
    if (payload.charCodeAt(at) === SPACE) {
      at += 1;
      continue;
    }
    const keyEnd = endOfKey(payload, at);
    if (payload.charCodeAt(keyEnd) === EQUALS && keyEnd > at) equals = keyEnd;
    else {
      // Looked for once, however many words there are without it.
      if (equals < at) equals = indexOrEnd(payload, '=', at);
      const wordEnd = indexOrEnd(payload, ' ', at);
      if (equals >= wordEnd) {
        problems.push({ problem: 'stray-text', offset: at, text: payload.slice(at, wordEnd) });
        at = wordEnd;
        continue;
      }
      problems.push({ problem: 'bad-key', offset: at, text: payload.slice(at, equals) });
    }
    const key = payload.slice(at, equals);
    const { end, form, problem } = scanValue(payload, equals + 1, key);
    const raw = payload.slice(equals + 1, end);
    const field: Field = { gap: payload.slice(gapStart, at), key, raw, form, offset: at };
    fields.push(field);
    if (problem) problems.push({ problem, offset: equals + 1, text: raw });
    else if (!isWellFormed(type, field)) {
      problems.push({ problem: faultOf(type, key, form), offset: equals + 1, text: raw });
    }
    at = end;
    gapStart = end;
  }
  return { fields, tail: payload.slice(gapStart), problems };
}

/** What is wrong with a malformed value. */
function faultOf(type: number, key: string, form: Field['form']): RecordProblem['problem'] {
  if (form === 'quoted') return 'bad-quote';
  return isUntrusted(type, key) ? 'bad-hex' : 'bad-value';
}

type Scan = Pick<Field, 'form'> & { end: number; problem?: RecordProblem['problem'] };

/** Where the characters of a key end that begin at `at`. */
function endOfKey(payload: string, at: number): number {
  let end = at;
  while (inKey[payload.charCodeAt(end)] === 1) end += 1;
  return end;
}

/** Finds where the value that begins at `start` ends. */
function scanValue(payload: string, start: number, key: string): Scan {
  // An interface may be called `"`: netif is printed by a plain %s (audit_log_lsm_data()).
  const quoted = payload[start] === '"' && key !== 'netif';
  const quote = quoted ? payload.indexOf('"', start + 1) : -1;
  if (quote >= 0) {
    const end = quote + 1;
    if (end === payload.length || payload[end] === ' ') return { end, form: 'quoted' };
    return { end: indexOrEnd(payload, ' ', end), form: 'quoted', problem: 'text-after-quote' };
  }
  const wordEnd = indexOrEnd(payload, ' ', start);
  if (quoted) return { end: wordEnd, form: 'quoted', problem: 'unterminated-quote' };
  if (wordEnd === start) return { end: start, form: 'empty' };
  // The text of a USER record is the last field, between apostrophes, and may hold anything.
  if (key === 'msg' && payload[start] === "'") {
    if (payload.length > start + 1 && payload.endsWith("'")) {
      return { end: payload.length, form: 'quoted' };
    }
    return { end: wordEnd, form: 'quoted', problem: 'unterminated-quote' };
  }
  return { end: wordEnd, form: 'bare' };
}

function indexOrEnd(text: string, needle: string, from: number): number {
  const index = text.indexOf(needle, from);
  return index === -1 ? text.length : index;
}
