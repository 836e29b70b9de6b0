/** Why a test failed, with what differs marked where it stands. */

import type { Failure } from '../../suite/types.js';
import { html, type Markup } from './markup.js';

/** A line of a record, as the assertions of records print it: the side, and the record behind it. */
const sided = /^( *)(expected|seen {4})( {2})(.*)$/s;
const carets = /^[ ^]*\^[ ^]*$/;

/** Message, details and stack of a failure. */
export function failureMarkup({ message, details, stack }: Failure): Markup {
  const frames = (stack ?? '').split('\n').slice(1).join('\n').trimEnd();
  return html`<div class="failure"><p class="message">${message}</p>${
    details.length > 0 && html`<pre class="lines">${detailLines(details)}</pre>`
  }${frames !== '' && html`<details class="quiet"><summary>Stack</summary><pre>${frames}</pre></details>`}</div>`;
}

/** The lines of a failure: carets below a line become marks in it. */
export function detailLines(details: readonly string[]): Markup[] {
  const lines: Markup[] = [];
  for (let i = 0; i < details.length; i++) {
    const line = details[i] ?? '';
    const next = details[i + 1] ?? '';
    if (sided.test(line)) {
      const pointed = carets.test(next);
      lines.push(recordLine(line, pointed ? next : ''));
      if (pointed) i++;
    } else if (line.startsWith('++') || line.startsWith('--')) {
      lines.push(changedLine(line, counterpart(details, i)));
    } else {
      lines.push(html`<span>${line}\n</span>`);
    }
  }
  return lines;
}

function recordLine(line: string, below: string): Markup {
  const [, indent = '', side = '', gap = '', record = ''] = sided.exec(line) ?? [];
  const from = indent.length + side.length + gap.length;
  const marked = below.slice(from);
  const kind = side === 'expected' ? 'wanted' : 'got';
  return html`<span class="${kind}">${indent}${side}${gap}${withMarks(record, marked)}\n</span>`;
}

/** The text, marked wherever there is a caret below. */
function withMarks(text: string, below: string): Markup[] {
  const width = Math.max(text.length, below.length);
  const whole = text.padEnd(width);
  const parts: Markup[] = [];
  for (let start = 0; start < width; ) {
    const marked = below[start] === '^';
    let end = start;
    while (end < width && (below[end] === '^') === marked) end++;
    const part = whole.slice(start, end);
    parts.push(marked ? html`<mark>${part}</mark>` : html`${part}`);
    start = end;
  }
  return parts;
}

/** Of a line of a difference the one that stands for it on the other side, when it is next to it. */
function counterpart(details: readonly string[], at: number): string | undefined {
  const sign = (i: number) => details[i]?.slice(0, 2) ?? '';
  const own = sign(at);
  const other = own === '--' ? '++' : '--';
  let first = at;
  while (sign(first - 1) === own) first--;
  let end = at;
  while (sign(end) === own) end++;
  const place = at - first;
  // uvu prints a line between the two sides: "Actual:".
  for (const start of [end, end + 1])
    if (sign(start) === other) return within(details, start, place);
  for (const stop of [first, first - 1]) {
    if (sign(stop - 1) !== other) continue;
    let begin = stop - 1;
    while (sign(begin - 1) === other) begin--;
    return within(details, begin, place);
  }
  return undefined;

  function within(all: readonly string[], start: number, offset: number): string | undefined {
    return sign(start + offset) === other ? all[start + offset] : undefined;
  }
}

/** A line of one side: `++` was expected, `--` was seen. What both lines share is not marked. */
function changedLine(line: string, other: string | undefined): Markup {
  const kind = line.startsWith('++') ? 'wanted' : 'got';
  if (other === undefined) return html`<span class="${kind}">${line}\n</span>`;
  let start = 2;
  while (start < line.length && line[start] === other[start]) start++;
  let fromEnd = 0;
  const most = Math.min(line.length, other.length) - start;
  while (fromEnd < most && line.at(-1 - fromEnd) === other.at(-1 - fromEnd)) fromEnd++;
  const end = line.length - fromEnd;
  const middle = line.slice(start, end);
  return html`<span class="${kind}">${line.slice(0, start)}${
    middle !== '' && html`<mark>${middle}</mark>`
  }${line.slice(end)}\n</span>`;
}
