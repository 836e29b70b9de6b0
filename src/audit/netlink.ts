/**
 * NETLINK_AUDIT on the wire: requests to bytes, received datagrams to typed messages.
 *
 * A datagram holds one message. Integers are little-endian, as on every architecture that the
 * runner boots. Nothing here throws: what cannot be understood becomes a `problem`.
 */

import { isRecordType } from './types.js';

/** sizeof(struct nlmsghdr): length, type, flags, sequence number, port id. */
export const NLMSG_HDRLEN = 16;
export const NLM_F_REQUEST = 0x01;
export const NLM_F_ACK = 0x04;
export const NLMSG_ERROR = 2;
/** The flag of recvmsg(2) for a datagram that was longer than the buffer. */
export const MSG_TRUNC = 0x20;
/** MAX_ERRNO of include/linux/err.h: what is more negative is no error number. */
const MAX_ERRNO = 4095;

/** One datagram as recvmsg(2) returned it. */
export interface ReceivedDatagram {
  type: 'datagram';
  /** nl_pid of the sender: 0 for the kernel. */
  senderPid: number;
  /** msg_flags. */
  flags: number;
  bytes: Uint8Array;
}

/** A record as it came: nothing decoded, nothing dropped. JSON-serialisable. */
export interface RawRecord {
  type: number;
  /** `audit(<stamp>): <body>`, one character a byte (latin1). */
  payload: string;
}

export interface Ack {
  kind: 'ack';
  seq: number;
  /** The type of the request that it answers. */
  requestType: number;
  /** 0, or the positive error number of a refusal. */
  errno: number;
  /** What a successful request returned: the old count for a reset of `lost`, else 0. */
  value: number;
}

export interface Reply {
  kind: 'reply';
  type: number;
  seq: number;
  payload: Uint8Array;
}

/** What is wrong with a datagram as a whole. */
export interface DatagramProblem {
  kind: 'problem';
  problem: 'foreign-sender' | 'truncated' | 'short-header' | 'bad-length' | 'short-error';
  detail: string;
  /** Where it shows, in bytes from the start of the datagram. */
  offset: number;
  /** What did arrive, one character a byte (latin1). */
  bytes: string;
}

export type Message = { kind: 'record'; record: RawRecord } | Ack | Reply | DatagramProblem;

/** Encodes one request. `ack` asks for an acknowledgement of success; a refusal always comes. */
export function encodeRequest(
  type: number,
  seq: number,
  payload: Uint8Array = new Uint8Array(),
  { ack = true } = {},
): Uint8Array {
  const bytes = new Uint8Array(NLMSG_HDRLEN + payload.length);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, bytes.length, true);
  view.setUint16(4, type, true);
  view.setUint16(6, NLM_F_REQUEST | (ack ? NLM_F_ACK : 0), true);
  view.setUint32(8, seq, true);
  bytes.set(payload, NLMSG_HDRLEN);
  return bytes;
}

/**
 * Encodes the text of a USER or USER_AVC message. audit_receive_msg() overwrites the last byte
 * by NUL, so one is sent for it to overwrite.
 */
export function encodeUserText(text: string): Uint8Array {
  return Buffer.from(`${text}\0`, 'utf8');
}

/** Decodes one datagram. Never throws. */
export function decodeDatagram(datagram: ReceivedDatagram): Message {
  const problem = envelopeProblem(datagram);
  if (problem) return { kind: 'problem', ...problem, bytes: latin1(datagram.bytes) };

  const { bytes } = datagram;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const type = view.getUint16(4, true);
  if (isRecordType(type)) {
    // A record runs to the end of its datagram, whatever nlmsg_len says: __audit_log_end() leaves
    // the header out of it for the daemon, kauditd_send_multicast_skb() counts it in for listeners.
    return { kind: 'record', record: { type, payload: latin1(bytes, NLMSG_HDRLEN) } };
  }

  const length = view.getUint32(0, true);
  if (length < NLMSG_HDRLEN || length > bytes.length) {
    const detail = `nlmsg_len is ${length} in a datagram of ${bytes.length} bytes`;
    return { kind: 'problem', problem: 'bad-length', detail, offset: 0, bytes: latin1(bytes) };
  }
  const seq = view.getUint32(8, true);
  if (type !== NLMSG_ERROR) {
    return { kind: 'reply', type, seq, payload: bytes.subarray(NLMSG_HDRLEN, length) };
  }
  // struct nlmsgerr: an int, then the header of the request.
  if (length < NLMSG_HDRLEN + 4 + NLMSG_HDRLEN) {
    const detail = `an acknowledgement of ${length} bytes`;
    return {
      kind: 'problem',
      problem: 'short-error',
      detail,
      offset: NLMSG_HDRLEN,
      bytes: latin1(bytes),
    };
  }
  const error = view.getInt32(NLMSG_HDRLEN, true);
  const refused = error < 0 && error >= -MAX_ERRNO;
  return {
    kind: 'ack',
    seq,
    requestType: view.getUint16(NLMSG_HDRLEN + 4 + 4, true),
    errno: refused ? -error : 0,
    value: refused ? 0 : error >>> 0,
  };
}

function envelopeProblem({ senderPid, flags, bytes }: ReceivedDatagram) {
  if (senderPid !== 0) {
    return {
      problem: 'foreign-sender',
      detail: `sent by port ${senderPid}, not the kernel`,
      offset: 0,
    } as const;
  }
  const offset = bytes.length;
  if (flags & MSG_TRUNC) {
    return { problem: 'truncated', detail: `cut to ${offset} bytes (MSG_TRUNC)`, offset } as const;
  }
  if (offset < NLMSG_HDRLEN) {
    return { problem: 'short-header', detail: `${offset} bytes hold no header`, offset } as const;
  }
  return undefined;
}

function latin1(bytes: Uint8Array, start = 0): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1', start);
}
