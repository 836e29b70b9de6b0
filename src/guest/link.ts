/** What the host needs of a guest to work in it: all bytes that cross the border go through here. */

import type { Duplex, Readable } from 'node:stream';

/** A command in the guest: a duplex stream, its standard error, and its exit. */
export interface GuestProcess {
  stream: GuestStream;
  exited: Promise<GuestExit>;
}

export interface GuestStream extends Duplex {
  stderr: Readable;
}

export interface GuestExit {
  code: number | null;
  signal: string | null;
}

export interface GuestLink {
  /** Whether it has ended, by whatever cause. */
  readonly isClosed: boolean;
  /** Starts `command`, which the guest's shell reads. */
  exec(command: string): Promise<GuestProcess>;
  /** Puts `files` of the host into the folder `folder` of the guest. */
  upload(files: readonly string[], folder: string): Promise<void>;
}

/** The process behind `stream`, which tells its end by the events `exit` and `close`, as ssh2's do. */
export function watched(stream: GuestStream): GuestProcess {
  const exited = new Promise<GuestExit>((resolve) => {
    let end: GuestExit = { code: null, signal: null };
    stream.on('exit', (code: number | null, signal?: string | null) => {
      end = { code, signal: signal ?? null };
    });
    stream.on('close', () => resolve(end));
  });
  return { stream, exited };
}
