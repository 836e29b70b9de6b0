/** An audit socket in memory: what is sent is kept, what shall arrive is delivered by the test. */

import type { AuditTransport, ReceivedDatagram, TransportError } from '../../src/audit/index.js';

export interface SentRequest {
  type: number;
  flags: number;
  seq: number;
  payload: Buffer;
}

type Delivery = ReceivedDatagram | TransportError;

export class FakeTransport implements AuditTransport {
  readonly portid = 4711;
  readonly tgid = 42;
  readonly sent: SentRequest[] = [];
  /** Called for each request, after it was kept. */
  onRequest: (request: SentRequest) => void = () => {};
  /** Whether the reader has let go of the datagrams. */
  released = false;
  readonly #waiting: (Delivery | Error | 'end')[] = [];
  #wake = () => {};

  send(datagram: Uint8Array): void {
    const bytes = Buffer.from(datagram);
    const request = {
      type: bytes.readUInt16LE(4),
      flags: bytes.readUInt16LE(6),
      seq: bytes.readUInt32LE(8),
      payload: bytes.subarray(16, bytes.readUInt32LE(0)),
    };
    this.sent.push(request);
    this.onRequest(request);
  }

  deliver(...deliveries: Delivery[]): void {
    this.#waiting.push(...deliveries);
    this.#wake();
  }

  /** The collector exits. */
  end(): void {
    this.#waiting.push('end');
    this.#wake();
  }

  /** The connection to the collector breaks. */
  break(error: Error): void {
    this.#waiting.push(error);
    this.#wake();
  }

  readonly datagrams = this.#read();

  async *#read(): AsyncGenerator<Delivery> {
    try {
      for (;;) {
        for (let next = this.#waiting.shift(); next; next = this.#waiting.shift()) {
          if (next === 'end') return;
          if (next instanceof Error) throw next;
          yield next;
        }
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
      }
    } finally {
      this.released = true;
    }
  }
}
