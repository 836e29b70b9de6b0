/** The statements of a Kconfig file, without help texts and comments. Pure. */

export interface Statement {
  /** Without the blanks around it; lines that a backslash continues are one. */
  text: string;
  /** Of its first line, from 1. */
  line: number;
}

export function statements(file: string): Statement[] {
  const found: Statement[] = [];
  /** Where the help text that we are in begins; its first line decides. */
  let help: number | 'starts' | undefined;
  for (const { raw, line } of joinedLines(file)) {
    const text = raw.trim();
    if (text === '') continue;
    const column = columnOf(raw);
    if (help === 'starts') help = column > 0 ? column : undefined;
    // Whatever is indented like the first line of a help text, or deeper, belongs to it.
    if (typeof help === 'number' && column >= help) continue;
    help = text === 'help' ? 'starts' : undefined;
    if (help === undefined && !text.startsWith('#')) found.push({ text, line });
  }
  return found;
}

function* joinedLines(file: string): Generator<{ raw: string; line: number }> {
  const lines = file.split('\n');
  for (let i = 0; i < lines.length; i++) {
    const line = i + 1;
    let raw = lines[i] ?? '';
    while (raw.endsWith('\\') && i + 1 < lines.length) raw = `${raw.slice(0, -1)} ${lines[++i]}`;
    yield { raw, line };
  }
}

/** How far a line is indented, with tabs that reach to the next multiple of eight. */
function columnOf(raw: string): number {
  let column = 0;
  for (const char of raw) {
    if (char === '\t') column += 8 - (column % 8);
    else if (char === ' ') column += 1;
    else break;
  }
  return column;
}
