/** struct audit_status of include/uapi/linux/audit.h, at every length it has had. */

/** What AUDIT_GET reports. Fields that an older kernel does not have are undefined. */
export interface AuditStatus {
  /** 0 off, 1 on, 2 on and locked until reboot. */
  enabled: number;
  /** What follows a lost record: 0 silence, 1 printk, 2 panic. */
  failure: number;
  /** The daemon's thread group as the reader's pid namespace sees it; 0 when there is none. */
  pid: number;
  /** Records a second; 0 is unlimited. */
  rateLimit: number;
  /** Queued records beyond which audit_log_start() refuses; 0 is unlimited. */
  backlogLimit: number;
  /** Records lost since boot or since the last reset. */
  lost: number;
  /** Records in the main queue at this moment. */
  backlog: number;
  /** AUDIT_FEATURE_BITMAP_*, since 3.14. */
  features?: number;
  /** Jiffies that a sleeping audit_log_start() waits for room in the queue, since 3.14. */
  backlogWaitTime?: number;
  /** Jiffies that were spent so, since 5.9. */
  backlogWaitTimeActual?: number;
}

/** The settings that AUDIT_SET takes. Each present one is applied, in the order of the struct. */
export interface AuditSettings {
  enabled?: number;
  failure?: number;
  pid?: number;
  rateLimit?: number;
  backlogLimit?: number;
  backlogWaitTime?: number;
}

/** The bit of `mask` that resets the count of lost records. It works only alone in a request. */
export const RESET_LOST = 0x40;

const STATUS_SIZE = 44;
/** Without the members that came with 3.14. */
const OLDEST_STATUS_SIZE = 32;

const settable = [
  { name: 'enabled', bit: 0x01, word: 1 },
  { name: 'failure', bit: 0x02, word: 2 },
  { name: 'pid', bit: 0x04, word: 3 },
  { name: 'rateLimit', bit: 0x08, word: 4 },
  { name: 'backlogLimit', bit: 0x10, word: 5 },
  { name: 'backlogWaitTime', bit: 0x20, word: 9 },
] as const;

/**
 * Encodes settings for AUDIT_SET. Always the whole struct: the kernel takes a shorter one, but
 * refuses backlog_wait_time in it with EINVAL.
 */
export function encodeSettings(settings: AuditSettings): Uint8Array {
  const bytes = new Uint8Array(STATUS_SIZE);
  const view = new DataView(bytes.buffer);
  let mask = 0;
  for (const { name, bit, word } of settable) {
    const value = settings[name];
    if (value === undefined) continue;
    mask |= bit;
    view.setUint32(word * 4, value, true);
  }
  view.setUint32(0, mask, true);
  return bytes;
}

/** Encodes the request to read and clear a counter; the answer is a positive acknowledgement. */
export function encodeReset(counter: number): Uint8Array {
  const bytes = new Uint8Array(STATUS_SIZE);
  new DataView(bytes.buffer).setUint32(0, counter, true);
  return bytes;
}

/** Decodes the payload of an AUDIT_GET reply: 32, 40, 44 or more bytes; undefined when fewer. */
export function decodeStatus(payload: Uint8Array): AuditStatus | undefined {
  if (payload.length < OLDEST_STATUS_SIZE) return undefined;
  const view = new DataView(payload.buffer, payload.byteOffset, payload.byteLength);
  const word = (index: number) => view.getUint32(index * 4, true);
  return {
    enabled: word(1),
    failure: word(2),
    pid: word(3),
    rateLimit: word(4),
    backlogLimit: word(5),
    lost: word(6),
    backlog: word(7),
    ...(payload.length >= 40 && { features: word(8), backlogWaitTime: word(9) }),
    ...(payload.length >= 44 && { backlogWaitTimeActual: word(10) }),
  };
}
