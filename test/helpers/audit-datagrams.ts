/** Datagrams as the kernel's audit sends them, built by hand: no code of src/audit is used. */

/** What recvmsg(2) returned for a datagram of the kernel. */
export function fromKernel(bytes: Uint8Array, { senderPid = 0, flags = 0 } = {}) {
  return { type: 'datagram' as const, senderPid, flags, bytes };
}

interface Header {
  type: number;
  seq?: number;
  /** nlmsg_len when it is not the true length. */
  length?: number;
}

/** A message: struct nlmsghdr and a payload. */
export function message({ type, seq = 0, length }: Header, payload: Uint8Array): Buffer {
  const header = Buffer.alloc(16);
  header.writeUInt32LE(length ?? header.length + payload.length, 0);
  header.writeUInt16LE(type, 4);
  header.writeUInt32LE(seq, 8);
  return Buffer.concat([header, payload]);
}

/** A record as the daemon gets it: its nlmsg_len leaves the header out. */
export function record(type: number, payload: string | Buffer) {
  const bytes = typeof payload === 'string' ? Buffer.from(payload, 'latin1') : payload;
  return fromKernel(message({ type, length: bytes.length }, bytes));
}

/** An NLMSG_ERROR message: 0 or a negative error number, or a positive value. */
export function acknowledgement(seq: number, requestType: number, error = 0) {
  const payload = Buffer.alloc(20);
  payload.writeInt32LE(error, 0);
  message({ type: requestType, seq }, Buffer.alloc(0)).copy(payload, 4);
  return fromKernel(message({ type: 2, seq }, payload));
}

export function reply(type: number, seq: number, payload: Uint8Array = Buffer.alloc(0)) {
  return fromKernel(message({ type, seq }, payload));
}

/** The payload of an AUDIT_GET reply: these words of struct audit_status, in order. */
export function words(...values: number[]): Buffer {
  const bytes = Buffer.alloc(values.length * 4);
  for (const [index, value] of values.entries()) bytes.writeUInt32LE(value, index * 4);
  return bytes;
}
