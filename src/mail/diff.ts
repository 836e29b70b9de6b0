/**
 * What a diff changes, as far as its headers and hunks tell. `git apply` has the last word: this is
 * for knowing beforehand which files it will want. Text is latin1 here: a character is a byte.
 */

import { posix } from 'node:path';

/** One file of a diff: no `from` when it is created, no `to` when it is deleted. Paths are text. */
export interface FileChange {
  from?: string;
  to?: string;
}

export interface ParsedDiff {
  changes: FileChange[];
  /** Where the diff begins in the text; -1 when there is none. */
  start: number;
  /** Where it ends, as far as its headers and hunks tell: signatures and footers follow. */
  end: number;
  /** Each hunk has as many lines as its header says. */
  whole: boolean;
}

const hunkHeader = /^@@ -\d+(?:,(\d+))? \+\d+(?:,(\d+))? @@/;

/** Reads the diffs of a mail's body; what stands before, between and behind them is passed over. */
export function parseDiff(text: string): ParsedDiff {
  const changes: FileChange[] = [];
  let start = -1;
  let end = 0;
  let whole = true;
  let open: FileChange | undefined;
  const lines = new Lines(text);
  const begin = (at: number, change: FileChange) => {
    if (start < 0) start = at;
    changes.push(change);
  };
  for (let line = lines.take(); line !== undefined; line = lines.take()) {
    const { at } = lines;
    if (line.startsWith('diff --git ')) {
      open = namedTwice(line.slice('diff --git '.length));
      begin(at, open);
    } else if (line.startsWith('--- ') && lines.peek()?.startsWith('+++ ')) {
      const change = { ...side('from', line), ...side('to', lines.take() ?? '') };
      // The names of these lines are exact; that of the line above is split by guess.
      if (open === undefined) begin(at, change);
      else replace(open, change);
    } else if (hunkHeader.test(line) && start >= 0) {
      whole = lines.passHunk(line) && whole;
      open = undefined;
    } else if (line === 'GIT binary patch') end = text.length;
    else if (!open || !extend(open, line)) continue;
    end = Math.max(end, lines.end);
  }
  return { changes, start, end, whole };
}

/** The lines of a text, with the place of the last one that was taken. */
class Lines {
  at = 0;
  /** Where the next line begins. */
  end = 0;
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  peek(): string | undefined {
    if (this.end >= this.#text.length) return undefined;
    const newline = this.#text.indexOf('\n', this.end);
    const line = this.#text.slice(this.end, newline < 0 ? undefined : newline);
    return line.endsWith('\r') ? line.slice(0, -1) : line;
  }

  take(): string | undefined {
    const line = this.peek();
    if (line === undefined) return undefined;
    this.at = this.end;
    const newline = this.#text.indexOf('\n', this.end);
    this.end = newline < 0 ? this.#text.length : newline + 1;
    return line;
  }

  /** Takes the lines of a hunk. @returns whether all that its header announces are there */
  passHunk(header: string): boolean {
    const [, before = '1', after = '1'] = hunkHeader.exec(header) ?? [];
    let [old, fresh] = [Number(before), Number(after)];
    while (old > 0 || fresh > 0) {
      const line = this.peek();
      const sign = line?.[0] ?? ' ';
      if (line === undefined || !' +-\\'.includes(sign)) return false;
      if (sign !== '+' && sign !== '\\') old -= 1;
      if (sign !== '-' && sign !== '\\') fresh -= 1;
      if (old < 0 || fresh < 0) return false;
      this.take();
    }
    // The last line may lack its newline, which is said behind it.
    if (this.peek()?.startsWith('\\')) this.take();
    return true;
  }
}

/** `a/x b/x`: all that the diff of an empty file, a binary file or a mode has. */
function namedTwice(names: string): FileChange {
  const quoted = /^("(?:[^"\\]|\\.)*") ("(?:[^"\\]|\\.)*")$/.exec(names);
  if (quoted) return { ...side('from', `--- ${quoted[1]}`), ...side('to', `+++ ${quoted[2]}`) };
  const half = names.slice(0, (names.length - 1) / 2);
  const same = half.length > 0 && names === `${half} b/${half.slice(2)}` && half.startsWith('a/');
  if (!same) return {};
  const path = pathOf(half.slice(2));
  return { from: path, to: path };
}

function side(key: 'from' | 'to', line: string): FileChange {
  const name = pathOf(line.slice(4));
  if (name === '/dev/null') return {};
  const slash = name.indexOf('/');
  return slash < 0 ? {} : { [key]: name.slice(slash + 1) };
}

function replace(open: FileChange, { from, to }: FileChange): void {
  delete open.from;
  delete open.to;
  if (from !== undefined) open.from = from;
  if (to !== undefined) open.to = to;
}

/** Reads a header between `diff --git` and the first hunk. @returns whether it is one */
function extend(open: FileChange, line: string): boolean {
  const [, verb, name = ''] = /^(?:rename|copy) (from|to) (.*)$/s.exec(line) ?? [];
  if (verb === 'from' || verb === 'to') open[verb] = pathOf(name);
  else if (line.startsWith('new file mode ')) delete open.from;
  else if (line.startsWith('deleted file mode ')) delete open.to;
  return extendedHeader.test(line);
}

const extendedHeader =
  /^(?:(?:old|new|new file|deleted file) mode|(?:dis)?similarity index|rename|copy|index) /;

/** A name as a diff writes it: up to a tab, or in quotes, with the escapes of C. */
function pathOf(text: string): string {
  const [, quoted] = /^"((?:[^"\\]|\\.)*)"/.exec(text) ?? [];
  const bytes =
    quoted === undefined
      ? (text.split('\t', 1)[0] ?? '')
      : quoted.replaceAll(/\\([0-7]{3}|.)/g, (_, code: string) => byteOf(code));
  return Buffer.from(bytes, 'latin1').toString();
}

const named: Readonly<Record<string, string>> = {
  ...{ a: '\x07', b: '\b', t: '\t', n: '\n', v: '\v', f: '\f', r: '\r' },
};

const byteOf = (code: string) =>
  code.length === 3 ? String.fromCharCode(Number.parseInt(code, 8) & 0xff) : (named[code] ?? code);

/** Whether the path stays in the tree. git refuses those that do not, whatever is thought here. */
export const isInside = (path: string): boolean =>
  path !== '' &&
  !path.includes('\0') &&
  !path.startsWith('/') &&
  !/^\.\.(?:\/|$)/.test(posix.normalize(path));
