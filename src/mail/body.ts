/**
 * The text of a mail: its parts in order, out of their transfer encoding. The bytes of a patch must come
 * out as they went in, so text stays latin1 (a character is a byte), and charsets are converted only
 * where a list or a program has changed them on the way.
 */

import { parseDiff } from './diff.js';
import { type Message, parameter, parseMessage } from './header.js';

/** Parts in parts: forwarded digests have three. */
const maxDepth = 8;
const maxParts = 200;

/** The text of the message, with that of its attached patches behind it. */
export function textOf(message: Message): string {
  const parts: string[] = [];
  collect(message, 0, parts);
  return parts.filter((part, i) => !repeats(part, parts.slice(0, i))).join('\n');
}

function collect(message: Message, depth: number, parts: string[]): void {
  const type = message.headers.get('content-type') ?? 'text/plain';
  const boundary = parameter(type, 'boundary');
  if (/^multipart\//i.test(type) && boundary !== undefined && boundary.length <= 200) {
    if (depth >= maxDepth) return;
    for (const part of splitParts(message.body, boundary)) {
      if (parts.length >= maxParts) return;
      collect(parseMessage(part), depth + 1, parts);
    }
  } else if (isText(message, type)) parts.push(decoded(message, type));
}

function isText({ headers }: Message, type: string): boolean {
  if (/^text\/html\b/i.test(type)) return false;
  if (/^text\//i.test(type) || !type.includes('/')) return true;
  const disposition = headers.get('content-disposition') ?? '';
  const name = parameter(disposition, 'filename') ?? parameter(type, 'name') ?? '';
  return /(?:patch|diff)/i.test(type) || /\.(?:patch|diff)$/i.test(name);
}

/** The parts between lines `--boundary`; what stands before the first and behind the last is for nobody. */
function splitParts(body: string, boundary: string): string[] {
  const line = `--${boundary}`;
  const parts: string[] = [];
  let start: number | undefined;
  for (let at = 0; at < body.length; ) {
    const found = body.startsWith(line, at) ? at : after(body.indexOf(`\n${line}`, at));
    if (found === undefined) break;
    const end = body.indexOf('\n', found + line.length);
    const rest = body.slice(found + line.length, end < 0 ? undefined : end).trim();
    at = end < 0 ? body.length : end + 1;
    if (rest !== '' && rest !== '--') continue;
    if (start !== undefined) parts.push(body.slice(start, found));
    start = at;
    if (rest === '--' || parts.length > maxParts) return parts;
  }
  return start === undefined ? parts : [...parts, body.slice(start)];
}

const after = (newline: number) => (newline < 0 ? undefined : newline + 1);

function decoded({ headers, body }: Message, type: string): string {
  const encoding = (headers.get('content-transfer-encoding') ?? '').trim().toLowerCase();
  const text = withoutCarriage(transferred(body, encoding));
  const flowed = parameter(type, 'format')?.toLowerCase() === 'flowed';
  const deleteSpace = parameter(type, 'delsp')?.toLowerCase() === 'yes';
  return inUtf8(flowed ? unflowed(text, deleteSpace) : text, parameter(type, 'charset'));
}

function transferred(body: string, encoding: string): string {
  if (encoding === 'base64') return fromBase64(body);
  return encoding === 'quoted-printable' ? fromQuotedPrintable(body) : body;
}

/** Up to what is none of it: a list may have put its footer behind in plain. */
function fromBase64(body: string): string {
  const lines: string[] = [];
  for (const line of body.split('\n')) {
    const characters = line.trim();
    if (!/^[A-Za-z0-9+/]*={0,2}$/.test(characters)) break;
    lines.push(characters);
    if (characters.endsWith('=')) break;
  }
  return Buffer.from(lines.join(''), 'base64').toString('latin1');
}

function fromQuotedPrintable(body: string): string {
  return body
    .replaceAll(/[ \t]+(?=\r?$)/gm, '')
    .replaceAll(/=\r?\n/g, '')
    .replaceAll(/=([0-9A-F]{2})/gi, (_, hex: string) =>
      String.fromCharCode(Number.parseInt(hex, 16)),
    );
}

/**
 * Without the carriage returns that mail puts at line ends. A patch for a file that has them shows them in
 * its hunks alone, and keeps them.
 */
function withoutCarriage(text: string): string {
  // A dot matches no carriage return.
  const headers = text.match(/^(?:diff --git |--- |\+\+\+ |@@ -)[^\n]*/gm) ?? text.match(/[^\n]+/g);
  const mailed = (headers ?? []).every((line) => line.endsWith('\r'));
  return mailed ? text.replaceAll('\r\n', '\n') : text;
}

/**
 * The lines as they were before they were made to flow (RFC 3676). Many programs say that they do so, and
 * do not: the one reading that makes whole hunks is right.
 */
function unflowed(text: string, deleteSpace: boolean): string {
  const lines: string[] = [];
  let flows = false;
  for (const line of text.split('\n')) {
    const unstuffed = line.startsWith(' ') ? line.slice(1) : line;
    const content = flows ? (lines.pop() ?? '') + unstuffed : unstuffed;
    flows = unstuffed.endsWith(' ') && unstuffed !== '-- ';
    lines.push(flows && deleteSpace ? content.slice(0, -1) : content);
  }
  const result = lines.join('\n');
  const { start, whole } = parseDiff(result);
  return start >= 0 && !whole ? text : result;
}

/**
 * A list that converts a mail converts the patch in it; the kernel's own files are UTF-8. Bytes that are
 * UTF-8 as they stand were not converted, whatever the header says.
 */
function inUtf8(text: string, charset = 'utf-8'): string {
  const bytes = Buffer.from(text, 'latin1');
  if (/^(?:utf-?8|us-ascii)$/i.test(charset) || isUtf8(bytes)) return text;
  try {
    return Buffer.from(new TextDecoder(charset, { fatal: true }).decode(bytes)).toString('latin1');
  } catch {
    return text;
  }
}

function isUtf8(bytes: Uint8Array): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
}

/** The same diff as text and as an attachment is one. */
function repeats(part: string, earlier: readonly string[]): boolean {
  const diff = diffIn(part);
  return diff !== undefined && earlier.some((other) => diffIn(other) === diff);
}

function diffIn(part: string): string | undefined {
  const { start, end } = parseDiff(part);
  return start < 0 ? undefined : part.slice(start, end);
}
