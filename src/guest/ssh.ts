/** SSH to the guest over its virtio port: the only importer of ssh2's client. */

import { once } from 'node:events';
import { open } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import { basename, dirname } from 'node:path';
import type { Client, ClientChannel, PseudoTtyOptions } from 'ssh2';
import { InfrastructureError } from '../errors.js';
import { within } from '../host/deadline.js';
import type { RunKeys } from './keys.js';
import { type GuestProcess, type GuestStream, watched } from './link.js';

export interface SshOptions {
  /** Path of the Unix socket behind the guest's port. */
  socket: string;
  keys: Pick<RunKeys, 'clientPrivate' | 'hostPublic'>;
  /** Milliseconds for the handshake. */
  deadlineMs: number;
  signal?: AbortSignal | undefined;
}

/** Cheap under emulation, and strong: no NIST curves, no RSA. */
const algorithms = {
  kex: ['curve25519-sha256' as const],
  serverHostKey: ['ssh-ed25519' as const],
  cipher: ['aes128-ctr' as const, 'chacha20-poly1305@openssh.com' as const],
  hmac: ['hmac-sha2-256' as const],
  compress: ['none' as const],
};

/** Loaded while the machine boots, or when it is needed: that takes a third of the program's start. */
export const ssh2 = () => import('ssh2');

export class SshConnection implements AsyncDisposable {
  /** Resolves when the connection has ended, with the error that ended it, if any. */
  readonly closed: Promise<Error | undefined>;
  #client: Client;
  #closed = false;

  private constructor(client: Client) {
    this.#client = client;
    this.closed = new Promise((resolve) => {
      let failure: Error | undefined;
      client.on('error', (error) => {
        failure = error;
      });
      client.on('close', () => {
        this.#closed = true;
        resolve(failure);
      });
    });
  }

  /** @throws InfrastructureError when the guest does not answer, or is not the one we booted */
  static async open({ socket, keys, deadlineMs, signal }: SshOptions): Promise<SshConnection> {
    const stream = await connectUnix(socket);
    const client = new (await ssh2()).Client();
    const connection = new SshConnection(client);
    const ready = new Promise<void>((resolve, reject) => {
      client.once('ready', resolve);
      client.once('error', reject);
      client.once('close', () => reject(new Error('the connection closed')));
    });
    client.connect({
      sock: stream,
      username: 'root',
      privateKey: keys.clientPrivate,
      algorithms,
      readyTimeout: 0,
      hostVerifier: (key: Buffer) => key.equals(keys.hostPublic),
    });
    try {
      await within(ready, { what: 'the SSH handshake', ms: deadlineMs, signal });
      return connection;
    } catch (cause) {
      client.destroy();
      if (signal?.aborted) throw signal.reason;
      const why = cause instanceof Error ? cause.message : String(cause);
      throw new InfrastructureError(`no SSH to the guest: ${why}`, { phase: 'guest', cause });
    }
  }

  /** Whether it has ended, by whatever cause. */
  get isClosed(): boolean {
    return this.#closed;
  }

  /** Calls `listener` at the very moment when it has ended. */
  onClosed(listener: () => void): void {
    this.#client.once('close', listener);
  }

  /** Starts `command`, which the guest's shell reads. */
  async exec(
    command: string,
    { onStream, pty }: { pty?: PseudoTtyOptions; onStream?: (stream: GuestStream) => void } = {},
  ): Promise<GuestProcess> {
    const stream = await new Promise<ClientChannel>((resolve, reject) => {
      this.#client.exec(command, pty ? { pty } : {}, (error, channel) => {
        if (error) return reject(error);
        // Bytes may come before whoever awaits the channel gets it.
        onStream?.(channel);
        resolve(channel);
      });
    });
    return watched(stream);
  }

  /** Starts a login shell on a terminal. */
  async shell(pty: PseudoTtyOptions): Promise<GuestProcess> {
    const stream = await new Promise<ClientChannel>((resolve, reject) => {
      this.#client.shell(pty, (error, channel) => (error ? reject(error) : resolve(channel)));
    });
    return watched(stream);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#client.destroy();
    await this.closed;
  }
}

/**
 * Connects to a Unix socket however long its path: an address holds 107 bytes, and a path through
 * the folder's descriptor fits always.
 */
async function connectUnix(path: string): Promise<Socket> {
  const folder = await open(dirname(path));
  try {
    const socket = connect(`/proc/self/fd/${folder.fd}/${basename(path)}`);
    await once(socket, 'connect');
    return socket;
  } catch (cause) {
    throw new InfrastructureError(`cannot connect to ${path}`, { phase: 'guest', cause });
  } finally {
    await folder.close();
  }
}
