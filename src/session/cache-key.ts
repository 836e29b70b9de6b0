/** A name for a cache that has what a target needs: for CI systems, which keep caches by name. */

import { join } from 'node:path';
import { UsageError } from '../errors.js';
import { digest, fileDigest, folderDigest } from '../host/digest.js';
import { projectRoot } from '../host/paths.js';
import { readSeries } from '../kernel/series.js';
import { checkLine } from '../kernel/source.js';
import { kconfig, seriesWords, type Target } from './prepare.js';
import { version } from './version.js';

/**
 * `lsm-audit-LINE-DIGEST`. Another series, variant, configuration or guest gives another digest; what a
 * cache with the same beginning has is of use all the same, since each entry checks its own content.
 * @throws UsageError as readSeries() and checkLine()
 */
export async function cacheKey(targets: readonly Target[]): Promise<string> {
  const [first] = targets;
  checkLine(first?.line);
  const { sha256 } = await readSeries(seriesWords(first ?? {}));
  const variants = targets.map(({ variant }) => variant ?? '').sort();
  const configs: string[] = [];
  for (const file of first?.configs ?? []) configs.push(await configDigest(file));
  const folders = [kconfig, join(projectRoot, 'vm'), join(projectRoot, 'bpf-progs')];
  const contents: string[] = [];
  for (const folder of folders) contents.push(await folderDigest(folder));
  const key = digest(version, process.arch, sha256, variants.join(), configs.join(), ...contents);
  return `lsm-audit-${first?.line ?? 'newest'}-${key.slice(0, 16)}`;
}

function configDigest(file: string): Promise<string> {
  return fileDigest(file).catch(() => {
    throw new UsageError(`--config ${file} cannot be read`, 'Name a file of CONFIG_ lines.');
  });
}
