/** A parsed line for people: its fields one below the other, as printed and as meant. */

import { excerpt, visible } from './excerpt.js';
import type { DecodedField, RecordLine } from './line.js';
import type { Stamp } from './record.js';
import { typeName } from './types.js';

/** The lines that show type, stamp, fields and problems. Hostile bytes come out as `\xNN`. */
export function renderRecord(line: RecordLine): string[] {
  const { node, fields, enrichment, problems } = line;
  const width = Math.max(0, ...fields.map(({ key }) => visible(key).length));
  return [
    [
      typeOf(line),
      ...(line.stamp ? [at(line.stamp)] : []),
      ...(node ? [`on ${visible(node)}`] : []),
    ].join(' '),
    ...fields.map((field) => `  ${visible(field.key).padEnd(width)}  ${meaning(field)}`),
    ...(enrichment === undefined ? [] : [`  auditd added: ${visible(enrichment)}`]),
    ...problems.map(
      ({ problem, offset, text }) => `  ! ${problem} at byte ${offset}: ${excerpt(text).text}`,
    ),
  ];
}

function typeOf({ type, typeText, form }: RecordLine): string {
  if (type !== undefined) return `${typeName(type)} (${type})`;
  if (typeText !== undefined) return `unknown type ${visible(typeText)}`;
  return form === 'none' ? 'no record' : 'unknown type';
}

/** The stamp as the record has it, and the time it means. */
function at({ seconds, milliseconds, serial }: Stamp): string {
  const moment = new Date(seconds * 1000 + milliseconds);
  const stamp = `${seconds}.${String(milliseconds).padStart(3, '0')}:${serial}`;
  // Dates end at 8.64e15 ms; a stamp may lie beyond.
  return Number.isNaN(moment.getTime()) ? stamp : `${stamp} ${moment.toISOString()}`;
}

/** The raw value, and behind `=` what it stands for where that is not to be read in it. */
function meaning({ raw, value }: DecodedField): string {
  if (value.kind === 'empty') return '(empty)';
  const meant =
    value.kind === 'text' && value.encoding === 'hex' ? `  = "${visible(value.text)}"` : '';
  return visible(raw) + meant;
}
