/** What differs between two bodies, field by field. */

import { type Alignment, align } from './align.js';
import { excerpt, type Mark, visible } from './excerpt.js';
import { type Field, parseBody } from './record.js';
import { AuditType } from './types.js';
import { isUntrusted } from './value.js';

export interface Difference {
  /** `encoding`: the same bytes of the system, printed another way. */
  kind: 'missing' | 'extra' | 'order' | 'value' | 'encoding' | 'spacing';
  /** The key of the field, or `the end`. */
  where: string;
  /** What was expected and what was seen there, fit for a screen. */
  text: string;
  /** Where it is in the expected body, and in the seen one. */
  expected?: Mark;
  seen?: Mark;
}

/** The differences between two bodies of type 1427; none exactly when they are the same text. */
export function compareBodies(expected: string, seen: string): Difference[] {
  if (expected === seen) return [];
  const ours = tokens(expected);
  const theirs = tokens(seen);
  const alignment = align(ours, theirs, (a, b) => {
    if (a.key !== b.key) return 0;
    return a.raw === b.raw ? 3 : 2;
  });
  const { pairs, moved, missing, extra } = alignment;
  return [
    ...missing.flatMap((at) => lone('missing', ours[at])),
    ...extra.flatMap((at) => lone('extra', theirs[at])),
    ...moved.flatMap(([i, j]) => displaced(ours[i], theirs[j], i, j)),
    ...[...pairs, ...moved].flatMap(([i, j]) => content(ours[i], theirs[j])),
    ...spacing(ours, theirs, alignment),
  ];
}

/** A field with its gap; the end of the body, whose gap is the tail, is one without a value. */
type Token = Pick<Field, 'gap' | 'key' | 'raw' | 'form' | 'offset'>;

const END = 'the end';

function tokens(body: string): Token[] {
  const { fields, tail } = parseBody(AuditType.BPF_LSM_ACCESS, body);
  return [...fields, { gap: tail, key: END, raw: '', form: 'empty', offset: body.length }];
}

const whole = ({ key, raw, offset }: Token): Mark => ({
  start: offset,
  end: offset + key.length + 1 + raw.length,
});

function lone(kind: 'missing' | 'extra', token: Token | undefined): Difference[] {
  if (!token) return [];
  const mark = whole(token);
  const { text } = excerpt(`${token.key}=${token.raw}`);
  const side = kind === 'missing' ? { expected: mark } : { seen: mark };
  return [{ kind, where: visible(token.key), text, ...side }];
}

function displaced(ours: Token | undefined, theirs: Token | undefined, i: number, j: number) {
  if (!ours || !theirs) return [];
  const text = `expected as field ${i + 1}, seen as field ${j + 1}`;
  const marks = { expected: whole(ours), seen: whole(theirs) };
  return [{ kind: 'order', where: visible(ours.key), text, ...marks } as const];
}

/** The difference between the values of two fields with one key. */
function content(ours: Token | undefined, theirs: Token | undefined): Difference[] {
  if (!ours || !theirs || ours.raw === theirs.raw) return [];
  const [mine, other] = [stringOf(ours), stringOf(theirs)];
  const recoded = mine === other;
  const meaning = recoded ? ` (both say "${shortened(mine)}")` : '';
  const at = firstDifference(ours.raw, theirs.raw);
  const text = `expected ${printed(ours, at)}, seen ${printed(theirs, at)}${meaning}`;
  return [
    {
      kind: recoded ? 'encoding' : 'value',
      where: visible(ours.key),
      text,
      expected: differing(ours, theirs),
      seen: differing(theirs, ours),
    },
  ];
}

/** The string of the system that a value stands for; a number or an address stands for itself. */
function stringOf({ key, raw, form }: Token): string {
  if (form === 'quoted' && /^".*"$/s.test(raw)) return raw.slice(1, -1);
  const hexadecimal = /^(?:[0-9a-f]{2})+$/i.test(raw);
  if (!hexadecimal || !isUntrusted(AuditType.BPF_LSM_ACCESS, key)) return raw;
  return Buffer.from(raw, 'hex').toString('latin1');
}

/** The part of the first field that is not as in the second. */
function differing({ key, raw, offset }: Token, other: Token): Mark {
  const value = offset + key.length + 1;
  const start = firstDifference(raw, other.raw);
  let end = raw.length;
  for (let to = other.raw.length; end > start && to > start; end -= 1, to -= 1) {
    if (raw[end - 1] !== other.raw[to - 1]) break;
  }
  return { start: value + start, end: value + end };
}

function firstDifference(a: string, b: string): number {
  let at = 0;
  while (at < a.length && a[at] === b[at]) at += 1;
  return at;
}

/** The value as printed, cut around a position, and what it says when that is not to be read. */
function printed(token: Token, at: number): string {
  if (token.raw === '') return 'nothing';
  const meant = stringOf(token);
  const decoded = token.form === 'bare' && meant !== token.raw;
  return shortened(token.raw, at) + (decoded ? ` = "${shortened(meant, at >> 1)}"` : '');
}

function shortened(text: string, at = 0): string {
  const from = Math.max(0, Math.min(at - 30, text.length - 80));
  const cut = visible(text.slice(from, from + 80));
  return `${from > 0 ? '…' : ''}${cut}${from + 80 < text.length ? '…' : ''}`;
}

/** What stands before the same field behind the same field, and at the end. */
function spacing(ours: readonly Token[], theirs: readonly Token[], { pairs }: Alignment) {
  const partner = new Map([[-1, -1], ...pairs]);
  return pairs.flatMap(([i, j]): Difference[] => {
    const [mine, other] = [ours[i], theirs[j]];
    const neighbours = partner.get(i - 1) === j - 1;
    if (!mine || !other || !neighbours || mine.gap === other.gap) return [];
    return [
      {
        kind: gapKind(mine.gap, other.gap),
        where: mine.key === END ? END : `before ${visible(mine.key)}`,
        text: `expected ${gapText(mine.gap)}, seen ${gapText(other.gap)}`,
        expected: { start: mine.offset - mine.gap.length, end: mine.offset },
        seen: { start: other.offset - other.gap.length, end: other.offset },
      },
    ];
  });
}

/** A gap may hold words that are no fields. */
function gapKind(ours: string, theirs: string): Difference['kind'] {
  const [mine, other] = [ours.trim(), theirs.trim()];
  if (mine === other) return 'spacing';
  if (mine === '') return 'extra';
  return other === '' ? 'missing' : 'value';
}

function gapText(gap: string): string {
  if (gap === '') return 'nothing';
  const spaces = /^ +$/.test(gap);
  return spaces ? `${gap.length} space${gap.length === 1 ? '' : 's'}` : `"${shortened(gap)}"`;
}
