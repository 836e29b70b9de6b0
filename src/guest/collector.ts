/**
 * The host end of the collector (vm/collector.c): raw NETLINK_AUDIT datagrams both ways, whose meaning is
 * nobody's business here.
 */

import { InfrastructureError } from '../errors.js';
import type { GuestLink } from './link.js';
import { StreamReader } from './stream-reader.js';

export const collectorPath = '/usr/bin/collector';

export type CollectorEvent =
  | { type: 'datagram'; senderPid: number; flags: number; bytes: Uint8Array }
  | { type: 'error'; errno: number; call: string };

export interface Collector {
  /** The netlink port of the collector's socket, and its process. */
  portid: number;
  tgid: number;
  /** Bytes of receive buffer that the kernel granted. */
  receiveBuffer: number;
  send(datagram: Uint8Array): void;
  /** Everything that arrives, in order; ends when the collector does. */
  datagrams: AsyncIterable<CollectorEvent>;
}

/** The collector could not open its socket: `errno` says why. EPROTONOSUPPORT: no audit here. */
export class CollectorRefused extends Error {
  override readonly name = 'CollectorRefused';
  readonly errno: number;
  constructor(errno: number, call: string) {
    super(`${call} of the collector failed with errno ${errno}`);
    this.errno = errno;
  }
}

/** A frame is a length of four bytes, a kind, and a payload. One longer than this is no frame. */
const maxFrameBytes = 1 << 20;

export async function startCollector(link: Pick<GuestLink, 'exec'>): Promise<Collector> {
  const { stream } = await link.exec(collectorPath);
  const reader = new StreamReader(stream);
  const first = await nextFrame(reader);
  if (first?.kind === 'E')
    throw new CollectorRefused(first.payload.readUInt32LE(0), first.payload.toString('latin1', 4));
  if (first?.kind !== 'R') throw broken('it did not report that it is ready');
  return {
    portid: first.payload.readUInt32LE(0),
    tgid: first.payload.readUInt32LE(4),
    receiveBuffer: first.payload.readUInt32LE(8),
    send: (datagram) => stream.write(frame('D', datagram)),
    datagrams: events(reader),
  };
}

/** What the collector said after it was ready, from the bytes that it sent. @throws as it goes */
export async function* collectorEvents(
  chunks: AsyncIterable<Buffer>,
): AsyncGenerator<CollectorEvent> {
  const reader = new StreamReader(chunks);
  if (await nextFrame(reader)) yield* events(reader);
}

async function* events(reader: StreamReader): AsyncGenerator<CollectorEvent> {
  for (let next = await nextFrame(reader); next; next = await nextFrame(reader)) {
    const { kind, payload } = next;
    if (kind === 'D' && payload.length >= 8) {
      yield {
        type: 'datagram',
        senderPid: payload.readUInt32LE(0),
        flags: payload.readUInt32LE(4),
        bytes: payload.subarray(8),
      };
    } else if (kind === 'E' && payload.length >= 4) {
      yield { type: 'error', errno: payload.readUInt32LE(0), call: payload.toString('latin1', 4) };
    } else {
      throw broken(`it sent a frame of kind ${JSON.stringify(kind)} with ${payload.length} bytes`);
    }
  }
}

async function nextFrame(
  reader: StreamReader,
): Promise<{ kind: string; payload: Buffer } | undefined> {
  const header = await reader.bytes(4);
  if (!header) return undefined;
  const length = header.readUInt32LE();
  if (length < 1 || length > maxFrameBytes) throw broken(`it sent a frame of ${length} bytes`);
  const body = await reader.bytes(length);
  if (!body) throw broken('it ended within a frame');
  return { kind: String.fromCharCode(body[0] ?? 0), payload: body.subarray(1) };
}

function frame(kind: string, payload: Uint8Array): Buffer {
  const header = Buffer.alloc(5);
  header.writeUInt32LE(payload.length + 1);
  header.write(kind, 4, 'latin1');
  return Buffer.concat([header, payload]);
}

const broken = (what: string) =>
  new InfrastructureError(`the collector in the guest is broken: ${what}`, { phase: 'guest' });
