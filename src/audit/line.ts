/**
 * Records as logs keep them, a record a line: what auditd writes, what the kernel prints when no
 * daemon listens (kauditd_printk_skb()), and the bare text of the netlink message.
 */

import { type AuditRecord, type Field, parseRecord, type RecordProblem } from './record.js';
import { typeNumber } from './types.js';
import { type DecodedValue, decodeField } from './value.js';

export interface LineProblem {
  problem: RecordProblem['problem'] | 'no-record' | 'no-type' | 'unknown-type';
  /** In bytes from the start of the line. */
  offset: number;
  /** The text at fault. */
  text: string;
}

/** A field, and what its value says. */
export interface DecodedField extends Field {
  value: DecodedValue;
}

/** A line taken apart. Offsets count from the start of the line. JSON-serialisable. */
export interface RecordLine extends Omit<AuditRecord, 'type' | 'fields' | 'problems'> {
  form: 'auditd' | 'console' | 'bare' | 'none';
  /** The machine that sent the line to this auditd (`name_format` of auditd.conf). */
  node?: string;
  /** Absent when the line does not say it, or names a type that nobody knows. */
  type?: number;
  /** The type as the line says it. */
  typeText?: string;
  fields: DecodedField[];
  /** What auditd added to the kernel's text (`log_format = ENRICHED`). */
  enrichment?: string;
  problems: LineProblem[];
}

const AUDITD = /^(?:node=(?<node>\S+) )?type=(?<type>\S+) msg=(?=audit\()/;
/** Behind the time, or the whole prefix of syslog. */
const CONSOLE = /^(?:.*?[ \]])?audit: type=(?<type>\d+) (?=audit\()/;
/** auditd puts this group separator between the kernel's text and its own, whose keys are capitals. */
const SEPARATOR = '\x1d';
const ENRICHMENT = /^[A-Z][A-Z0-9_]*=/;
/** What ends with a separator as an interface may do; ausearch ends any record that was not enriched so. */
const NAMELY = / netif=[^ ]*$/;

/**
 * Parses one line of a log, a character a byte (latin1), with or without its line end. Never
 * throws: a line that is no record has the problem `no-record`.
 */
export function parseRecordLine(line: string): RecordLine {
  const { form, start, text, node, enrichment, typeText, problem } = envelope(line);
  const type = typeText === undefined ? undefined : typeNumber(typeText);
  // Without a type, only what is an untrusted string in every record is decoded: type 0 is none.
  const { payload, stamp, body, tail, fields, problems } = parseRecord({
    type: type ?? 0,
    payload: text,
  });
  const unknown = typeText !== undefined && type === undefined;
  return {
    form,
    ...(node !== undefined && { node }),
    ...(type !== undefined && { type }),
    ...(typeText !== undefined && { typeText }),
    payload,
    ...(stamp && { stamp }),
    body,
    fields: fields.map((field) => decoded(type ?? 0, field, start)),
    tail,
    ...(enrichment !== undefined && { enrichment }),
    problems: [
      ...(problem ? [problem] : []),
      ...(unknown ? [unknownType(line, typeText)] : []),
      // That a line is no record says everything about it.
      ...(form === 'none'
        ? []
        : problems.map((each) => ({ ...each, offset: each.offset + start }))),
    ],
  };
}

/** Spelled out, as spreading it would take most of the time of parsing. */
function decoded(type: number, field: Field, start: number): DecodedField {
  const { gap, key, raw, form, offset } = field;
  return { gap, key, raw, form, offset: offset + start, value: decodeField(type, field) };
}

interface Envelope extends Pick<RecordLine, 'form' | 'node' | 'typeText' | 'enrichment'> {
  /** Where the record's own text begins. */
  start: number;
  text: string;
  problem?: LineProblem;
}

function envelope(whole: string): Envelope {
  const line = whole.replace(/\r?\n?$/, '');
  const auditd = AUDITD.exec(line);
  if (auditd?.groups) {
    const { node, type = '' } = auditd.groups;
    const start = auditd[0].length;
    const { text, enrichment } = withoutEnrichment(line.slice(start));
    return {
      form: 'auditd',
      start,
      text,
      typeText: type,
      ...(node !== undefined && { node }),
      ...(enrichment !== undefined && { enrichment }),
    };
  }
  const console = CONSOLE.exec(line);
  if (console?.groups) {
    const start = console[0].length;
    const { type = '' } = console.groups;
    return { form: 'console', start, text: line.slice(start), typeText: type };
  }
  const bare = line.startsWith('audit(');
  const problem = bare ? 'no-type' : 'no-record';
  return {
    form: bare ? 'bare' : 'none',
    start: 0,
    text: line,
    problem: { problem, offset: 0, text: line.slice(0, 40) },
  };
}

/** An interface may have a separator in its name, so the last one counts, before a known beginning. */
function withoutEnrichment(text: string): Pick<Envelope, 'text' | 'enrichment'> {
  const at = text.lastIndexOf(SEPARATOR);
  const enrichment = text.slice(at + 1);
  const empty = at === text.length - 1 && !NAMELY.test(text);
  return at >= 0 && (empty || ENRICHMENT.test(enrichment))
    ? { text: text.slice(0, at), enrichment }
    : { text };
}

function unknownType(line: string, typeText: string): LineProblem {
  const offset = line.indexOf('type=') + 'type='.length;
  return { problem: 'unknown-type', offset, text: typeText };
}
