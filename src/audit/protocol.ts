/**
 * What an audit daemon says to the kernel: the host's port of `audit_helpers`.
 *
 * Every change is read back, since an acknowledgement says only that the request was taken: for the
 * daemon's pid it is even sent before the deed (auditd_set()).
 */

import { KernelError } from '../errors.js';
import type { AuditChannel, Fenced } from './channel.js';
import { makeFence } from './fence.js';
import { refusal } from './refusal.js';
import { decodeRule, encodeRule, type Rule } from './rules.js';
import {
  type AuditSettings,
  type AuditStatus,
  decodeStatus,
  encodeReset,
  encodeSettings,
  RESET_LOST,
} from './status.js';
import { AuditType, typeName } from './types.js';

/**
 * The settings that make every record arrive and every loss be counted: no rate limit, room for
 * bursts, losses printed and not fatal, and no sleeping on a full queue.
 */
export const OBSERVING: AuditSettings = {
  enabled: 1,
  failure: 1,
  rateLimit: 0,
  backlogLimit: 8192,
  backlogWaitTime: 0,
};

/** Reads the state of the kernel's audit (AUDIT_GET). */
export async function status(channel: AuditChannel, signal: AbortSignal): Promise<AuditStatus> {
  const { payload } = await channel.query(AuditType.GET, signal);
  const decoded = decodeStatus(payload);
  if (decoded) return decoded;
  throw new KernelError(`AUDIT_GET returned a status of ${payload.length} bytes`, {
    phase: 'audit',
  });
}

/** Applies settings and reads them back; rejects unless each one holds. */
export async function configure(
  channel: AuditChannel,
  settings: AuditSettings,
  signal: AbortSignal,
): Promise<AuditStatus> {
  const { errno } = await channel.request(AuditType.SET, encodeSettings(settings), signal);
  if (errno !== 0) throw refusal(`AUDIT_SET ${JSON.stringify(settings)}`, errno);
  const seen = await status(channel, signal);
  for (const name of Object.keys(settings) as (keyof AuditSettings)[]) {
    if (seen[name] === settings[name]) continue;
    throw new KernelError(
      `audit ${name} reads ${seen[name]} after it was set to ${settings[name]}`,
      {
        phase: 'audit',
      },
    );
  }
  return seen;
}

/** Switches auditing on. */
export function enable(channel: AuditChannel, signal: AbortSignal): Promise<AuditStatus> {
  return configure(channel, { enabled: 1 }, signal);
}

/**
 * Registers the collector as the audit daemon: all records go to its socket from now on. The kernel
 * takes the pid only from the very thread group that it names.
 */
export function becomeDaemon(channel: AuditChannel, signal: AbortSignal): Promise<AuditStatus> {
  return configure(channel, { pid: channel.tgid }, signal);
}

/** Unregisters the collector. */
export function resign(channel: AuditChannel, signal: AbortSignal): Promise<AuditStatus> {
  return configure(channel, { pid: 0 }, signal);
}

/** Returns what arrived since the last fence, proven to be all. See fence.ts. */
export function fence(
  channel: AuditChannel,
  signal: AbortSignal,
  { audit = 'enabled', nonce }: { audit?: 'enabled' | 'disabled'; nonce?: string } = {},
): Promise<Fenced> {
  return channel.fence(makeFence(audit, nonce ?? channel.nonce()), signal);
}

/** Sets the count of lost records to zero and returns what it was. */
export async function resetLost(channel: AuditChannel, signal: AbortSignal): Promise<number> {
  const { errno, value } = await channel.request(AuditType.SET, encodeReset(RESET_LOST), signal);
  if (errno !== 0) throw refusal('a reset of the lost count', errno);
  return value;
}

/** Adds a rule. The kernel logs that as CONFIG_CHANGE. */
export function addRule(channel: AuditChannel, rule: Rule, signal: AbortSignal): Promise<void> {
  return changeRules(channel, AuditType.ADD_RULE, rule, signal);
}

/** Removes a rule that is the same in every part. */
export function removeRule(channel: AuditChannel, rule: Rule, signal: AbortSignal): Promise<void> {
  return changeRules(channel, AuditType.DEL_RULE, rule, signal);
}

async function changeRules(
  channel: AuditChannel,
  type: number,
  rule: Rule,
  signal: AbortSignal,
): Promise<void> {
  const { errno } = await channel.request(type, encodeRule(rule), signal);
  if (errno !== 0) throw refusal(`${typeName(type)} ${JSON.stringify(rule)}`, errno, type);
}

/** All rules; one that has more than rules.ts knows is `undefined`. */
export async function rules(
  channel: AuditChannel,
  signal: AbortSignal,
): Promise<(Rule | undefined)[]> {
  const replies = await channel.list(AuditType.LIST_RULES, signal);
  return replies.map(({ payload }) => decodeRule(payload));
}
