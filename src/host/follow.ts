/** Follows a file that another process appends to, woken by inotify: no polling, no lost byte. */

import { watch } from 'node:fs';
import { open } from 'node:fs/promises';
import { Readable } from 'node:stream';

const chunkBytes = 64 * 1024;

/** The bytes of the file at `path` as they are appended, from its start until after `writerEnded`. */
export function followFile(path: string, writerEnded: Promise<unknown>): Readable {
  return Readable.from(chunks(path, writerEnded), { objectMode: false });
}

async function* chunks(path: string, writerEnded: Promise<unknown>): AsyncGenerator<Buffer> {
  await using file = await open(path);
  let over = false;
  let ring = () => {};
  let changed = new Promise<void>((resolve) => {
    ring = resolve;
  });
  const watcher = watch(path, () => ring());
  let unwatched: Error | undefined;
  watcher.on('error', (error) => {
    unwatched = error;
    ring();
  });
  writerEnded.then(() => {
    over = true;
    ring();
  });
  try {
    for (;;) {
      // Asked before the read: what is appended after it then finds the new bell.
      const last = over;
      const bell = changed;
      const { buffer, bytesRead } = await file.read(Buffer.alloc(chunkBytes));
      if (bytesRead > 0) {
        yield buffer.subarray(0, bytesRead);
        continue;
      }
      if (last) return;
      if (unwatched) throw unwatched;
      await bell;
      changed = new Promise((resolve) => {
        ring = resolve;
      });
    }
  } finally {
    watcher.close();
  }
}
