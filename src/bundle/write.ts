/** Packs files into a bundle: equal files give equal bytes. */

import { createHash, randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { tarStream } from '../host/tar.js';
import { bundleSchema, byName, isPlainName, type Manifest, manifestName } from './manifest.js';

export interface BundleEntry {
  name: string;
  bytes: Uint8Array;
}

/**
 * Writes the bundle of the run `run` to `path`. Written aside first: nothing is left of one that could
 * not be written.
 */
export async function writeBundle(
  path: string,
  run: string,
  entries: readonly BundleEntry[],
): Promise<Manifest> {
  const sorted = [...entries].sort(byName);
  const files = sorted.map(({ name, bytes }) => {
    if (!isPlainName(name)) throw new Error(`a bundle has no entry called ${name}`);
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    return { name, bytes: bytes.length, sha256 };
  });
  const manifest: Manifest = { schema: bundleSchema, run, files };
  const text = Buffer.from(`${JSON.stringify(manifest, null, 1)}\n`);
  const aside = `${path}.partial-${randomUUID()}`;
  try {
    const packed = await archive([{ name: manifestName, bytes: text }, ...sorted]);
    await pipeline(packed, createGzip({ level: 6 }), createWriteStream(aside, { mode: 0o644 }));
    await rename(aside, path);
  } finally {
    await rm(aside, { force: true });
  }
  return manifest;
}

/** Whoever packs and when must not be in it. */
const nobody = { mode: 0o644, mtime: new Date(0), uid: 0, gid: 0, type: 'file' } as const;

async function archive(entries: readonly BundleEntry[]) {
  const { pack } = await tarStream();
  const packed = pack();
  for (const { name, bytes } of entries)
    packed.entry({ ...nobody, name, size: bytes.length }, Buffer.from(bytes));
  packed.finalize();
  return packed;
}
