/**
 * A NETLINK_AUDIT socket seen from afar, over any transport of raw datagrams.
 *
 * Answers find their request by sequence number. Records are kept raw and in order until a fence
 * hands them over, and whatever else arrived is kept beside them as an incident.
 */

import { createHmac, randomBytes } from 'node:crypto';
import { ExplainedError, InfrastructureError, KernelError } from '../errors.js';
import { type Fence, isFence } from './fence.js';
import {
  type Ack,
  type DatagramProblem,
  decodeDatagram,
  encodeRequest,
  encodeUserText,
  type Message,
  type RawRecord,
  type ReceivedDatagram,
  type Reply,
} from './netlink.js';
import { errnoName, refusal, socketError } from './refusal.js';
import { AuditType, typeName } from './types.js';

/** A system call of the collector that failed. */
export interface TransportError {
  type: 'error';
  errno: number;
  /** `recvmsg`, `sendto`, `socket` or `setsockopt`. */
  call: string;
}

/** What ends a list. */
const NLMSG_DONE = 3;

/** Whatever owns the socket and forwards its datagrams. */
export interface AuditTransport {
  /** The netlink port of the socket. */
  readonly portid: number;
  /** The thread group that owns the socket; only it can become the audit daemon with it. */
  readonly tgid: number;
  send(datagram: Uint8Array): void;
  readonly datagrams: AsyncIterable<ReceivedDatagram | TransportError>;
}

/** What arrived beside records and expected answers. JSON-serialisable. */
export type Incident =
  | DatagramProblem
  /** ENOBUFS: the receive buffer overflowed, and the kernel dropped what followed. */
  | { kind: 'overrun'; detail: string }
  /** The kernel asked whether this daemon is alive, because another one wants its place. */
  | { kind: 'ping'; detail: string }
  /** An answer that no request awaits. */
  | { kind: 'stray'; detail: string };

/** Whether the incident means that records may be missing. */
export function isLoss({ kind }: Incident): boolean {
  return kind === 'overrun' || kind === 'problem';
}

/** What arrived up to a fence. */
export interface Arrivals {
  records: RawRecord[];
  incidents: Incident[];
}

/** What arrived between two fences. */
export interface Fenced extends Arrivals {
  /** The record of the fence that closes it. */
  fence: RawRecord;
}

/** Where a channel stands while nobody waits. JSON-serialisable. */
export interface ChannelState {
  /** The last sequence number that was used. */
  seq: number;
  arrivals: Arrivals;
}

export interface ChannelOptions {
  /** What nonces are made of, so that who knows it can have them again; random otherwise. */
  secret?: string;
}

/** One wait for the kernel. */
interface Wait<T> {
  seq: number;
  resolve(value: T): void;
  reject(error: Error): void;
}

export class AuditChannel {
  readonly portid: number;
  readonly tgid: number;
  readonly #transport: AuditTransport;
  // What each wait listens for, by its sequence number.
  readonly #rejects = new Map<number, (error: Error) => void>();
  readonly #answers = new Map<number, (answer: Ack | Reply) => void>();
  readonly #fences = new Map<number, { fence: Fence; back: (arrivals: Fenced) => void }>();
  #arrivals: Arrivals = { records: [], incidents: [] };
  #seq = 0;
  readonly #secret: string;
  #death: Error | undefined;

  constructor(
    transport: AuditTransport,
    { secret = randomBytes(32).toString('hex') }: ChannelOptions = {},
  ) {
    this.#secret = secret;
    this.portid = transport.portid;
    this.tgid = transport.tgid;
    this.#transport = transport;
    void this.#receive();
  }

