/**
 * The second view of a field: what the raw text says. The raw text stays what it was.
 *
 * Only the key tells hex from digits: `comm=1234` is two bytes, `pid=1234` is a number. So a bare
 * value is decoded only where the kernel logs an untrusted string (audit_log_untrustedstring()).
 */

import type { Field } from './record.js';
import { AuditType } from './types.js';

export type DecodedValue =
  /** A string of the system: the bytes themselves, one character a byte (latin1). */
  | { kind: 'text'; text: string; encoding: 'quoted' | 'hex' }
  /** A number, an address, a name: as printed. */
  | { kind: 'bare'; text: string }
  /** `key=`: an untrusted string for which the kernel found no memory (audit_expand()). */
  | { kind: 'empty' }
  /** Not as the kernel prints it: no number, no hex, not quoted, or quoted where it must be hex. */
  | { kind: 'malformed'; text: string };

/** Keys that hold an untrusted string in every record that has them. */
const everywhere = new Set(['comm', 'ocomm', 'path', 'name', 'exe', 'cwd', 'proctitle', 'key']);

/** Keys that do so only in records of some types. */
const byType = new Map<number, (key: string) => boolean>([
  [AuditType.BPF_LSM_ACCESS, (key) => key === 'cause' || key === 'dev'],
  [AuditType.AVC, (key) => key === 'dev'],
  [AuditType.LANDLOCK_ACCESS, (key) => key === 'dev'],
  [AuditType.SOCKADDR, (key) => key === 'saddr'],
  [AuditType.EXECVE, (key) => /^a\d+(?:\[\d+\])?$/.test(key)],
  [AuditType.TTY, (key) => key === 'data'],
  [AuditType.USER_TTY, (key) => key === 'data'],
]);

const NUMBER = /^(?:0|-?[1-9]\d*)$/;
const ADDRESS = /^[\da-f.:]+$/;

const HEX = /^(?:[0-9A-F]{2})+$/;
/** An untrusted string: in quotes what audit_string_contains_control() lets pass, else hex; or nothing. */
const UNTRUSTED = /^(?:"[!\x23-\x7e]*"|(?:[0-9A-F]{2})*)$/;

/** By key, what audit_log_lsm_data() and bpf_audit_log_start() print; an interface may be anything. */
const ourValues: ReadonlyMap<string, RegExp> = new Map([
  ...['prog-id', 'pid', 'opid', 'ino', 'capability'].map((key) => [key, NUMBER] as const),
  ...['src', 'dest', 'lport', 'fport'].map((key) => [key, NUMBER] as const),
  ...['saddr', 'daddr', 'laddr', 'faddr'].map((key) => [key, ADDRESS] as const),
  ...[...everywhere, 'cause', 'dev'].map((key) => [key, UNTRUSTED] as const),
  ['ioctlcmd', /^0x[\da-f]{1,4}$/],
]);

/** The kernel's quotes cannot hold a double quote; the apostrophes of a USER text may. */
const QUOTED = /^(?:"[^"]*"|'.*')$/s;

/** Whether the kernel logs this key of this type as an untrusted string: quoted, or hex. */
export function isUntrusted(type: number, key: string): boolean {
  return everywhere.has(key) || (byType.get(type)?.(key) ?? false);
}

type RawField = Pick<Field, 'key' | 'raw' | 'form'>;

/** Whether the raw value is one that the kernel prints for this key of this type. */
export function isWellFormed(type: number, { key, raw, form }: RawField): boolean {
  const ours = type === AuditType.BPF_LSM_ACCESS ? ourValues.get(key) : undefined;
  if (ours) return ours.test(raw);
  if (form === 'empty') return true;
  // Elsewhere user space has a say in what quotes may hold (libaudit).
  if (form === 'quoted') return QUOTED.test(raw);
  return !isUntrusted(type, key) || isPlaceholder(type, raw) || HEX.test(raw);
}

/** Decodes one field of a record of this type. Never throws. */
export function decodeField(type: number, field: RawField): DecodedValue {
  const { key, raw, form } = field;
  if (!isWellFormed(type, field)) return { kind: 'malformed', text: raw };
  if (form === 'empty') return { kind: 'empty' };
  if (form === 'quoted') return { kind: 'text', text: raw.slice(1, -1), encoding: 'quoted' };
  if (!isUntrusted(type, key) || isPlaceholder(type, raw)) return { kind: 'bare', text: raw };
  return { kind: 'text', text: Buffer.from(raw, 'hex').toString('latin1'), encoding: 'hex' };
}

/** What other records print for an absent string; audit_log_lsm_data() leaves the field out. */
function isPlaceholder(type: number, raw: string): boolean {
  return type !== AuditType.BPF_LSM_ACCESS && (raw === '(null)' || raw === '?');
}
