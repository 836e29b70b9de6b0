/** Text for a given number of columns. Pure. */

/**
 * Prose as lines of at most `columns` behind `indent`, all but the first two columns further in; a word
 * that is longer is cut.
 */
export function wrapped(text: string, columns: number, indent = ''): string[] {
  const further = indent === '' ? '' : `${indent}  `;
  const room = columns - further.length;
  const lines: string[] = [];
  let line: string | undefined;
  for (const word of text.split(' ').flatMap((word) => pieces(word, room))) {
    if (line !== undefined && line.length + 1 + word.length <= room) line += ` ${word}`;
    else {
      if (line !== undefined) lines.push(line);
      line = word;
    }
  }
  return [...lines, line ?? ''].map((each, i) => ((i === 0 ? indent : further) + each).trimEnd());
}

/** A marker below a text: where two records differ. */
const marks = /^ +\^[ ^]*$/;

/**
 * Lines that must stay as they are, for `columns`: a longer one is cut, with a backslash at each cut, so
 * that it can be put together again. Marks below a line are cut with it.
 */
export function cutLines(lines: readonly string[], columns: number, indent = ''): string[] {
  // A line that is whole leaves the column of the backslash free.
  const room = columns - indent.length - 1;
  return lines.flatMap((line, i) => {
    if (isMarks(lines, i)) return [];
    const below = isMarks(lines, i + 1) ? (lines[i + 1] ?? '') : '';
    const parts = Math.max(1, Math.ceil(Math.max(line.length, below.length) / room));
    return Array.from({ length: parts }, (_, at) => {
      const from = at * room;
      const text = line.slice(from, from + room);
      const marked = below.slice(from, from + room).trimEnd();
      const cut = line.length > from + room ? '\\' : '';
      return [text === '' ? '' : indent + text + cut, ...(marked === '' ? [] : [indent + marked])];
    }).flat();
  });
}

const isMarks = (lines: readonly string[], at: number) => at > 0 && marks.test(lines[at] ?? '');

/** `text` in parts of at most `size`; an empty one is one part. */
function pieces(text: string, size: number): string[] {
  if (text.length <= size) return [text];
  return Array.from({ length: Math.ceil(text.length / size) }, (_, i) =>
    text.slice(i * size, (i + 1) * size),
  );
}
