/**
 * Unpacks a bundle, which may be anybody's. It must be just what its manifest says, entry by entry,
 * and no byte more; what is not wanted is checked all the same.
 */

import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { UsageError } from '../errors.js';
import { tarStream } from '../host/tar.js';
import {
  BadBundle,
  type BundledFile,
  type Manifest,
  manifestName,
  maxManifestBytes,
  parseManifest,
  shown,
} from './manifest.js';

/** What an archive has beside its data: a header an entry, filled blocks, and two blocks at its end. */
const block = 512;
const entryBytes = (bytes: number) => block + Math.ceil(bytes / block) * block;
const endBytes = 2 * block;

/** Pieces of this size come through faster than the small ones that Node takes by itself. */
const large = { highWaterMark: 1 << 18, chunkSize: 1 << 18 };

/**
 * Unpacks those entries of the bundle at `path` for which `wanted` holds below `folder`, which must be
 * empty and nobody else's.
 * @throws UsageError when it cannot be read, BadBundle when it is not sound
 */
export async function readBundle(
  path: string,
  folder: string,
  wanted: (name: string) => boolean,
): Promise<Manifest> {
  const { extract } = await tarStream();
  const archive = extract();
  const limit = new Limit();
  const stop = new AbortController();
  const unpacked = pipeline(createReadStream(path, large), createGunzip(large), limit, archive, {
    signal: stop.signal,
  });
  unpacked.catch(() => {});
  const reading = new Reading(folder, wanted, limit);
  try {
    for await (const entry of archive) await reading.entry(entry as unknown as Entry);
    await unpacked;
    return reading.end();
  } catch (error) {
    stop.abort();
    throw await explained(path, error, unpacked);
  }
}

/** An entry as tar-stream has it. */
interface Entry extends Readable {
  header: { name: string; size?: number; type?: string | null; pax?: object | null };
}

/** What is wrong with a bundle. */
class Unsound extends Error {}

/** Lets no more bytes through than a sound bundle has. */
class Limit extends Transform {
  /** Before the manifest is known, with room for what is on the way. */
  most = 2 * entryBytes(maxManifestBytes);
  #seen = 0;

  override _transform(
    chunk: Buffer,
    _encoding: string,
    done: (error: Error | null, chunk?: Buffer) => void,
  ): void {
    this.#seen += chunk.length;
    if (this.#seen <= this.most) done(null, chunk);
    else done(new Unsound('it unpacks to more than its manifest says'));
  }
}

class Reading {
  readonly #folder: string;
  readonly #wanted: (name: string) => boolean;
  readonly #limit: Limit;
  #manifest: Manifest | undefined;
  #next = 0;

  constructor(folder: string, wanted: (name: string) => boolean, limit: Limit) {
    this.#folder = folder;
    this.#wanted = wanted;
    this.#limit = limit;
  }

  async entry(entry: Entry): Promise<void> {
    const { name, type, pax } = entry.header;
    if (type !== 'file' || pax) throw new Unsound(`${shown(name)} is no plain file`);
    if (this.#manifest) return this.#file(entry, this.#expected(name));
    if (name !== manifestName) throw new Unsound(`it begins with ${shown(name)}`);
    this.#manifest = await manifestOf(entry);
    const files = this.#manifest.files.reduce((sum, { bytes }) => sum + entryBytes(bytes), 0);
    this.#limit.most = entryBytes(entry.header.size ?? 0) + files + endBytes;
  }

  /** The manifest, when all that it names was there. */
  end(): Manifest {
    if (!this.#manifest) throw new Unsound('it is empty');
    const missing = this.#manifest.files[this.#next];
    if (missing) throw new Unsound(`${missing.name} is missing`);
    return this.#manifest;
  }

  #expected(name: string): BundledFile {
    const files = this.#manifest?.files ?? [];
    const file = files[this.#next];
    const known = files.findIndex((other) => other.name === name);
    if (known < 0) throw new Unsound(`its manifest knows nothing of ${shown(name)}`);
    if (known < this.#next) throw new Unsound(`it has ${name} twice`);
    if (file?.name !== name) throw new Unsound(`${file?.name} is missing`);
    this.#next += 1;
    return file;
  }

  async #file(entry: Entry, { name, bytes, sha256 }: BundledFile): Promise<void> {
    if (entry.header.size !== bytes)
      throw new Unsound(`${name} has ${entry.header.size} bytes, not ${bytes}`);
    const hash = createHash('sha256');
    if (this.#wanted(name)) {
      const target = join(this.#folder, name);
      await mkdir(dirname(target), { recursive: true, mode: 0o700 });
      const file = createWriteStream(target, { flags: 'wx', mode: 0o600 });
      await pipeline(
        entry,
        async function* (chunks: AsyncIterable<Buffer>) {
          for await (const chunk of chunks) {
            hash.update(chunk);
            yield chunk;
          }
        },
        file,
      );
    } else for await (const chunk of entry) hash.update(chunk as Buffer);
    if (hash.digest('hex') !== sha256) throw new Unsound(`the checksum of ${name} is wrong`);
  }
}

async function manifestOf(entry: Entry): Promise<Manifest> {
  if ((entry.header.size ?? 0) > maxManifestBytes) throw new Unsound('its manifest is too large');
  const chunks: Buffer[] = [];
  for await (const chunk of entry) chunks.push(chunk as Buffer);
  try {
    return parseManifest(Buffer.concat(chunks).toString('utf8'));
  } catch (error) {
    throw new Unsound(error instanceof SyntaxError ? 'its manifest is no JSON' : messageOf(error));
  }
}

/** The error as a user shall see it; what stopped the unpacking is a better one than what came of that. */
async function explained(path: string, error: unknown, unpacked: Promise<void>): Promise<unknown> {
  const first = await unpacked.then(
    () => undefined,
    (cause: unknown) => cause,
  );
  const cause = error instanceof Unsound || isAbort(first) ? error : (first ?? error);
  if (cause instanceof Unsound) return new BadBundle(path, cause.message);
  const code = codeOf(cause);
  if (code === 'Z_BUF_ERROR') return new BadBundle(path, 'it is cut short');
  if (code.startsWith('Z_')) return new BadBundle(path, 'it is damaged, or no gzip file');
  if (['ENOENT', 'EISDIR', 'EACCES'].includes(code))
    return new UsageError(`${path} cannot be read: ${messageOf(cause)}`, 'Name a bundle.');
  // Without a code it is tar-stream that complains.
  return code === '' ? new BadBundle(path, messageOf(cause)) : cause;
}

const isAbort = (error: unknown) => error instanceof Error && error.name === 'AbortError';
const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error));
const codeOf = (error: unknown) =>
  error instanceof Error && 'code' in error ? String(error.code) : '';
