/**
 * How the kernel prints strings of the system into a record: a port of
 * audit_log_n_untrustedstring() and its two branches in kernel/audit.c.
 *
 * A string argument stands for its UTF-8 bytes. Results have one character a byte (latin1), all ASCII.
 */

/** Text, or the exact bytes where text is not enough. */
export type Bytes = string | Uint8Array;

/** `"..."`, or upper-case hex when a byte is a control, a space, a quote, or beyond ASCII. */
export function untrustedString(value: Bytes): string {
  // The callers take strlen() of a C string: a NUL ends it.
  const bytes = beforeNul(toBytes(value));
  return needsHex(bytes) ? hex(bytes) : `"${bytes.toString('latin1')}"`;
}

/** Two upper-case hex digits a byte, NUL included: audit_log_n_hex(). */
export function hex(value: Bytes): string {
  return toBytes(value).toString('hex').toUpperCase();
}

/** Whether the kernel does not quote these bytes: audit_string_contains_control(). */
export function needsHex(bytes: Uint8Array): boolean {
  return bytes.some((byte) => byte === 0x22 || byte < 0x21 || byte > 0x7e);
}

function beforeNul(bytes: Buffer): Buffer {
  const nul = bytes.indexOf(0);
  return nul === -1 ? bytes : bytes.subarray(0, nul);
}

export function toBytes(value: Bytes): Buffer {
  return typeof value === 'string' ? Buffer.from(value, 'utf8') : Buffer.from(value);
}
