/**
 * What a build that was killed leaves half made. Kbuild removes a target when make is interrupted, but
 * not when it is killed, as everything in a container is; the next make then takes a cut object, or a
 * vmlinux without its BTF, for finished, since it is newer than what it is made from.
 */

import { readdir, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

/**
 * Removes every target below `build` that is newer than the command saved beside it (.NAME.cmd),
 * which kbuild writes when the target is whole. @returns the removed files
 */
export async function dropHalfMade(build: string): Promise<string[]> {
  const names = await readdir(build, { recursive: true });
  const commands = names.filter((name) => /(?:^|\/)\.[^/]+\.cmd$/.test(name));
  const checks = commands.map(async (name) => {
    const target = join(build, dirname(name), basename(name).slice(1, -'.cmd'.length));
    return (await isNewer(target, join(build, name))) ? [target] : [];
  });
  const halfMade = (await Promise.all(checks)).flat();
  await Promise.all(halfMade.map((target) => rm(target, { force: true })));
  return halfMade;
}

async function isNewer(file: string, other: string): Promise<boolean> {
  const times = [file, other].map((path) =>
    stat(path, { bigint: true }).then(
      (found) => found.mtimeNs,
      () => undefined,
    ),
  );
  const [mine, its] = await Promise.all(times);
  return mine !== undefined && its !== undefined && mine > its;
}
