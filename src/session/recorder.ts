/**
 * Writes down all that crosses the border to one guest, so that its tests can be held against it
 * without a machine. See `src/transcript/entry.ts` for what an entry says.
 */

import { once } from 'node:events';
import { createWriteStream, type WriteStream } from 'node:fs';
import { basename } from 'node:path';
import type { GuestLink, GuestStream } from '../guest/link.js';
import type { SshConnection } from '../guest/ssh.js';
import { upload } from '../guest/upload.js';
import type { Log } from '../host/log.js';
import type { RunningMachine } from '../qemu/process.js';
import {
  type GuestAct,
  type HostAct,
  type Note,
  type TranscriptHeader,
  transcriptLine,
} from '../transcript/index.js';

/** Its file in the directory of the guest. */
export const transcriptFile = 'transcript.jsonl';

/** Characters that are written at once. */
const batchLength = 1 << 16;

export class Recorder implements AsyncDisposable {
  readonly #file: WriteStream;
  #batch = '';
  #origin = performance.now();
  #channels = 0;
  /** The time of what happens at once, and the last time that was given. */
  #now: number | undefined;
  #last = 0;
  #test: string | undefined;
  #broken = false;

  /** Writes to `path`. A disk that takes no more costs the transcript, and not the run. */
  constructor(path: string, header: TranscriptHeader, log: Log) {
    this.#file = createWriteStream(path, { mode: 0o600 });
    this.#file.on('error', (error) => {
      if (!this.#broken) log.warn(`the transcript of this run ends early: ${error.message}`);
      this.#broken = true;
    });
    this.#batch = transcriptLine(header);
  }

  /** Listens to `machine`, from its first line on. */
  machine(machine: RunningMachine): void {
    this.#origin = machine.startedAt;
    machine.console.watch((line) => this.note({ type: 'console', line }));
    machine.exited.then((end) => this.note({ type: 'quit', ...end }));
    machine.ended.then(() => this.note({ type: 'silence' }));
  }

  /** `ssh` as tests use it, with everything written down. */
  link(ssh: SshConnection): GuestLink {
    ssh.onClosed(() => this.note({ type: 'hangup' }));
    return {
      get isClosed() {
        return ssh.isClosed;
      },
      exec: async (command) => {
        const channel = ++this.#channels;
        this.note({ type: 'exec', channel, command });
        try {
          return await ssh.exec(command, { onStream: (stream) => this.#tap(stream, channel) });
        } catch (error) {
          this.note({ type: 'refused', channel, message: String(error) });
          throw error;
        }
      },
      upload: async (files, folder) => {
        this.note({ type: 'upload', folder, files: files.map((file) => basename(file)) });
        try {
          await upload(ssh, files, folder);
          this.note({ type: 'uploaded' });
        } catch (error) {
          this.note({ type: 'uploaded', message: String(error) });
          throw error;
        }
      },
    };
  }

  begin(test: string, state: unknown): void {
    this.#test = test;
    this.note({ type: 'begin', test, state });
  }

  judge(test: string, state: unknown): void {
    this.note({ type: 'judge', test, state });
  }

  /** The end of `test`, which is nothing to note of one that never began. */
  finish(test: string): void {
    if (this.#test !== test) return;
    this.#test = undefined;
    this.note({ type: 'finish', test });
  }

  note(act: HostAct | GuestAct | Note): void {
    if (this.#broken) return;
    this.#batch += transcriptLine({ ms: this.#time(), ...act });
    if (this.#batch.length > batchLength) this.#flush();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#flush();
    this.#file.end();
    if (!this.#broken && !this.#file.closed) await once(this.#file, 'close').catch(() => {});
  }

  #flush(): void {
    this.#file.write(this.#batch);
    this.#batch = '';
  }

  /** What happens in one callback of Node's has one time, which nothing else has. */
  #time(): number {
    if (this.#now !== undefined) return this.#now;
    const ms = Math.round((performance.now() - this.#origin) * 1000) / 1000;
    this.#last = Math.max(ms, Math.round((this.#last + 0.001) * 1000) / 1000);
    this.#now = this.#last;
    process.nextTick(() => {
      this.#now = undefined;
    });
    return this.#last;
  }

  /** Overhears a stream: listening to its events would make it flow. */
  #tap(stream: GuestStream, channel: number): void {
    this.note({ type: 'opened', channel });
    let over = false;
    const push = stream.push.bind(stream);
    stream.push = (chunk: Buffer | null, ...rest) => {
      if (chunk === null && !over) this.note({ type: 'read-end', channel });
      over ||= chunk === null;
      if (chunk) this.note({ type: 'read', channel, bytes: chunk.toString('latin1') });
      return push(chunk, ...rest);
    };
    const complain = stream.stderr.push.bind(stream.stderr);
    stream.stderr.push = (chunk: Buffer | null, ...rest) => {
      if (chunk) this.note({ type: 'complaint', channel, bytes: chunk.toString('latin1') });
      return complain(chunk, ...rest);
    };
    const write = stream.write.bind(stream) as (...args: unknown[]) => boolean;
    stream.write = ((chunk: Uint8Array | string, ...rest: unknown[]) => {
      const bytes = Buffer.from(chunk as string).toString('latin1');
      this.note({ type: 'write', channel, bytes });
      return write(chunk, ...rest);
    }) as typeof stream.write;
    const end = stream.end.bind(stream) as (...args: unknown[]) => GuestStream;
    stream.end = ((...args: unknown[]) => {
      // ssh2 ends a channel that the guest has closed.
      if (!over) this.note({ type: 'end', channel });
      return end(...args);
    }) as typeof stream.end;
    stream.on('exit', (code: number | null, signal?: string | null) =>
      this.note({ type: 'exit', channel, code: code ?? null, signal: signal ?? null }),
    );
    stream.on('close', () => this.note({ type: 'close', channel }));
  }
}
