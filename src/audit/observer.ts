/**
 * A window of observation: the records of one program, with a proof that none could be missing.
 *
 * "Nothing was seen" means something only while the channel was live. So a window opens and closes
 * with a fence that came back and a status that says: audit on, this daemon registered, no rate
 * limit, no record lost, none left in the queue; and in between nothing overran the socket.
 */

import { type Attribution, attribute } from './attribution.js';
import type { Arrivals, AuditChannel } from './channel.js';
import { type AuditSwitch, type Liveness, livenessProblems } from './liveness.js';
import type { RawRecord } from './netlink.js';
import { fence, status } from './protocol.js';
import { parseRecord } from './record.js';
import type { AuditStatus } from './status.js';

/** Everything that arrived in a window, sorted, and what that is worth. JSON-serialisable. */
export interface Observation extends Attribution {
  liveness: Liveness;
}

export interface ObserveOptions {
  /** The program to watch, as `prog-id` of its records. */
  progId: number;
  signal: AbortSignal;
  /** With `disabled` the window expects audit to be off: the kfuncs log all the same. */
  audit?: AuditSwitch;
}

/**
 * An open window. A channel has one at a time: a fence takes all that has arrived, for whomever.
 */
export interface Window {
  /** Closes the window; closing it again gives the same observation. */
  close(): Promise<Observation>;
}

/** How often closing asks again for an empty queue, which records of others may fill meanwhile. */
const CLOSING_ROUNDS = 5;

/**
 * Opens a window, runs the action and closes the window. A failing action's error comes first.
 * Rejects when the channel dies or the signal aborts; that it was not live is a result.
 */
export async function observe(
  channel: AuditChannel,
  options: ObserveOptions,
  action: () => Promise<unknown>,
): Promise<Observation> {
  const window = await openWindow(channel, options);
  await action();
  return window.close();
}

/** Asks for the state of the channel, empties it and begins to watch. */
export async function openWindow(channel: AuditChannel, options: ObserveOptions): Promise<Window> {
  const { progId, signal, audit = 'enabled' } = options;
  // Asked at once, the kernel takes them in this order.
  const [before, early] = await Promise.all([
    status(channel, signal),
    fence(channel, signal, { audit }),
  ]);
  const observed = async (): Promise<Observation> => {
    const { arrivals, fences, after } = await emptied(channel, signal, audit);
    const incidents = [...early.incidents, ...arrivals.incidents];
    const missing = missingSerials([early.fence, ...arrivals.records, ...fences]);
    const evidence = { before, after, incidents, missing };
    const problems = livenessProblems(evidence, { tgid: channel.tgid, audit });
    return {
      ...attribute(progId, early.records.map(parseRecord), arrivals.records.map(parseRecord)),
      liveness: { ...evidence, problems },
    };
  };
  let closed: Promise<Observation> | undefined;
  return {
    close: () => {
      closed ??= observed();
      return closed;
    },
  };
}

/** What arrived since the last fence, and the state after that; asks until nothing is queued. */
async function emptied(
  channel: AuditChannel,
  signal: AbortSignal,
  audit: AuditSwitch,
): Promise<{ arrivals: Arrivals; fences: RawRecord[]; after: AuditStatus }> {
  const arrivals: Arrivals = { records: [], incidents: [] };
  const fences: RawRecord[] = [];
  for (let round = 1; ; round += 1) {
    const { records, incidents, fence: closing } = await fence(channel, signal, { audit });
    fences.push(closing);
    arrivals.records.push(...records);
    arrivals.incidents.push(...incidents);
    const after = await status(channel, signal);
    if (after.backlog === 0 || round === CLOSING_ROUNDS) return { arrivals, fences, after };
  }
}

/** Of a gap that is larger, only so much is listed. */
const MOST_LISTED = 1000;

/**
 * The serials between the first and the last record that no record has. Each event takes one, when
 * its first record starts, so an event without a record was made and did not arrive: no count of the
 * kernel knows of records that a filter of the socket has dropped.
 */
function missingSerials(records: readonly RawRecord[]): number[] {
  const serials = records.map((record) => parseRecord(record).stamp?.serial);
  const [first, last] = [serials[0], serials.at(-1)];
  if (first === undefined || last === undefined) return [];
  const seen = new Set(serials);
  const missing: number[] = [];
  for (let serial = first + 1; serial < last && missing.length < MOST_LISTED; serial++)
    if (!seen.has(serial)) missing.push(serial);
  return missing;
}