  /** Sends a request and returns its acknowledgement, be it success or refusal. */
  request(type: number, payload: Uint8Array, signal: AbortSignal): Promise<Ack> {
    const what = `the acknowledgement of ${typeName(type)}`;
    return this.#wait(what, signal, ({ seq, resolve, reject }) => {
      this.#answers.set(seq, (answer) =>
        answer.kind === 'ack' ? resolve(answer) : reject(unexpected(type, answer)),
      );
      this.#transport.send(encodeRequest(type, seq, payload));
    });
  }

  /** Sends a request for data and returns the reply; rejects when the kernel refuses. */
  query(type: number, signal: AbortSignal): Promise<Reply> {
    return this.#wait(`the reply to ${typeName(type)}`, signal, ({ seq, resolve, reject }) => {
      this.#answers.set(seq, (answer) => {
        if (answer.kind === 'reply' && answer.type === type) resolve(answer);
        else reject(unwelcome(typeName(type), type, answer));
      });
      this.#transport.send(encodeRequest(type, seq, new Uint8Array(), { ack: false }));
    });
  }

  /** Sends a request for a list and returns its entries; rejects when the kernel refuses. */
  list(type: number, signal: AbortSignal): Promise<Reply[]> {
    const entries: Reply[] = [];
    return this.#wait(`the end of ${typeName(type)}`, signal, ({ seq, resolve, reject }) => {
      this.#answers.set(seq, (answer) => {
        if (answer.kind === 'reply' && answer.type === type) entries.push(answer);
        else if (answer.kind === 'reply' && answer.type === NLMSG_DONE) resolve(entries);
        else reject(unwelcome(typeName(type), type, answer));
      });
      this.#transport.send(encodeRequest(type, seq, new Uint8Array(), { ack: false }));
    });
  }

  /**
   * Sends a fence and returns, once its record is back, what arrived since the fence before it.
   * The fence's own record is not among them.
   */
  fence(fence: Fence, signal: AbortSignal): Promise<Fenced> {
    return this.#wait<Fenced>(`the record "${fence.text}"`, signal, (wait) => {
      this.#fences.set(wait.seq, { fence, back: wait.resolve });
      // Not asked to acknowledge, the kernel answers only to refuse.
      this.#answers.set(wait.seq, (answer) =>
        wait.reject(unwelcome('a fence', fence.type, answer)),
      );
      const text = encodeUserText(fence.text);
      this.#transport.send(encodeRequest(fence.type, wait.seq, text, { ack: false }));
    });
  }

  /** The nonce for the fence that is sent next: without the secret, no other one tells it. */
  nonce(): string {
    const hmac = createHmac('sha256', this.#secret).update(String(this.#seq + 1));
    return hmac.digest('hex').slice(0, 32);
  }

  get state(): ChannelState {
    const { records, incidents } = this.#arrivals;
    return { seq: this.#seq, arrivals: { records: [...records], incidents: [...incidents] } };
  }

  /** Goes on from where another channel stood; what is still awaited here never comes. */
  resume({ seq, arrivals }: ChannelState): void {
    for (const waiting of this.#rejects.keys()) this.#forget(waiting);
    this.#seq = seq;
    this.#arrivals = { records: [...arrivals.records], incidents: [...arrivals.incidents] };
  }

  /** Takes what has arrived so far, without a proof that it is all; for a channel that died. */
  drain(): Arrivals {
    const taken = this.#arrivals;
    this.#arrivals = { records: [], incidents: [] };
    return taken;
  }

  /** Settles as `begin` arranges, or rejects when the channel dies or `signal` aborts. */
  async #wait<T>(what: string, signal: AbortSignal, begin: (wait: Wait<T>) => void): Promise<T> {
    if (this.#death) throw this.#death;
    if (signal.aborted) throw this.#abandoned(what, signal);
    const seq = ++this.#seq;
    let abort = () => {};
    try {
      return await new Promise<T>((resolve, reject) => {
        abort = () => {
          // At once: a fence that comes back to nobody would take the records along.
          this.#forget(seq);
          reject(this.#abandoned(what, signal));
        };
        signal.addEventListener('abort', abort);
        this.#rejects.set(seq, reject);
        begin({ seq, resolve, reject });
      });
    } finally {
      signal.removeEventListener('abort', abort);
      this.#forget(seq);
    }
  }

  #forget(seq: number): void {
    for (const listeners of [this.#rejects, this.#answers, this.#fences]) listeners.delete(seq);
  }

  async #receive(): Promise<void> {
    try {
      for await (const received of this.#transport.datagrams) {
        if (received.type === 'error') this.#fail(received);
        else this.#dispatch(decodeDatagram(received));
        if (this.#death) return;
      }
      this.#die(new InfrastructureError('the audit collector ended', { phase: 'audit' }));
    } catch (cause) {
      const died = () =>
        new InfrastructureError('the audit collector broke off', { phase: 'audit', cause });
      this.#die(cause instanceof ExplainedError ? cause : died());
    }
  }

  #dispatch(message: Message): void {
    if (message.kind === 'record') {
      const waiting = [...this.#fences.values()];
      const reached = waiting.find(({ fence }) => isFence(message.record, fence, this.tgid));
      if (reached) reached.back({ ...this.drain(), fence: message.record });
      else this.#arrivals.records.push(message.record);
    } else if (message.kind === 'problem') {
      this.#arrivals.incidents.push(message);
    } else {
      const awaited = this.#answers.get(message.seq);
      if (awaited) awaited(message);
      else this.#arrivals.incidents.push(unawaited(message));
    }
  }

  #fail({ call, errno }: TransportError): void {
    if (call === 'recvmsg' && errnoName(errno) === 'ENOBUFS') {
      const detail = 'ENOBUFS: the receive buffer of the collector overflowed';
      this.#arrivals.incidents.push({ kind: 'overrun', detail });
    } else {
      this.#die(socketError(call, errno));
    }
  }

  #die(error: Error): void {
    this.#death = error;
    for (const reject of this.#rejects.values()) reject(error);
  }

  #abandoned(what: string, { reason }: AbortSignal): Error {
    if (reason instanceof ExplainedError) return reason;
    const { records } = this.#arrivals;
    const last = records.at(-1);
    const seen = last ? `, the last ${typeName(last.type)} ${last.payload.slice(0, 200)}` : '';
    return new KernelError(`gave up waiting for ${what}`, {
      phase: 'audit',
      evidence: [`${records.length} records arrived in the meantime${seen}`],
      cause: reason,
    });
  }
}

function unwelcome(request: string, type: number, answer: Ack | Reply): Error {
  const refused = answer.kind === 'ack' && answer.errno !== 0;
  return refused ? refusal(request, answer.errno) : unexpected(type, answer);
}

function unexpected(type: number, answer: Ack | Reply): KernelError {
  const what = answer.kind === 'ack' ? 'an acknowledgement' : typeName(answer.type);
  return new KernelError(`${typeName(type)} was answered by ${what}`, { phase: 'audit' });
}

function unawaited(message: Ack | Reply): Incident {
  if (message.kind === 'reply' && message.type === AuditType.REPLACE) {
    return { kind: 'ping', detail: 'another process wants to become the audit daemon' };
  }
  const what = message.kind === 'ack' ? 'acknowledgement' : typeName(message.type);
  return { kind: 'stray', detail: `${what} of sequence ${message.seq}, which nobody awaits` };
}
