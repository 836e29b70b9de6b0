/**
 * A trigger: a process of the guest that prepares itself, waits, and then makes the kernel call
 * one hook (vm/trigger). It is never the process that reads the records: the audit daemon's own
 * threads are exempt from the backlog limit.
 */

import { InfrastructureError } from '../errors.js';
import type { GuestLink } from './link.js';
import { StreamReader } from './stream-reader.js';
import { parseWords, type Words } from './words.js';

export const triggerPath = '/usr/bin/trigger';

export interface ReadyTrigger {
  tgid: number;
  /** The comm of the process, as bytes in latin1. */
  comm: string;
  /** What the preparation made known: inode numbers, ports, paths. */
  facts: Words;
  /** Lets it act, and resolves when its process has ended. */
  go(): Promise<TriggerResult>;
}

/** What the triggering system call returned. */
export interface TriggerResult {
  ret: number;
  errno: number;
}

/** The process that starts triggers and passes their lines on (vm/trigger/serve.c). */
export class TriggerServer {
  readonly #send: (line: string) => void;
  readonly #running = new Map<string, Conversation>();
  #started = 0;
  #dead: Error | undefined;

  private constructor(send: (line: string) => void) {
    this.#send = send;
  }

  static async start(link: Pick<GuestLink, 'exec'>): Promise<TriggerServer> {
    const { stream } = await link.exec(`${triggerPath} serve`);
    const server = new TriggerServer((line) => stream.write(`${line}\n`));
    void server.#read(new StreamReader(stream));
    return server;
  }

  /** Starts the trigger `name` with any bytes as arguments, and waits until it is prepared. */
  async prepare([name = '', ...args]: readonly string[]): Promise<ReadyTrigger> {
    if (this.#dead) throw this.#dead;
    const id = String(++this.#started);
    const talk = new Conversation(name);
    this.#running.set(id, talk);
    const words = args.map((arg) => Buffer.from(arg, 'utf8').toString('hex'));
    this.#send(['start', id, name, ...words].join(' '));
    const facts = await talk.expect('ready');
    return {
      tgid: Number(facts['tgid']),
      comm: Buffer.from(facts['comm'] ?? '', 'hex').toString('latin1'),
      facts,
      go: async () => {
        this.#send(`go ${id}`);
        const done = await talk.expect('done');
        await talk.ended;
        return { ret: Number(done['ret']), errno: Number(done['errno']) };
      },
    };
  }

  /** How many triggers were started: each is named by its number. */
  get started(): number {
    return this.#started;
  }

  /** Goes on as if so many had been started and all of them were over. */
  resume(started: number): void {
    this.#started = started;
    this.#running.clear();
  }

  async #read(reader: StreamReader): Promise<void> {
    try {
      for (let line = await reader.line(); line !== undefined; line = await reader.line()) {
        const [, id = '', rest = ''] = /^(\S+) (.*)$/.exec(line) ?? [];
        const talk = this.#running.get(id);
        talk?.hear(rest);
        if (talk?.over) this.#running.delete(id);
      }
      throw new InfrastructureError('the trigger server in the guest ended', { phase: 'guest' });
    } catch (error) {
      this.#dead = error as Error;
      for (const talk of this.#running.values()) talk.fail(this.#dead);
    }
  }
}

/** What one trigger says, in order: ready, done, exit; anything else is a complaint. */
class Conversation {
  over = false;
  readonly ended: Promise<void>;
  readonly #name: string;
  readonly #complaints: string[] = [];
  readonly #heard = new Map<string, Words>();
  #waiting: { status: string; resolve(words: Words): void; reject(error: Error): void } | undefined;
  #settleEnd: { resolve(): void; reject(error: Error): void } = { resolve() {}, reject() {} };

  constructor(name: string) {
    this.#name = name;
    this.ended = new Promise((resolve, reject) => {
      this.#settleEnd = { resolve, reject };
    });
    // Nobody waits for the end of one that fails before.
    this.ended.catch(() => {});
  }

  hear(line: string): void {
    const [status, words] = parseWords(line);
    if (status === 'exit') this.#end(words);
    else if (status === 'ready' || status === 'done') {
      this.#heard.set(status, words);
      if (this.#waiting?.status === status) this.#waiting.resolve(words);
    } else this.#complaints.push(line);
  }

  fail(error: Error): void {
    this.over = true;
    this.#waiting?.reject(error);
    this.#settleEnd.reject(error);
  }

  async expect(status: string): Promise<Words> {
    const heard = this.#heard.get(status);
    if (heard) return heard;
    return new Promise((resolve, reject) => {
      this.#waiting = { status, resolve, reject };
    });
  }

  #end({ code, signal }: Words): void {
    const how = signal === '0' ? `ended with exit code ${code}` : `was killed by signal ${signal}`;
    if (this.#heard.has('done') && code === '0') {
      this.over = true;
      this.#settleEnd.resolve();
      return;
    }
    this.fail(
      new InfrastructureError(`the trigger ${this.#name} ${how} before it was done`, {
        phase: 'guest',
        evidence: this.#complaints,
      }),
    );
  }
}
