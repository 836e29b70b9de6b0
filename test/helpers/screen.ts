/** What a person sees of a terminal: the little of it that our progress line uses. */

const wipe = `${String.fromCharCode(27)}[K`;

/** The lines on a screen on which `text` was written: \r goes back, ESC [K wipes to the end, \n goes on. */
export function screenOf(text: string): string[] {
  const lines: string[] = [''];
  let column = 0;
  const row = () => lines.length - 1;
  for (const token of text
    .split(/(\r|\n)/)
    .flatMap((part) => part.split(/(?=\p{Cc}\[K)|(?<=\p{Cc}\[K)/u))) {
    const line = lines[row()] ?? '';
    if (token === '\r') column = 0;
    else if (token === wipe) lines[row()] = line.slice(0, column);
    else if (token === '\n') {
      lines.push('');
      column = 0;
    } else {
      lines[row()] =
        line.slice(0, column).padEnd(column) + token + line.slice(column + token.length);
      column += token.length;
    }
  }
  return lines;
}
