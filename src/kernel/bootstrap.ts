/**
 * Makes a small Debian as a tarball, with mmdebstrap, and leaves nothing behind however that ends.
 *
 * mmdebstrap mounts, forks, and fills a temporary folder; when it is killed, all three stay. So it
 * runs in namespaces of its own: its mounts vanish with them, its processes die with the first
 * one, and that one dies with us. The temporary folder lies in the cache, where the disk is large enough
 * (/tmp is memory on Debian 13) and whoever runs next finds it.
 */

import { mkdir, rm } from 'node:fs/promises';
import { InfrastructureError } from '../errors.js';
import type { CommandLine } from '../host/command.js';
import { type ExecOptions, exec } from '../host/exec.js';
import { findProgram } from '../host/find-program.js';
import { remedyFor } from '../host/packages.js';
import { bootstrapError } from './bootstrap-error.js';
import { archiveKeyring } from './mirror.js';

export interface Bootstrap {
  release: string;
  packages: readonly string[];
  mirror: string;
  /** The file to write. */
  tarball: string;
  /** A folder for temporary files, made anew and removed at the end. */
  scratch: string;
  /** Whether we run as root; otherwise our subordinate ids stand in for the users of the new system. */
  root?: boolean;
}

/** Writes the tarball. @throws InfrastructureError with cause and remedy */
export async function bootstrap(request: Bootstrap, options: ExecOptions): Promise<void> {
  const { scratch, root = process.getuid?.() === 0 } = request;
  await requireTools(root);
  await removeScratch(scratch, root, options);
  await mkdir(scratch, { recursive: true });
  try {
    const command = bootstrapCommand({ ...request, root });
    const result = await exec(command, options);
    if (result.code !== 0) throw bootstrapError(result, command, request);
  } finally {
    await removeScratch(scratch, root, options).catch((error: unknown) => {
      // It must not hide why we are here; the next run begins with it.
      options.log.warn(`${scratch} cannot be removed: ${String(error)}`);
    });
  }
}

/** Asked first: what unshare says of a program that is missing, or mmdebstrap of a keyring, is a riddle. */
async function requireTools(root: boolean): Promise<void> {
  const needed = ['unshare', 'mmdebstrap', ...(root ? [] : ['newuidmap']), archiveKeyring];
  for (const program of needed) {
    if (await findProgram(program)) continue;
    const what = program === archiveKeyring ? `the keyring ${program} is missing` : undefined;
    throw new InfrastructureError(what ?? `${program} is not installed`, {
      phase: 'build root',
      remedy: remedyFor(program),
    });
  }
}

/** Our user becomes root of the namespace, with the users beside it that /etc/subuid gives us. */
const asOrdinaryUser = ['--map-auto', '--map-root-user'];

/** The mmdebstrap command in its namespaces, which die with this process. */
export function bootstrapCommand({
  release,
  packages,
  mirror,
  tarball,
  scratch,
  root,
}: Bootstrap & { root: boolean }): CommandLine {
  const mmdebstrap = [
    'mmdebstrap',
    '--mode=root',
    '--variant=apt',
    `--include=${packages.join(',')}`,
    `--keyring=${archiveKeyring}`,
    '--components=main',
    '--format=tar',
    release,
    tarball,
    mirror,
  ];
  return {
    file: 'setpriv',
    args: [
      ...['--pdeathsig', 'KILL', 'unshare', ...(root ? [] : asOrdinaryUser)],
      ...['--mount', '--pid', '--fork', '--kill-child', '--mount-proc'],
      ...['env', `TMPDIR=${scratch}`, ...mmdebstrap],
    ],
  };
}

/** How often to try: an interrupt returns before every process has died, and they make files until then. */
const removals = 5;

/** Files in it may belong to subordinate ids, which only a namespace can remove. */
async function removeScratch(scratch: string, root: boolean, options: ExecOptions): Promise<void> {
  if (root) {
    return rm(scratch, { recursive: true, force: true, maxRetries: removals, retryDelay: 100 });
  }
  const { phase, log } = options;
  const command = { file: 'unshare', args: [...asOrdinaryUser, 'rm', '-rf', '--', scratch] };
  for (let i = 0; i < removals; i++) {
    if ((await exec(command, { phase, log })).code === 0) return;
  }
  // Where there are no subordinate ids, everything in it is ours.
  await rm(scratch, { recursive: true, force: true });
}
