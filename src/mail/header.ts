/** Headers of a mail: unfolded, found by name, and decoded. Text is latin1 here: a character is a byte. */

import { UsageError } from '../errors.js';

/** Relays and lists add many lines, but no such amount. */
const maxHeaderBytes = 256 * 1024;

export interface Message {
  /** Values by lower-case name, the first of each. */
  headers: ReadonlyMap<string, string>;
  body: string;
}

/**
 * Parts headers from the body. A text that begins with no header, such as a bare diff, is all body.
 * @throws UsageError when the headers have no end
 */
export function parseMessage(text: string): Message {
  const headers = new Map<string, string>();
  let at = 0;
  let name = '';
  while (at < text.length) {
    if (at > maxHeaderBytes)
      throw new UsageError(`a mail with more than ${maxHeaderBytes} bytes of headers`);
    const end = text.indexOf('\n', at);
    const next = end < 0 ? text.length : end + 1;
    const line = text.slice(at, Math.min(next, at + maxHeaderBytes)).replace(/\r?\n$/, '');
    if (line === '') return { headers, body: text.slice(next) };
    const [, found, value = ''] = /^([!-9;-~]{1,100}):[ \t]*(.*)$/s.exec(line) ?? [];
    if (/^[ \t]/.test(line) && name !== '')
      headers.set(name, `${headers.get(name)} ${line.trim()}`);
    else if (found !== undefined) {
      // Of a header that comes twice the first counts, and the second one goes, with what is folded.
      name = headers.has(found.toLowerCase())
        ? `${found.toLowerCase()} again`
        : found.toLowerCase();
      headers.set(name, value);
    } else if (/^>?From /.test(line)) name = '';
    else return { headers, body: text.slice(at) };
    at = next;
  }
  return { headers, body: '' };
}

/** The parameter of a structured header, as in `text/plain; charset=utf-8`. */
export function parameter(value: string, name: string): string | undefined {
  const found = new RegExp(`;\\s*${name}\\s*=\\s*(?:"([^"]*)"|([^\\s;"]+))`, 'i').exec(value);
  return found?.[1] ?? found?.[2];
}

const encodedWord = /=\?([\w.:-]{1,40})(?:\*[\w-]{0,20})?\?([bq])\?([^?\s]*)\?=/gi;

/**
 * The value with its encoded words decoded (RFC 2047), as text that is safe on one line: what controls
 * a terminal is replaced, and what is too long is cut.
 */
export function readable(value: string): string {
  // A character may be cut between two words: their bytes belong together before they are decoded.
  const joined = value.replace(/(\?=)[ \t]+(?==\?[\w.:*-]{1,60}\?[bq]\?)/gi, '$1');
  const parts: { charset: string; bytes: string }[] = [];
  let at = 0;
  const add = (charset: string, bytes: string) => {
    const last = parts.at(-1);
    if (last?.charset === charset) last.bytes += bytes;
    else if (bytes !== '') parts.push({ charset, bytes });
  };
  for (const match of joined.matchAll(encodedWord)) {
    const [whole, charset = '', encoding = '', content = ''] = match;
    add('utf-8', joined.slice(at, match.index));
    add(charset.toLowerCase(), decodeWord(encoding, content));
    at = match.index + whole.length;
  }
  add('utf-8', joined.slice(at));
  return visible(parts.map(({ charset, bytes }) => decodeText(bytes, charset)).join(''));
}

function decodeWord(encoding: string, content: string): string {
  if (encoding.toLowerCase() === 'b') return Buffer.from(content, 'base64').toString('latin1');
  return content.replaceAll('_', ' ').replaceAll(/=([0-9A-F]{2})/gi, (_, hex: string) => {
    return String.fromCharCode(Number.parseInt(hex, 16));
  });
}

/** `bytes` as text; what no charset explains stays a character a byte. */
function decodeText(bytes: string, charset: string): string {
  try {
    return new TextDecoder(charset, { fatal: true }).decode(Buffer.from(bytes, 'latin1'));
  } catch {
    return bytes;
  }
}

const maxShown = 300;

/** Without control characters and line ends, and short: it is a stranger's text. */
export function visible(text: string): string {
  const line = text.replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu, (char) =>
    char === '\t' ? ' ' : '·',
  );
  return line.length > maxShown ? `${line.slice(0, maxShown)}…` : line;
}
