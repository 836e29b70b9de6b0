/**
 * The assertion of the selftests: exactly these records, in this order, and proof that there were
 * no others. Records of other programs and of other types are nobody's fault.
 */

import { excerpt, visible } from './excerpt.js';
import { compareRecords, type RecordDifference } from './mismatch.js';
import type { Observation } from './observer.js';
import type { AuditRecord } from './record.js';

/** The records are not the expected ones, or nothing proves that they are all. */
export class RecordMismatch extends Error {
  override readonly name = 'RecordMismatch';
  /** Lines for a screen: each reason, with the records and their difference marked. */
  readonly details: string[];
  constructor(message: string, details: string[]) {
    super(message);
    this.details = details;
  }
}

/** One reason to reject an observation: a line, and what shows it. */
type Reason = RecordDifference;

/** Reasons and records of one kind beyond this many are only counted. */
const MOST_SHOWN = 5;

/**
 * Asserts that the watched program emitted records with these bodies, byte for byte, in this order
 * and no others: with `[]`, that it emitted none. See body.ts for how to write a body.
 * @throws RecordMismatch unless the channel was live, each 1427 record names its program, none of
 *   this program's came before the window, and each of them parses without a problem
 */
export function assertRecords(observation: Observation, expected: readonly string[]): void {
  const { records, stale, unattributed, liveness, progId } = observation;
  const bodies = records.map(({ body }) => body);
  const reasons: Reason[] = [
    ...limited(liveness.problems.map(dead)),
    ...stray('stale', stale, `of program ${progId} came before the window`),
    ...stray('unattributed', unattributed, 'of type 1427 did not name one program'),
    ...limited(records.flatMap(malformed)),
    ...compareRecords(expected, bodies),
  ];
  const [first, ...more] = reasons;
  if (!first) return;
  if (more.length === 0) throw new RecordMismatch(first.summary, printable(first.details));
  const message = `${first.summary} (and ${count(more.length, 'more problem')})`;
  const sections = reasons.flatMap(({ summary, details }) => [
    summary,
    ...printable(details).map((line) => `  ${line}`),
  ]);
  throw new RecordMismatch(message, sections);
}

function dead(problem: string): Reason {
  return { summary: `the channel proves nothing: ${visible(problem)}`, details: [] };
}

function stray(kind: string, records: readonly AuditRecord[], what: string): Reason[] {
  if (records.length === 0) return [];
  const details = records.slice(0, MOST_SHOWN).map(({ payload }) => excerpt(payload).text);
  return [{ summary: `${kind}: ${count(records.length, 'record')} ${what}`, details }];
}

function malformed(record: AuditRecord, index: number): Reason[] {
  const [first] = record.problems;
  if (!first) return [];
  const summary = `malformed: ${first.problem} at byte ${first.offset} of record ${index + 1}`;
  const marks = record.problems.map(({ offset, text }) => ({
    start: offset,
    end: offset + text.length,
  }));
  const { text, carets } = excerpt(record.payload, marks);
  return [{ summary, details: [text, carets] }];
}

function limited(reasons: Reason[]): Reason[] {
  const rest = reasons.length - MOST_SHOWN;
  if (rest <= 0) return reasons;
  const summary = `and ${rest} more of this kind`;
  return [...reasons.slice(0, MOST_SHOWN), { summary, details: [] }];
}

const count = (number: number, what: string) => `${number} ${what}${number === 1 ? '' : 's'}`;

const printable = (lines: readonly string[]) => lines.filter((line) => line !== '');
