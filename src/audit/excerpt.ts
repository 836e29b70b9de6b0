/** Hostile bytes and long records on a screen: escaped, shortened, with the important part marked. */

/** A part of a text, `end` excluded. Marking the place of something missing, it may be empty. */
export interface Mark {
  start: number;
  end: number;
}

/** A text and, of the same width, the line below it that marks parts of it. */
export interface Excerpt {
  text: string;
  /** Carets and spaces, none at the end; empty when nothing is marked. */
  carets: string;
}

/** A text up to this long is shown whole. */
const WHOLE = 400;
/** What is shown around each mark of a longer one, and of its beginning. */
const CONTEXT = 60;
/** Further marks of a longer text are not shown. */
const MARKS = 4;

/**
 * Printable ASCII as it is and any other character as `\xNN`. A backslash is doubled, so that no
 * two texts look the same.
 */
export function visible(text: string): string {
  return text.replace(/[^\x20-\x7e]|\\/g, (char) => {
    if (char === '\\') return '\\\\';
    const code = char.charCodeAt(0);
    return code < 0x100 ? `\\x${digits(code, 2)}` : `\\u${digits(code, 4)}`;
  });
}

/** The text made visible with the marks below it; a long one is cut down to their surroundings. */
export function excerpt(text: string, marks: readonly Mark[] = []): Excerpt {
  const marked = new Set(marks.slice(0, MARKS).flatMap((mark) => positions(text, mark)));
  let shown = '';
  let carets = '';
  let from = 0;
  const show = (piece: string, caret: string) => {
    shown += piece;
    carets += caret.repeat(piece.length);
  };
  const skipTo = (start: number) => {
    if (start > from) show(`…${start - from} bytes…`, ' ');
  };
  for (const { start, end } of keptParts(text.length, marked)) {
    skipTo(start);
    for (let at = start; at < end; at += 1) {
      show(visible(text[at] ?? ' '), marked.has(at) ? '^' : ' ');
    }
    from = end;
  }
  skipTo(text.length);
  return { text: shown, carets: carets.trimEnd() };
}

/** The positions that a mark covers, at least one: of what is missing, where it should begin. */
function positions(text: string, { start, end }: Mark): number[] {
  const length = Math.max(1, Math.min(end, start + CONTEXT, text.length) - start);
  return Array.from({ length }, (_, index) => start + index);
}

/** The parts to show, in order and apart from each other. A mark may lie behind the end. */
function keptParts(length: number, marked: ReadonlySet<number>): Mark[] {
  const last = Math.max(length, ...[...marked].map((at) => at + 1));
  if (length <= WHOLE) return [{ start: 0, end: last }];
  const parts: Mark[] = [{ start: 0, end: CONTEXT }];
  for (const at of [...marked].sort((a, b) => a - b)) {
    const start = Math.max(0, at - CONTEXT);
    const end = Math.min(last, at + CONTEXT);
    const previous = parts.at(-1);
    // A gap shorter than the note about it is no gain.
    if (previous && start <= previous.end + 20) previous.end = Math.max(previous.end, end);
    else parts.push({ start, end });
  }
  return parts;
}

function digits(code: number, count: number): string {
  return code.toString(16).toUpperCase().padStart(count, '0');
}
