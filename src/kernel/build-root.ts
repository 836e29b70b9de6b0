/**
 * The tools that build kernels, BPF programs and guest binaries: a small Debian of a fixed release
 * in a folder, or the host's own tools where they are new enough.
 */

import type { Log } from '../host/log.js';
import type { ToolRoot } from '../host/sandbox.js';
import { debianRootPath, ensureDebianRoot } from './debian-root.js';
import { toolsDigest } from './host-tools.js';
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
  return { kind: 'build-root', path: debianRootPath(contents(options.folder)) };
}

/** Where the build root lies, and what is in it. */
function contents(folder: string) {
  return { folder, release, packages };
}

async function ownRoot(why: string, options: BuildRootOptions): Promise<BuildRoot> {
  const title = `the build root: Debian ${release} with gcc, clang, pahole and bpftool (0.9 GiB)`;
  const { path, identity } = await ensureDebianRoot({
    ...options,
    ...contents(options.folder),
    title,
  });
  return {
    root: { kind: 'build-root', path },
    toolchain: identity,
    description: `a Debian ${release} build root: ${why}`,
  };
}
