/**
 * Records to events: those of one system call share its stamp, and EOE ends them
 * (audit_log_exit()). A record that no syscall accompanies is an event by itself, without an end.
 */

import type { AuditRecord, Stamp } from './record.js';
import { AuditType } from './types.js';

export interface EventProblem {
  problem: /** Nothing says which event the record belongs to, so it is one of its own. */
    | 'no-stamp'
    /** It came behind the EOE of its event. */
    | 'after-end'
    /** A second one of a type that the kernel logs once for each event. */
    | 'repeated'
    /** A syscall without the EOE that ends it: the rest of the event may be missing. */
    | 'no-end';
  /** The position of the record at fault among those of the event. */
  index: number;
}

/** JSON-serialisable. */
export interface AuditEvent {
  /** Absent when its one record has none. */
  stamp?: Stamp;
  /** In the order of their arrival. */
  records: AuditRecord[];
  problems: EventProblem[];
}

/** What audit_log_exit() logs once, by type. */
const single: ReadonlySet<number> = new Set([
  AuditType.SYSCALL,
  AuditType.URINGOP,
  AuditType.CWD,
  AuditType.SOCKADDR,
  AuditType.PROCTITLE,
  AuditType.EOE,
]);

/** Types that an EOE must follow. */
const needsEnd: ReadonlySet<number> = new Set([AuditType.SYSCALL, AuditType.URINGOP]);

/**
 * Groups records by their stamps, events in the order of their first records. Events may be
 * entangled: each processor logs when it will. Every record is in exactly one event. Never throws.
 */
export function groupEvents(records: readonly AuditRecord[]): AuditEvent[] {
  const events: AuditEvent[] = [];
  const byStamp = new Map<string, AuditEvent>();
  for (const record of records) {
    const { stamp } = record;
    const key = stamp && `${stamp.seconds}.${stamp.milliseconds}:${stamp.serial}`;
    const known = key && byStamp.get(key);
    if (known) {
      known.records.push(record);
      continue;
    }
    const event: AuditEvent = { ...(stamp && { stamp }), records: [record], problems: [] };
    if (key) byStamp.set(key, event);
    events.push(event);
  }
  for (const event of events) event.problems = eventProblems(event);
  return events;
}

/** The other records of the event that a record belongs to, in the order of their arrival. */
export function companions(record: AuditRecord, events: readonly AuditEvent[]): AuditRecord[] {
  const event = events.find(({ records }) => records.includes(record));
  return event ? event.records.filter((other) => other !== record) : [];
}

function eventProblems({ stamp, records }: Omit<AuditEvent, 'problems'>): EventProblem[] {
  if (!stamp) return [{ problem: 'no-stamp', index: 0 }];
  const types = records.map(({ type }) => type);
  const end = types.indexOf(AuditType.EOE);
  const problems = types.flatMap((type, index): EventProblem[] => {
    if (single.has(type) && types.indexOf(type) < index) return [{ problem: 'repeated', index }];
    return end >= 0 && index > end ? [{ problem: 'after-end', index }] : [];
  });
  const open = end < 0 ? types.findIndex((type) => needsEnd.has(type)) : -1;
  return open < 0 ? problems : [...problems, { problem: 'no-end', index: open }];
}
