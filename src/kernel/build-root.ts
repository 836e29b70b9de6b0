/**
 * The tools that build kernels, BPF programs and guest binaries: a small Debian of a fixed release
 * in a folder, or the host's own tools where they are new enough.
 */

import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { digest } from '../host/digest.js';
import { execOk } from '../host/exec.js';
import { lock } from '../host/lock.js';
import type { Log } from '../host/log.js';
import type { ToolRoot } from '../host/sandbox.js';
import { makeEntry, openEntry } from '../host/store.js';
import { bootstrap } from './bootstrap.js';
import { toolsDigest } from './host-tools.js';
import { findMirror } from './mirror.js';
import { chooseTools, type ToolChoice } from './tool-choice.js';

export { networkProblem } from './bootstrap-error.js';

/** Debian 13: the oldest release whose clang, pahole and libbpf suit Linux 7.x. */
const release = 'trixie';

const packages = [
  ...['make', 'gcc', 'libc6-dev', 'flex', 'bison', 'bc', 'libelf-dev', 'libssl-dev', 'zlib1g-dev'],
  ...['dwarves', 'clang', 'llvm', 'lld', 'bpftool', 'libbpf-dev'],
  ...['cpio', 'kmod', 'xz-utils', 'zstd', 'rsync', 'perl', 'python3-minimal', 'patch', 'git'],
  ...['dropbear-bin', 'busybox-static'],
];

export interface BuildRoot {
  root: ToolRoot;
  /** The identity of every tool in it: part of what is built from here. */
  toolchain: string;
  /** One line for people: which tools these are and why. */
  description: string;
}

export interface BuildRootOptions {
  folder: string;
  log: Log;
  signal?: AbortSignal | undefined;
  env?: NodeJS.ProcessEnv | undefined;
}

/**
 * The host's own tools where they suffice; else the build root below `folder`, made when it is
 * missing or damaged (about a minute, 0.9 GiB).
 */
export async function ensureBuildRoot(options: BuildRootOptions): Promise<BuildRoot> {
  const choice = await chooseTools(options);
  return choice.kind === 'host' ? hostTools(choice) : ownRoot(choice.why, options);
}

function hostTools({ found, why }: Extract<ToolChoice, { kind: 'host' }>): BuildRoot {
  return {
    root: { kind: 'host' },
    toolchain: toolsDigest(found),
    description: `the host's own tools: ${why}`,
  };
}

/** The tools that `ensureBuildRoot` would take, of which nothing is made. */
export async function plannedTools(options: BuildRootOptions): Promise<ToolRoot> {
  const choice = await chooseTools(options);
  if (choice.kind === 'host') return { kind: 'host' };
  return { kind: 'build-root', path: `${entryOf(options.folder)}.root` };
}

/** The entry of the build root; its name changes with what is in it. */
function entryOf(folder: string): string {
  return join(folder, digest(release, ...packages).slice(0, 16));
}

async function ownRoot(why: string, options: BuildRootOptions): Promise<BuildRoot> {
  const { folder, log, signal } = options;
  await using _held = await lock(folder, { log, signal });
  const entry = entryOf(folder);
  const whole = await openEntry(entry, log);
  if (!whole) {
    log.info(
      `making the build root: Debian ${release} with gcc, clang, pahole and bpftool (0.9 GiB)`,
    );
    await make(entry, options);
  }
  return {
    root: { kind: 'build-root', path: `${entry}.root` },
    toolchain: (await readFile(join(entry, 'packages.sha256'), 'utf8')).trim(),
    description: `a Debian ${release} build root: ${why}`,
  };
}

/**
 * The root lies beside its entry, not in it: the seal vouches for the list of packages, and the
 * entry is written last, so a root without an entry is half made.
 */
async function make(entry: string, { log, signal, env }: BuildRootOptions): Promise<void> {
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
