/** A guest of paper: it says what the transcript of a real one says, and has no machine. */

import { Duplex, Readable } from 'node:stream';
import { SplatScanner } from '../console/index.js';
import { InfrastructureError } from '../errors.js';
import { type GuestLink, type GuestStream, watched } from '../guest/link.js';
import { guestDeath } from '../qemu/boot.js';
import { Console } from '../qemu/console.js';
import { consoleFile } from '../qemu/machine.js';
import type { MachineEnd } from '../qemu/process.js';
import type { GuestAct, Transcript } from '../transcript/index.js';
import type { TestedGuest } from './guest.js';
import { Player } from './player.js';

export interface PlayedGuest extends TestedGuest {
  player: Player;
}

/** Somebody who waits for the guest. */
interface Waiter {
  resolve: () => void;
  reject: (error: Error) => void;
}

interface Channel {
  stream: GuestStream;
  /** Whoever asked for it. */
  opened: Waiter;
}

/**
 * The guest of `transcript`, which serves.
 * @returns nothing when it never came so far
 */
export async function playGuest(transcript: Transcript): Promise<PlayedGuest | undefined> {
  const machine = new PaperMachine();
  const link = new PaperLink((act) => machine.hear(act));
  const player = new Player(transcript, (act) => link.hear(act));
  link.player = player;
  const served = player.find(({ type }) => type === 'served');
  const entry = player.entry(served);
  if (entry?.type !== 'served') return undefined;
  await player.reach(served);
  const death = machine.ended.then(() => {
    throw guestDeath(machine);
  });
  // Whoever awaits it gets the error.
  death.catch(() => {});
  const { complaints } = machine;
  const { secret } = transcript;
  const { bootMs } = entry;
  return { machine, link, player, secret, complaints, bootMs, death, timers: player.timers };
}

class PaperMachine {
  readonly console: Console;
  readonly complaints = new SplatScanner();
  readonly ended: Promise<MachineEnd>;
  end: MachineEnd | undefined;
  readonly #lines = new Readable({ read() {} });

  constructor() {
    this.console = new Console(this.#lines, consoleFile);
    this.console.watch((line) => this.complaints.push(line));
    this.ended = this.console.closed.then(
      () => this.end ?? { code: null, signal: null, stderr: '' },
    );
  }

  hear(act: GuestAct): void {
    if (act.type === 'console') this.#lines.push(Buffer.from(`${act.line}\n`, 'latin1'));
    else if (act.type === 'silence') this.#lines.push(null);
    else if (act.type === 'quit') {
      const { code, signal, stderr } = act;
      this.end = { code, signal: signal as NodeJS.Signals | null, stderr };
    }
  }
}

class PaperLink implements GuestLink {
  isClosed = false;
  player: Player | undefined;
  readonly #others: (act: GuestAct) => void;
  readonly #channels = new Map<number, Channel>();
  #uploads: Waiter[] = [];

  /** `others` gets what is not for the link. */
  constructor(others: (act: GuestAct) => void) {
    this.#others = others;
  }

  async exec(command: string) {
    const channel = this.#player.perform((acts, cursor) => acts.exec(cursor, command));
    const stream = this.#stream(channel);
    await new Promise<void>((resolve, reject) => {
      this.#channels.set(channel, { stream, opened: { resolve, reject } });
    });
    return watched(stream);
  }

  async upload(_files: readonly string[], folder: string): Promise<void> {
    this.#player.perform((acts, cursor) => acts.upload(cursor, folder));
    await new Promise<void>((resolve, reject) => this.#uploads.push({ resolve, reject }));
  }

  hear(act: GuestAct): void {
    if ('channel' in act) this.#onChannel(act, this.#channels.get(act.channel));
    else if (act.type === 'uploaded') this.#uploaded(this.#uploads.shift(), act.message);
    else if (act.type === 'hangup') this.isClosed = true;
    else this.#others(act);
  }

  /** A channel that nobody has opened now is nobody's concern. */
  #onChannel(act: GuestAct & { channel: number }, channel: Channel | undefined): void {
    if (!channel) return;
    const { stream, opened } = channel;
    if (act.type === 'opened') opened.resolve();
    else if (act.type === 'refused') opened.reject(new Error(act.message));
    else if (act.type === 'read') stream.push(Buffer.from(act.bytes, 'latin1'));
    else if (act.type === 'read-end') stream.push(null);
    else if (act.type === 'complaint') stream.stderr.push(Buffer.from(act.bytes, 'latin1'));
    else if (act.type === 'exit') stream.emit('exit', act.code, act.signal);
    else if (act.type === 'close') stream.emit('close');
  }

  get #player(): Player {
    if (!this.player) throw new Error('nothing is played yet');
    return this.player;
  }

  #uploaded(waiter: Waiter | undefined, message: string | undefined): void {
    if (message === undefined) waiter?.resolve();
    else waiter?.reject(new InfrastructureError(message, { phase: 'guest' }));
  }

  /** A channel to the guest: what is written to it must be what was written then. */
  #stream(channel: number): GuestStream {
    const perform = (find: Parameters<Player['perform']>[0], done: () => void) => {
      try {
        this.#player.perform(find);
      } catch {
        // The test that did it hears of it elsewhere.
      }
      done();
    };
    const stream = new Duplex({
      // As ssh2 has it, which tells the end of a channel itself.
      autoDestroy: false,
      emitClose: false,
      read() {},
      write(chunk: Buffer, _encoding, done) {
        const text = chunk.toString('latin1');
        perform((acts, cursor) => acts.write(cursor, channel, text), done);
      },
      final(done) {
        perform((acts, cursor) => acts.end(cursor, channel), done);
      },
    });
    return Object.assign(stream, { stderr: new Readable({ read() {} }) });
  }
}
