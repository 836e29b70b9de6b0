/** Whether a channel was live during a window, so that what it did not show did not happen. */

import { type Incident, isLoss } from './channel.js';
import type { AuditStatus } from './status.js';

/** Whether a window expects auditing to be on or off; the kfuncs log in both cases. */
export type AuditSwitch = 'enabled' | 'disabled';

/** What was known about the channel from before a window opened until after it closed. */
export interface Evidence {
  before: AuditStatus;
  after: AuditStatus;
  /** What arrived since the fence before the window, records apart. */
  incidents: readonly Incident[];
  /** Serials between the fences that no record had. */
  missing: readonly number[];
}

export interface Liveness extends Evidence {
  /** Why the window proves nothing; empty when it does. */
  problems: string[];
}

/** What the window is judged by. */
export interface Demands {
  /** The thread group that must be the audit daemon. */
  tgid: number;
  audit: AuditSwitch;
}

/**
 * Why a window with this evidence proves nothing, a phrase each; empty when it does. A ping and a
 * stray answer are no reason: neither takes a record from this daemon.
 */
export function livenessProblems(evidence: Evidence, demands: Demands): string[] {
  const { before, after, incidents, missing } = evidence;
  const problems = [
    ...statusProblems(before, demands).map((problem) => `${problem} before the window`),
    ...statusProblems(after, demands).map((problem) => `${problem} after the window`),
  ];
  if (after.lost !== before.lost) {
    // Fewer are no better: somebody reset the count, and with it the proof.
    problems.push(`the count of lost records went from ${before.lost} to ${after.lost}`);
  }
  if (missing.length > 0) {
    const list = missing.slice(0, 5).join(', ');
    const more = missing.length > 5 ? ' and more' : '';
    problems.push(`nothing arrived of the events with the serials ${list}${more}`);
  }
  if (after.backlog !== 0) problems.push(`${after.backlog} records were still queued at the end`);
  return [...problems, ...incidents.filter(isLoss).map(({ detail }) => detail)];
}

function statusProblems({ enabled, pid, rateLimit }: AuditStatus, { tgid, audit }: Demands) {
  const problems: string[] = [];
  if (enabled > 0 !== (audit === 'enabled')) {
    problems.push(`auditing was ${enabled > 0 ? 'on' : 'off'} (enabled=${enabled})`);
  }
  if (pid !== tgid) {
    const daemon = pid === 0 ? 'nobody' : `process ${pid}`;
    problems.push(`${daemon} was the audit daemon, not process ${tgid},`);
  }
  if (rateLimit !== 0) problems.push(`records were limited to ${rateLimit} a second`);
  return problems;
}
