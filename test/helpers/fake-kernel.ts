/**
 * The kernel's audit as far as a daemon can tell: one queue, status, settings, USER records. Tests make it
 * lose, refuse and lie by its fields and its hooks.
 */

import { acknowledgement, record, reply, words } from './audit-datagrams.js';
import { FakeTransport, type SentRequest } from './fake-transport.js';

const GET = 1000;
const SET = 1001;
const CONFIG_CHANGE = 1305;
const USER = 1005;
const USER_AVC = 1107;

export class FakeKernel extends FakeTransport {
  enabled = 1;
  failure = 1;
  daemon = this.tgid;
  rateLimit = 0;
  backlogLimit = 64;
  lost = 0;
  backlog = 0;
  backlogWaitTime = 15000;
  /** Called before a request of this type is answered; what it returns is the error number. */
  readonly before = new Map<number, () => number | undefined>();
  #serial = 100;

  override onRequest = (request: SentRequest) => {
    const error = this.before.get(request.type)?.();
    if (error) this.deliver(acknowledgement(request.seq, request.type, -error));
    else if (request.type === GET) this.deliver(reply(GET, request.seq, this.#status()));
    else if (request.type === SET) this.#set(request);
    else this.#user(request);
  };

  /** Logs a record of any type, and returns its body. */
  log(type: number, body: string): string {
    this.deliver(record(type, `audit(1795495186.537:${++this.#serial}): ${body}`));
    return body;
  }

  /** Makes a record that a filter of the socket drops: its serial is gone, and no count knows. */
  drop(): void {
    this.#serial += 1;
  }

  #status(): Buffer {
    const { enabled, failure, daemon, rateLimit, backlogLimit, lost, backlog } = this;
    const head = [0, enabled, failure, daemon, rateLimit, backlogLimit, lost, backlog];
    return words(...head, 0x7f, this.backlogWaitTime, 0);
  }

  #set({ type, seq, payload }: SentRequest): void {
    const mask = payload.readUInt32LE(0);
    const word = (index: number) => payload.readUInt32LE(index * 4);
    // audit_receive_msg(): a reset answers by the count itself, as a positive "error".
    const counted = mask === 0x40 ? this.lost : 0;
    if (mask === 0x40) this.lost = 0;
    if (mask & 0x01) this.enabled = word(1);
    if (mask & 0x02) this.failure = word(2);
    if (mask & 0x04) this.daemon = word(3);
    if (mask & 0x08) this.rateLimit = word(4);
    if (mask & 0x10) this.backlogLimit = word(5);
    if (mask & 0x20) this.backlogWaitTime = word(9);
    if (this.enabled) this.log(CONFIG_CHANGE, 'op=set res=1');
    this.deliver(acknowledgement(seq, type, counted));
  }

  #user({ type, payload }: SentRequest): void {
    if (type !== USER_AVC && !(type === USER && this.enabled)) return;
    // The last byte is overwritten by a NUL, which is not printed.
    const text = payload.toString('latin1', 0, payload.length - 1);
    this.log(type, `pid=${this.tgid} uid=0 auid=4294967295 ses=4294967295 msg='${text}'`);
  }
}
