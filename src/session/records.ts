/** The audit records of a guest, from its transcript, as they came. */

import { decodeDatagram } from '../audit/index.js';
import { collectorEvents, collectorPath } from '../guest/collector.js';
import type { Transcript } from '../transcript/index.js';

export interface TimedRecord {
  /** Milliseconds since the machine was started. */
  ms: number;
  guest: number;
  /** The test that was under way, as suite > name. */
  test?: string;
  type: number;
  payload: string;
}

/** Every record that the collector passed on. A transcript that breaks off ends them. */
export async function recordsOf({ guest, entries }: Transcript): Promise<TimedRecord[]> {
  const records: TimedRecord[] = [];
  const channels = new Set(
    entries.flatMap((entry) =>
      entry.type === 'exec' && entry.command === collectorPath ? [entry.channel] : [],
    ),
  );
  let now: Pick<TimedRecord, 'ms' | 'test'> = { ms: 0 };
  async function* chunks(): AsyncGenerator<Buffer> {
    let test: string | undefined;
    for (const entry of entries) {
      if (entry.type === 'begin') test = entry.test;
      if (entry.type === 'finish') test = undefined;
      if (entry.type !== 'read' || !channels.has(entry.channel)) continue;
      now = { ms: entry.ms, ...(test !== undefined && { test }) };
      yield Buffer.from(entry.bytes, 'latin1');
    }
  }
  try {
    for await (const event of collectorEvents(chunks())) {
      if (event.type !== 'datagram') continue;
      const message = decodeDatagram(event);
      if (message.kind === 'record') records.push({ ...now, guest, ...message.record });
    }
  } catch {
    // What came before the break is worth having.
  }
  return records;
}
