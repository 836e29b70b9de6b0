/**
 * A fence: a USER record with a nonce, sent to learn that all earlier records have arrived.
 *
 * audit_receive() queues the record within sendto(2), on the queue that every audit_log_end() before
 * it used, and kauditd empties that queue in order. Acknowledgements and AUDIT_GET replies overtake
 * it, so they prove nothing. What a task does later, or a worker for it, is not covered.
 */

import { randomUUID } from 'node:crypto';
import type { RawRecord } from './netlink.js';
import { AuditType } from './types.js';

export interface Fence {
  /** USER, or USER_AVC, the one that the kernel logs even while audit is disabled. */
  type: number;
  /** The message, which no other sender can guess. */
  text: string;
}

/** A fence with this nonce; make a new one for each. */
export function makeFence(audit: 'enabled' | 'disabled', nonce: string = randomUUID()): Fence {
  const type = audit === 'enabled' ? AuditType.USER : AuditType.USER_AVC;
  return { type, text: `lsm-audit fence ${nonce}` };
}

/** Whether the record is the one that the thread group `tgid` made by sending this fence. */
export function isFence(record: RawRecord, fence: Fence, tgid: number): boolean {
  // audit_log_common_recv_msg(): sender, session, perhaps a security label, then the text.
  return (
    record.type === fence.type &&
    record.payload.includes(`): pid=${tgid} uid=`) &&
    record.payload.endsWith(` msg='${fence.text}'`)
  );
}
