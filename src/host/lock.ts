/**
 * A lock between processes of one host that no crash can leave behind: the holder listens on
 * an abstract Unix socket, whose name the kernel frees when the process dies. Waiters connect to it
 * and are woken when the connection ends, so nobody polls.
 */

import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { realpath } from 'node:fs/promises';
import { connect, createServer, type Server } from 'node:net';
import { basename, dirname, join, resolve } from 'node:path';
import type { Log } from './log.js';

/** Names longer than 107 bytes do not fit into a socket address, hence the digest. */
async function socketName(path: string): Promise<string> {
  const real = await realPath(resolve(path));
  const digest = createHash('sha256').update(real).digest('hex').slice(0, 32);
  return `\0lsm-audit-${process.getuid?.() ?? 0}-${digest}`;
}

/** The path without symbolic links as far as it exists: one folder has one lock, whatever leads to it. */
async function realPath(path: string): Promise<string> {
  const parent = dirname(path);
  if (parent === path) return path;
  return realpath(path).catch(async () => join(await realPath(parent), basename(path)));
}

/**
 * Waits until this process alone holds the lock of `path` (which need not exist; nothing is created there).
 * Dispose the result to release it.
 */
export async function lock(
  path: string,
  { log, signal }: { log: Log; signal?: AbortSignal | undefined },
): Promise<AsyncDisposable> {
  const name = await socketName(path);
  let told = false;
  for (;;) {
    signal?.throwIfAborted();
    const server = await tryListen(name);
    if (server) return held(server);
    if (!told) log.info(`waiting for another lsm-audit that uses ${path}`);
    told = true;
    await holderGone(name, signal);
  }
}

async function tryListen(name: string): Promise<Server | undefined> {
  // Connections are kept open on purpose: their end tells the waiters.
  const server = createServer((socket) => socket.on('error', () => {}));
  server.listen(name);
  try {
    await once(server, 'listening');
    server.unref();
    return server;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EADDRINUSE') return undefined;
    throw error;
  }
}

function held(server: Server): AsyncDisposable {
  const sockets = new Set<{ destroy(): void }>();
  server.on('connection', (socket) => {
    socket.unref();
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  return {
    async [Symbol.asyncDispose]() {
      if (!server.listening) return;
      const closed = once(server, 'close');
      server.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

/** Resolves when the holder is gone, or `signal` aborts. */
async function holderGone(name: string, signal?: AbortSignal): Promise<void> {
  if (signal?.aborted) return;
  const socket = connect(name);
  const abort = () => socket.destroy();
  signal?.addEventListener('abort', abort, { once: true });
  // A holder that goes before it has accepted us gives an error, which says the same as an end.
  socket.on('error', () => {});
  // Data never comes; resume() lets the end of the stream through.
  socket.resume();
  await new Promise<void>((resolve) => socket.once('close', () => resolve()));
  signal?.removeEventListener('abort', abort);
}
