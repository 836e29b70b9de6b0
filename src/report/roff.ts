/** Text for troff with the macros of man(7). Pure. */

/** Text as it shall be read, whatever it holds: no escape, request or hyphen of it means anything; `first` on its line. */
export function roffText(text: string, first = true): string {
  const escaped = [...text.replaceAll('\n', ' ')].map(roffChar).join('');
  // A line that begins so would be a request.
  return first ? escaped.replace(/^(?=[.'])/, '\\&') : escaped;
}

/** Lines of source end before this column. */
const lastColumn = 79;

/** Text that troff fills, in lines of source that are short enough for its readers. */
export function paragraph(text: string): string[] {
  const lines: string[] = [];
  for (const word of text.split(/\s+/).filter((word) => word !== '')) {
    const last = lines.at(-1);
    const longer = last === undefined ? undefined : `${last} ${roffText(word, false)}`;
    if (longer !== undefined && longer.length <= lastColumn) lines.splice(-1, 1, longer);
    else lines.push(roffText(word));
  }
  return lines;
}

const named: Readonly<Record<string, string>> = {
  '\\': '\\(rs',
  '-': '\\-',
  "'": '\\(aq',
  '`': '\\(ga',
  '"': '\\(dq',
  '^': '\\(ha',
  '~': '\\(ti',
};

function roffChar(char: string): string {
  const code = char.codePointAt(0) ?? 0;
  if (code < 0x20 || (code >= 0x7f && code < 0xa0)) return '';
  if (code > 0x7f) return `\\[u${code.toString(16).toUpperCase().padStart(4, '0')}]`;
  return named[char] ?? char;
}

export const bold = (text: string) => `\\fB${roffText(text)}\\fR`;
export const italic = (text: string) => `\\fI${roffText(text)}\\fR`;

export const section = (title: string) => `.SH ${title.toUpperCase()}`;
export const subsection = (title: string) => `.SS ${roffText(title)}`;

/** A term, already in troff, and the lines of what it means. */
export const entry = (term: string, ...meaning: readonly string[]) => ['.TP', term, ...meaning];

/** Lines that stay as they are. */
export const example = (lines: readonly string[]) => ['.PP', '.nf', '.RS', ...lines, '.RE', '.fi'];
