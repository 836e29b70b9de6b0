/** A small Debian of a fixed release with some packages, in a folder of the cache. */

import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { digest } from '../host/digest.js';
import { execOk } from '../host/exec.js';
import { lock } from '../host/lock.js';
import type { Log } from '../host/log.js';
import { makeEntry, openEntry } from '../host/store.js';
import { bootstrap } from './bootstrap.js';
import { findMirror } from './mirror.js';

export interface DebianRootRequest {
  /** Where its entry lies; others who want it wait meanwhile. */
  folder: string;
  release: string;
  packages: readonly string[];
  /** For people, while it is made: what this is. */
  title: string;
  log: Log;
  signal?: AbortSignal | undefined;
  env?: NodeJS.ProcessEnv | undefined;
}

export interface DebianRoot {
  path: string;
  /** The identity of all its packages. */
  identity: string;
}

/** The root, made when it is missing or damaged. */
export async function ensureDebianRoot(request: DebianRootRequest): Promise<DebianRoot> {
  const { folder, title, log, signal } = request;
  await using _held = await lock(folder, { log, signal });
  const entry = entryOf(request);
  if (!(await openEntry(entry, log))) {
    log.info(`making ${title}`);
    await make(entry, request);
  }
  return {
    path: `${entry}.root`,
    identity: (await readFile(join(entry, 'packages.sha256'), 'utf8')).trim(),
  };
}

type Place = Pick<DebianRootRequest, 'folder' | 'release' | 'packages'>;

/** Where the root would be, made or not. */
export function debianRootPath(place: Place): string {
  return `${entryOf(place)}.root`;
}

/** The name changes with what is in it. */
function entryOf({ folder, release, packages }: Place): string {
  return join(folder, digest(release, ...packages).slice(0, 16));
}

/**
 * The root lies beside its entry, not in it: the seal vouches for the list of packages, and the
 * entry is written last, so a root without an entry is half made.
 */
async function make(entry: string, request: DebianRootRequest): Promise<void> {
  const { release, packages, log, signal, env } = request;
  const root = `${entry}.root`;
  const tarball = `${entry}.tar`;
  const options = { phase: 'build root', log, signal } as const;
  await rm(root, { recursive: true, force: true });
  try {
    const mirror = await findMirror({ log, signal, ...(env && { env }) });
    await bootstrap({ release, packages, mirror, tarball, scratch: `${entry}.scratch` }, options);
    await mkdir(root, { recursive: true });
    // Device nodes need root; the container brings its own /dev.
    const unpack = {
      file: 'tar',
      args: ['-x', '-f', tarball, '-C', root, '--no-same-owner', '--exclude=./dev/*'],
    };
    await execOk(unpack, options);
    await makeEntry(entry, async (partial) => {
      const status = await readFile(join(root, 'var/lib/dpkg/status'), 'utf8');
      await writeFile(join(partial, 'packages.sha256'), `${digest(installedVersions(status))}\n`);
      await writeFile(join(partial, 'packages.txt'), installedVersions(status));
    });
  } catch (error) {
    await rm(root, { recursive: true, force: true });
    throw error;
  } finally {
    await rm(tarball, { force: true });
  }
}

/** `package version` lines of dpkg's status file, sorted: what the tools are, whatever their order. */
export function installedVersions(status: string): string {
  const lines = status.split('\n\n').flatMap((stanza) => {
    const name = /^Package: (.*)$/m.exec(stanza)?.[1];
    const version = /^Version: (.*)$/m.exec(stanza)?.[1];
    return name && version ? [`${name} ${version}`] : [];
  });
  return `${lines.sort().join('\n')}\n`;
}
