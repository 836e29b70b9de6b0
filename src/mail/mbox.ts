/** A mailbox as its messages. Text is latin1 here: a character is a byte. */

import { UsageError } from '../errors.js';

/** A month of a busy list has fewer. */
const maxMessages = 20_000;

/**
 * What begins a message: `From`, who, and a date as ctime() prints it. The line behind it is a header,
 * or one that was quoted. A sentence that begins with "From" has neither.
 */
const separator = /^From [^\n]{1,500}$/gm;
const dated = /\d\d:\d\d:\d\d\b.{0,40}\b\d{4}\b/;
const headerLine = /^(?:[A-Za-z][\w-]*:|>From )/;

/**
 * The messages of `text`, without the lines that part them. A text without such a line is one message.
 * Quoting (`>From `) is left as it is: each line of a diff begins with a sign of its own.
 * @throws UsageError when there are too many
 */
export function splitMailbox(text: string): string[] {
  const starts = [...separations(text)];
  if (starts.length === 0) return [text];
  const [first] = starts;
  const before = text.slice(0, first?.from).trim() === '' ? [] : [text.slice(0, first?.from)];
  const messages = starts.map(({ to }, i) => text.slice(to, starts[i + 1]?.from));
  return [...before, ...messages];
}

function* separations(text: string): Generator<{ from: number; to: number }> {
  let count = 0;
  for (const { 0: line, index } of text.matchAll(separator)) {
    const to = index + line.length + 1;
    if (!dated.test(line) || !headerLine.test(text.slice(to, to + 80))) continue;
    if (++count > maxMessages)
      throw new UsageError(`a mailbox with more than ${maxMessages} mails`, 'Save one thread.');
    yield { from: index, to };
  }
}
