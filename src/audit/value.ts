/**
 * The second view of a field: what the raw text says. The raw text stays what it was.
 *
 * Only the key tells hex from digits: `comm=1234` is two bytes, `pid=1234` is a number. So a bare
 * value is decoded only where the kernel logs an untrusted string (audit_log_untrustedstring()).
 */

import { needsHex } from './encode.js';
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
const byType = new Map<number, RegExp>([
  [AuditType.BPF_LSM_ACCESS, /^(?:cause|dev)$/],
  [AuditType.AVC, /^dev$/],
  [AuditType.LANDLOCK_ACCESS, /^dev$/],
  [AuditType.SOCKADDR, /^saddr$/],
  [AuditType.EXECVE, /^a\d+(?:\[\d+\])?$/],
  [AuditType.TTY, /^data$/],
  [AuditType.USER_TTY, /^data$/],
]);

const NUMBER = /^(?:0|-?[1-9]\d*)$/;
const ADDRESS = /^[\da-f.:]+$/;

/** What audit_log_lsm_data() and bpf_audit_log_start() print bare, by key; an interface may be anything. */
const bareValues: ReadonlyMap<string, RegExp> = new Map([
  ...['prog-id', 'pid', 'opid', 'ino', 'capability'].map((key) => [key, NUMBER] as const),
  ...['src', 'dest', 'lport', 'fport'].map((key) => [key, NUMBER] as const),
  ...['saddr', 'daddr', 'laddr', 'faddr'].map((key) => [key, ADDRESS] as const),
  ['ioctlcmd', /^0x[\da-f]{1,4}$/],
]);

const HEX = /^(?:[0-9A-F]{2})+$/;

/** Whether the kernel logs this key of this type as an untrusted string: quoted, or hex. */
export function isUntrusted(type: number, key: string): boolean {
  return everywhere.has(key) || (byType.get(type)?.test(key) ?? false);
}

/** Decodes one field of a record of this type. Never throws. */
export function decodeField(
  type: number,
  { key, raw, form }: Pick<Field, 'key' | 'raw' | 'form'>,
): DecodedValue {
  const bare = type === AuditType.BPF_LSM_ACCESS ? bareValues.get(key) : undefined;
  if (bare) return { kind: bare.test(raw) ? 'bare' : 'malformed', text: raw };
  if (form === 'empty') return { kind: 'empty' };
  if (form === 'quoted') {
    const value = unquote(raw);
    const forged = value.kind === 'text' && needsHex(Buffer.from(value.text, 'latin1'));
    return forged && mustQuoteSafely(type, key) ? { kind: 'malformed', text: raw } : value;
  }
  if (!isUntrusted(type, key) || isPlaceholder(type, raw)) return { kind: 'bare', text: raw };
  if (!HEX.test(raw)) return { kind: 'malformed', text: raw };
  return { kind: 'text', text: Buffer.from(raw, 'hex').toString('latin1'), encoding: 'hex' };
}

/** Whether quotes may hold only what needs no hex; elsewhere user space has a say (libaudit). */
function mustQuoteSafely(type: number, key: string): boolean {
  return type === AuditType.BPF_LSM_ACCESS && isUntrusted(type, key);
}

/** What other records print for an absent string; audit_log_lsm_data() leaves the field out. */
function isPlaceholder(type: number, raw: string): boolean {
  return type !== AuditType.BPF_LSM_ACCESS && (raw === '(null)' || raw === '?');
}

function unquote(raw: string): DecodedValue {
  const quote = raw[0];
  const closed = raw.length >= 2 && raw.endsWith(quote ?? '');
  const text = raw.slice(1, -1);
  // The kernel's quotes cannot hold a double quote; the apostrophes of a USER text may.
  if (!closed || (quote === '"' && text.includes('"'))) return { kind: 'malformed', text: raw };
  return { kind: 'text', text, encoding: 'quoted' };
}
