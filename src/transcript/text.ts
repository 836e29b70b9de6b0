/** Transcripts as text: a JSON object a line, the header first. What is read may be anybody's. Pure. */

import { UsageError } from '../errors.js';
import { type Entry, type Transcript, type TranscriptHeader, transcriptSchema } from './entry.js';

/** The line for a header or an entry, with its end. */
export function transcriptLine(value: TranscriptHeader | Entry): string {
  return `${JSON.stringify(value)}\n`;
}

type Check = (value: unknown) => boolean;

const text: Check = (value) => typeof value === 'string';
const bytes: Check = (value) => typeof value === 'string' && !/[\u0100-\uffff]/.test(value);
const count: Check = (value) => Number.isSafeInteger(value) && Number(value) >= 0;
const time: Check = (value) => typeof value === 'number' && Number.isFinite(value) && value >= 0;
const nullable =
  (check: Check): Check =>
  (value) =>
    value === null || check(value);
const optional =
  (check: Check): Check =>
  (value) =>
    value === undefined || check(value);
const texts: Check = (value) => Array.isArray(value) && value.every(text);
const object: Check = (value) => typeof value === 'object' && value !== null;
const oneOf =
  (...words: string[]): Check =>
  (value) =>
    words.includes(String(value));

const header = {
  schema: (value: unknown) => value === transcriptSchema,
  guest: count,
  secret: text,
};

/** What each entry has beside its time and type. */
const shapes: Record<Entry['type'], Record<string, Check>> = {
  exec: { channel: count, command: text },
  write: { channel: count, bytes },
  end: { channel: count },
  upload: { folder: text, files: texts },
  begin: { test: text, state: object },
  judge: { test: text, state: object },
  finish: { test: text },
  opened: { channel: count },
  refused: { channel: count, message: text },
  read: { channel: count, bytes },
  'read-end': { channel: count },
  complaint: { channel: count, bytes },
  exit: { channel: count, code: nullable(count), signal: nullable(text) },
  close: { channel: count },
  uploaded: { message: optional(text) },
  console: { line: text },
  served: { bootMs: time },
  hangup: {},
  quit: { code: nullable(count), signal: nullable(text), stderr: text },
  silence: {},
  ground: { ground: oneOf('firm', 'lost', 'broken') },
};

/**
 * The transcript that `text` is, named `name` in errors. A last line without an end was cut off
 * while it was written and is left out.
 * @throws UsageError when it is none
 */
export function parseTranscript(text: string, name: string): Transcript {
  const lines = text.split('\n');
  lines.pop();
  const [first = '', ...rest] = lines;
  const head = parseLine(first, header, name, 1) as unknown as TranscriptHeader;
  const entries = rest.map((line, index) => {
    const entry = parseLine(line, { ms: time, type: isType }, name, index + 2);
    const wrong = wrongField(entry, shapes[entry['type'] as Entry['type']]);
    if (wrong !== undefined) throw unreadable(name, index + 2, `its ${wrong} is none`);
    return entry as unknown as Entry;
  });
  return { schema: head.schema, guest: head.guest, secret: head.secret, entries };
}

const isType = (type: unknown) => typeof type === 'string' && Object.hasOwn(shapes, type);

function parseLine(
  line: string,
  fields: Record<string, Check>,
  name: string,
  number: number,
): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    throw unreadable(name, number, 'it is not JSON');
  }
  if (!object(value) || Array.isArray(value)) throw unreadable(name, number, 'it is no object');
  const found = value as Record<string, unknown>;
  const wrong = wrongField(found, fields);
  if (wrong !== undefined) throw unreadable(name, number, `its ${wrong} is none`);
  return found;
}

/** The first field that is not what it should be. */
function wrongField(
  value: Record<string, unknown>,
  fields: Record<string, Check>,
): string | undefined {
  return Object.entries(fields).find(([field, check]) => !check(value[field]))?.[0];
}

const unreadable = (name: string, line: number, why: string) =>
  new UsageError(
    `line ${line} of ${name} is no entry of a transcript: ${why}`,
    'Name a bundle that `lsm-audit bundle` of this version has made.',
  );
