/**
 * Cache entries that are whole or absent: a folder filled aside, sealed with the digests of
 * its files, and renamed into place. A cut or altered entry is found when it is opened, and dropped.
 *
 * A file whose inode says that nothing was done to it since it was last found whole is not read
 * again: the kernel keeps the time of the last change, and no program can set it.
 */

import { randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileDigest } from './digest.js';
import type { Log } from './log.js';

const sealName = 'seal.json';

interface SealedFile {
  bytes: number;
  sha256: string;
  /** Inode and time of its last change when the digest was taken. */
  state?: string;
}

interface Seal {
  files: Record<string, SealedFile>;
}

/** The entry's folder when it is there and every sealed file is as it was written. */
export async function openEntry(folder: string, log: Log): Promise<string | undefined> {
  const damage = await findDamage(folder);
  if (damage === 'absent') return undefined;
  if (damage === undefined) return folder;
  log.warn(`dropping the cache entry ${folder}: ${damage}`);
  await rm(folder, { recursive: true, force: true });
  return undefined;
}

/**
 * Makes the entry `folder` by `fill`, which writes into the folder that it is given. What `fill`
 * leaves behind when it throws is removed. An entry that another process made meanwhile is kept.
 */
export async function makeEntry(
  folder: string,
  fill: (partial: string) => Promise<void>,
): Promise<string> {
  const partial = `${folder}.partial-${randomUUID()}`;
  await mkdir(partial, { recursive: true });
  try {
    await fill(partial);
    await seal(partial);
    await mkdir(dirname(folder), { recursive: true });
    await rename(partial, folder).catch(async (error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error;
    });
    return folder;
  } finally {
    await rm(partial, { recursive: true, force: true });
  }
}

async function seal(folder: string): Promise<void> {
  const files: Seal['files'] = {};
  for (const name of await readdir(folder)) {
    const { size, ...rest } = await stat(join(folder, name), { bigint: true });
    const sha256 = await fileDigest(join(folder, name));
    files[name] = { bytes: Number(size), sha256, state: stateOf(rest) };
  }
  await writeSeal(folder, { files });
}

const stateOf = ({ ino, ctimeNs }: { ino: bigint; ctimeNs: bigint }) => `${ino} ${ctimeNs}`;

/** Written aside first: whoever opens the entry meanwhile sees the old seal or the new one. */
async function writeSeal(folder: string, seal: Seal): Promise<void> {
  const aside = join(folder, `${sealName}.${randomUUID()}`);
  await writeFile(aside, `${JSON.stringify(seal, null, 2)}\n`);
  await rename(aside, join(folder, sealName));
}

/** What is wrong with the entry, `absent` when there is none, nothing when it is whole. */
async function findDamage(folder: string): Promise<string | undefined> {
  let seal: Partial<Seal> | null;
  try {
    seal = JSON.parse(await readFile(join(folder, sealName), 'utf8')) as Partial<Seal> | null;
  } catch (error) {
    const gone = await stat(folder).then(
      () => false,
      () => true,
    );
    return gone ? 'absent' : `its ${sealName} cannot be read (${String(error)})`;
  }
  const files = Object.entries(seal?.files ?? {});
  if (files.length === 0) return 'its seal names no file';
  const checks = await Promise.all(
    files.map(async ([name, expected]) => [name, await check(folder, name, expected)] as const),
  );
  const damage = checks.find(([, checked]) => typeof checked === 'string')?.[1];
  if (typeof damage === 'string') return damage;
  const now = Object.fromEntries(checks) as Seal['files'];
  if (files.some(([name, { state }]) => now[name]?.state !== state)) {
    // A cache that cannot be written is only slower.
    await writeSeal(folder, { files: now }).catch(() => {});
  }
  return undefined;
}

/** The file as it shall be sealed from now on, or what is wrong with it. */
async function check(
  folder: string,
  name: string,
  expected: SealedFile,
): Promise<SealedFile | string> {
  try {
    const { size, ...rest } = await stat(join(folder, name), { bigint: true });
    const { bytes, sha256 } = expected;
    if (size !== BigInt(bytes)) return `${name} has ${size} bytes, not ${bytes}`;
    const state = stateOf(rest);
    if (state === expected.state) return expected;
    if ((await fileDigest(join(folder, name))) !== sha256) return `${name} was altered`;
    return { bytes, sha256, state };
  } catch {
    return `${name} is missing`;
  }
}
