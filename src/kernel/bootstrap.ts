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
import {
  commandFailed,
  type ExecOptions,
  type ExecResult,
  exec,
  execOk,
  isDiskFull,
  lastLines,
} from '../host/exec.js';
import { findProgram } from '../host/find-program.js';
import { remedyFor } from '../host/packages.js';
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
    await removeScratch(scratch, root, options);
  }
}

/** As exec(3) finds programs in the namespaces, one that is missing there would be a riddle. */
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

/**
 * Files in it may belong to subordinate ids, which only a namespace can remove. After an interrupt
 * the processes may take a moment to die, and make files until then.
 */
async function removeScratch(scratch: string, root: boolean, options: ExecOptions): Promise<void> {
  const patience = { recursive: true, force: true, maxRetries: 10, retryDelay: 100 };
  if (!root) {
    await execOk(
      { file: 'unshare', args: [...asOrdinaryUser, 'rm', '-rf', '--', scratch] },
      { phase: options.phase, log: options.log },
    ).catch(() => {
      // What is left then is ours, or the last resort below says why it is not.
    });
  }
  await rm(scratch, patience);
}

/** What went wrong, from what mmdebstrap, apt or unshare said. */
export function bootstrapError(
  result: ExecResult,
  command: CommandLine,
  { mirror, release }: Pick<Bootstrap, 'mirror' | 'release'>,
): InfrastructureError {
  if (isDiskFull(result.all)) return commandFailed(command, result, { phase: 'build root' });
  const { cause, remedy } = diagnosis(result.all, mirror, release);
  return new InfrastructureError(cause, {
    phase: 'build root',
    evidence: lastLines(result.all, 8),
    remedy,
  });
}

function diagnosis(output: string, mirror: string, release: string) {
  const network = networkProblem(output);
  if (network) {
    const remedy = `Check the network and the mirror ${mirror} (LSM_AUDIT_MIRROR chooses another one).`;
    return { cause: network, remedy };
  }
  if (/does not have a Release file|\b4\d\d +[A-Z]/.test(output)) {
    return {
      cause: `${mirror} does not offer Debian ${release}`,
      remedy: 'Set LSM_AUDIT_MIRROR to the URI of a Debian mirror (it ends in /debian).',
    };
  }
  if (/NO_PUBKEY|is not signed|Missing key|couldn't be verified/.test(output)) {
    return {
      cause: `${archiveKeyring} does not vouch for Debian ${release} at ${mirror}`,
      remedy: `Bring it up to date. ${remedyFor(archiveKeyring)}`,
    };
  }
  if (/^unshare: .*\/etc\/sub[ug]id/m.test(output)) {
    return {
      cause: 'this user has no subordinate ids, which become the users of the build root',
      remedy:
        'Run as root: usermod --add-subuids 100000-165535 --add-subgids 100000-165535 USER (a range that nobody else has).',
    };
  }
  if (/^unshare: /m.test(output)) {
    return {
      cause: 'this host does not let us make namespaces',
      remedy: '`lsm-audit doctor` says which setting forbids it.',
    };
  }
  return {
    cause: 'the build root could not be made',
    remedy: 'Read the lines above; `lsm-audit doctor` shows what the host lacks.',
  };
}

/** What apt's output says of the network, if that is what failed. */
export function networkProblem(output: string): string | undefined {
  const unreachable =
    /Could not connect|Unable to connect|Temporary failure resolving|Could not resolve|Something wicked happened resolving|Connection (failed|refused|timed out)|Network is unreachable/;
  return unreachable.test(output) ? 'the Debian mirror cannot be reached' : undefined;
}
