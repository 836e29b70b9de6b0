/**
 * Cache entries that are whole or absent: a folder filled aside, sealed with the digests of
 * its files, and renamed into place. A cut or altered entry is found when it is opened, and dropped.
 */

import { randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileDigest } from './digest.js';
import type { Log } from './log.js';

const sealName = 'seal.json';

interface Seal {
  files: Record<string, { bytes: number; sha256: string }>;
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
    const { size } = await stat(join(folder, name));
    files[name] = { bytes: size, sha256: await fileDigest(join(folder, name)) };
  }
  await writeFile(join(folder, sealName), `${JSON.stringify({ files }, null, 2)}\n`);
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
  const checks = Object.entries(seal?.files ?? {}).map(async ([name, expected]) => {
    try {
      const { size } = await stat(join(folder, name));
      if (size !== expected.bytes) return `${name} has ${size} bytes, not ${expected.bytes}`;
      if ((await fileDigest(join(folder, name))) !== expected.sha256) return `${name} was altered`;
    } catch {
      return `${name} is missing`;
    }
    return undefined;
  });
  if (checks.length === 0) return 'its seal names no file';
  return (await Promise.all(checks)).find((problem) => problem !== undefined);
}
