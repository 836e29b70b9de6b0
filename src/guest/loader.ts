/** The guest's BPF loader: a long-lived process that takes one command a line (vm/loader.c). */

import { InfrastructureError } from '../errors.js';
import type { GuestLink, GuestProcess } from './link.js';
import { StreamReader } from './stream-reader.js';
import { parseWords, type Words } from './words.js';

export const loaderPath = '/usr/bin/bpf-loader';

/** What the kernel or libbpf said when it refused a program. */
export class LoadError extends Error {
  override readonly name = 'LoadError';
  readonly op: string;
  readonly errno: number;
  /** The verifier's log, or libbpf's messages. */
  readonly log: string;

  constructor(op: string, errno: number, log: string) {
    super(`${op} failed with errno ${errno}: ${verifierLines(log).at(-1)?.trim() ?? 'no log'}`);
    this.op = op;
    this.errno = errno;
    this.log = log;
  }

  /** What the verifier said up to its verdict, which comes last. */
  get verdict(): string[] {
    return verifierLines(this.log);
  }

  get details(): string[] {
    return this.log.trimEnd().split('\n').slice(-30);
  }
}

/** Words of libbpf, and statistics. */
const frame = /^(libbpf: |-- |processed \d+ insns|verification time|stack depth)/;

/** Since Linux 7.3 a verdict is explained: headings, and indented text below them. */
const explanation = /^($| {2}|Verification failed: |Reason:$|At:$|Causal path:$|Suggestion:$)/;

function verifierLines(log: string): string[] {
  return log.split('\n').filter((line) => !frame.test(line) && !explanation.test(line));
}

type Waiter = { resolve(words: Words): void; reject(error: Error): void };

export class Loader implements AsyncDisposable {
  readonly #stream: GuestProcess['stream'];
  #waiters: Waiter[] = [];
  #dead: Error | undefined;

  private constructor(stream: GuestProcess['stream']) {
    this.#stream = stream;
  }

  /** Ends it, and with it its programs. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#stream.end();
  }

  /** With `capabilities`, numbers of linux/capability.h, it has these and no others. */
  static async start(
    link: Pick<GuestLink, 'exec'>,
    { capabilities = [] }: { capabilities?: readonly number[] } = {},
  ): Promise<Loader> {
    const { stream } = await link.exec([loaderPath, ...capabilities].join(' '));
    const loader = new Loader(stream);
    const ready = loader.#reply();
    loader.#read(new StreamReader(stream));
    await ready;
    return loader;
  }

  /** Loads the object file at `path` of the guest as `id`. @throws LoadError */
  async load(id: string, path: string): Promise<{ progId: number }> {
    const words = await this.#command(`load ${id} ${path}`);
    return { progId: Number(words['prog-id']) };
  }

  /** Loads one that takes the place of a function of the loaded `target`. @throws LoadError */
  async extend(id: string, path: string, target: string): Promise<{ progId: number }> {
    const words = await this.#command(`extend ${id} ${path} ${target}`);
    return { progId: Number(words['prog-id']) };
  }

  /** Gives every global variable the value that it was loaded with. */
  async reset(id: string): Promise<void> {
    await this.#command(`reset ${id}`);
  }

  /** Sets the global variable `name`, little-endian. */
  async set(id: string, name: string, value: number): Promise<void> {
    const bytes = Buffer.alloc(4);
    bytes.writeInt32LE(value | 0);
    await this.#command(`set ${id} ${name} ${bytes.toString('hex')}`);
  }

  /** Every global variable of four bytes, as a signed number; an array of such is `NAME[0]` and on. */
  async variables(id: string): Promise<Record<string, number>> {
    const words = Object.entries(await this.#command(`dump ${id}`));
    return Object.fromEntries(words.flatMap(([name, value]) => numbers(name, value)));
  }

  async attach(id: string): Promise<void> {
    await this.#command(`attach ${id}`);
  }

  async detach(id: string): Promise<void> {
    await this.#command(`detach ${id}`);
  }

  /** Expects no reply any more to what was asked so far. */
  forget(): void {
    this.#waiters = [];
  }

  #command(line: string): Promise<Words> {
    if (this.#dead) return Promise.reject(this.#dead);
    const reply = this.#reply();
    this.#stream.write(`${line}\n`);
    return reply;
  }

  #reply(): Promise<Words> {
    return new Promise((resolve, reject) => this.#waiters.push({ resolve, reject }));
  }

  /** Replies come in the order of the commands. */
  async #read(reader: StreamReader): Promise<void> {
    try {
      for (let line = await reader.line(); line !== undefined; line = await reader.line()) {
        const waiter = this.#waiters.shift();
        const [status, words] = parseWords(line);
        if (status === 'ok') waiter?.resolve(words);
        else waiter?.reject(await refusal(words, reader));
      }
      throw new InfrastructureError('the BPF loader in the guest ended', { phase: 'guest' });
    } catch (error) {
      this.#dead = error as Error;
      for (const waiter of this.#waiters.splice(0)) waiter.reject(this.#dead);
    }
  }
}

/** The numbers that `hex` is made of, by name; none if they are not of four bytes. */
function numbers(name: string, hex: string): [name: string, value: number][] {
  const bytes = Buffer.from(hex, 'hex');
  if (bytes.length % 4) return [];
  if (bytes.length === 4) return [[name, bytes.readInt32LE()]];
  return Array.from({ length: bytes.length / 4 }, (_, index) => [
    `${name}[${index}]`,
    bytes.readInt32LE(4 * index),
  ]);
}

async function refusal(words: Words, reader: StreamReader): Promise<LoadError> {
  const log = await reader.bytes(Number(words['log'] ?? 0));
  return new LoadError(
    words['op'] ?? 'command',
    Number(words['errno']),
    log?.toString('latin1') ?? '',
  );
}
