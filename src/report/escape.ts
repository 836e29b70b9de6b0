/** Text of strangers for formats of machines: nothing of it is lost, and nothing of it acts. Pure. */

/** What cannot be seen, or moves what can: controls, marks of direction, lone surrogates, line ends. */
const invisible = /[\p{C}\p{Zl}\p{Zp}]/u;

/**
 * `text` with each invisible character, and each that is among `unsafe`, by its number, and backslashes
 * doubled: unescaped() gives the text again.
 */
export function escaped(
  text: string,
  { unsafe, keep = '' }: { unsafe?: RegExp; keep?: string } = {},
): string {
  return [...text]
    .map((char) => {
      if (char === '\\') return '\\\\';
      const acts = (invisible.test(char) && !keep.includes(char)) || unsafe?.test(char);
      return acts ? numbered(char) : char;
    })
    .join('');
}

/** A character by its number: \x1b, or \u{202e} beyond one byte. */
export function numbered(char: string): string {
  const code = char.codePointAt(0) ?? 0;
  return code <= 0xff ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u{${code.toString(16)}}`;
}

/** The text that escaped() was given. */
export function unescaped(text: string): string {
  return text.replaceAll(
    /\\(?:\\|x([0-9a-f]{2})|u\{([0-9a-f]+)\})/g,
    (_, byte?: string, wide?: string) => {
      const digits = byte ?? wide;
      return digits === undefined ? '\\' : String.fromCodePoint(Number.parseInt(digits, 16));
    },
  );
}
