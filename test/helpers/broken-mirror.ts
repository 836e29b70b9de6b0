/** The real Debian mirror behind a server of our own, which breaks where a test wants it to. */

import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { silentLog } from '../../src/host/log.js';
import { findMirror } from '../../src/kernel/mirror.js';

/** What becomes of a request: the mirror's answer, its first half, or none. */
export type Fate = 'whole' | 'cut' | 'silence';

export class BrokenMirror implements AsyncDisposable {
  readonly address: string;
  readonly #server: Server;

  private constructor(server: Server) {
    this.#server = server;
    this.address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/debian`;
  }

  /** Serves on a free port; `fateOf` is asked with each path below /debian/. */
  static async start(fateOf: (path: string) => Fate): Promise<BrokenMirror> {
    const real = (await findMirror({ log: silentLog })).replace(/\/$/, '');
    const server = createServer((request, response) => {
      const path = (request.url ?? '').replace(/^\/debian\//, '');
      const fate = fateOf(path);
      if (fate === 'silence') return;
      answer(`${real}/${path}`, fate, response).catch(() => response.destroy());
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return new BrokenMirror(server);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}

async function answer(url: string, fate: Fate, response: ServerResponse): Promise<void> {
  const { status, headers, body } = await fetch(url);
  const length = headers.get('content-length');
  response.writeHead(status, length === null ? {} : { 'content-length': length });
  if (body === null) {
    response.end();
    return;
  }
  if (fate === 'whole') {
    await pipeline(Readable.fromWeb(body as Parameters<typeof Readable.fromWeb>[0]), response);
    return;
  }
  const { value } = await body.getReader().read();
  response.write(value?.subarray(0, value.length / 2), () => response.destroy());
}
