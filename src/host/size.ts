/** Sizes of folders as the disk counts them. */

import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Bytes on disk of everything below `path`, undefined when there is nothing. A file with several
 * hard links counts once.
 */
export async function folderBytes(
  path: string,
  seen = new Set<string>(),
): Promise<number | undefined> {
  const stat = await lstat(path).catch(() => undefined);
  if (!stat) return undefined;
  if (stat.nlink > 1 && !stat.isDirectory()) {
    const identity = `${stat.dev}:${stat.ino}`;
    if (seen.has(identity)) return 0;
    seen.add(identity);
  }
  let bytes = stat.blocks * 512;
  if (!stat.isDirectory()) return bytes;
  for (const name of await readdir(path).catch((): string[] => [])) {
    bytes += (await folderBytes(join(path, name), seen)) ?? 0;
  }
  return bytes;
}

export function humanBytes(bytes: number): string {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
  let value = bytes;
  let unit = 0;
  while (Math.round(value) >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit += 1;
  }
  return `${value < 10 && unit > 0 ? value.toFixed(1) : Math.round(value)} ${units[unit]}`;
}
