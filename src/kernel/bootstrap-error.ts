/** What kept a Debian from being made, from what mmdebstrap, apt or unshare said. */

import { InfrastructureError } from '../errors.js';
import type { CommandLine } from '../host/command.js';
import { commandFailed, type ExecResult, isDiskFull, lastLines } from '../host/exec.js';
import { remedyFor } from '../host/packages.js';
import { archiveKeyring } from './mirror.js';

interface Origin {
  mirror: string;
  release: string;
}

interface Diagnosis {
  said: RegExp;
  cause: (origin: Origin) => string;
  remedy: (origin: Origin) => string;
}

const notReached = 'the Debian mirror cannot be reached';

/** What apt says when no answer came. */
const unreachable =
  /Could not connect|Unable to connect|Temporary failure resolving|Could not resolve|Something wicked happened resolving|Connection (failed|refused|timed out)|Network is unreachable/;

/** The first that fits counts: a mirror that answers with errors also has nothing signed. */
const diagnoses: readonly Diagnosis[] = [
  {
    said: unreachable,
    cause: () => notReached,
    remedy: ({ mirror }) =>
      `Check the network and the mirror ${mirror} (LSM_AUDIT_MIRROR chooses another one).`,
  },
  {
    said: /does not have a Release file|\b4\d\d +[A-Z]/,
    cause: ({ mirror, release }) => `${mirror} does not offer Debian ${release}`,
    remedy: () => 'Set LSM_AUDIT_MIRROR to the URI of a Debian mirror (it ends in /debian).',
  },
  {
    // Before the signatures: of a list that was cut short apt says as well that it is not signed.
    said: /Error reading from server|Remote end closed|Connection (closed|reset)|unexpected size|Hash Sum mismatch/,
    cause: ({ mirror }) => `the Debian mirror ${mirror} broke off`,
    remedy: () => 'Run again; if that does not help, choose another mirror with LSM_AUDIT_MIRROR.',
  },
  {
    said: /NO_PUBKEY|is not signed|Missing key|couldn't be verified/,
    cause: ({ mirror, release }) =>
      `${archiveKeyring} does not vouch for Debian ${release} at ${mirror}`,
    remedy: () => `Bring it up to date. ${remedyFor(archiveKeyring)}`,
  },
  {
    said: /^unshare: .*\/etc\/sub[ug]id/m,
    cause: () => 'this user has no subordinate ids, which become the users of the build root',
    remedy: () => '`lsm-audit doctor` says how to get some.',
  },
  {
    said: /^unshare: /m,
    cause: () => 'this host does not let us make namespaces',
    remedy: () => '`lsm-audit doctor` says which setting forbids it.',
  },
];

const unknown: Omit<Diagnosis, 'said'> = {
  cause: () => 'the build root could not be made',
  remedy: () => 'Read the lines above; `lsm-audit doctor` shows what the host lacks.',
};

/** The error for a `command` that ended with `result`. */
export function bootstrapError(
  result: ExecResult,
  command: CommandLine,
  origin: Origin,
): InfrastructureError {
  if (isDiskFull(result.all)) return commandFailed(command, result, { phase: 'build root' });
  const found = diagnoses.find(({ said }) => said.test(result.all)) ?? unknown;
  return new InfrastructureError(found.cause(origin), {
    phase: 'build root',
    evidence: lastLines(result.all, 8),
    remedy: found.remedy(origin),
  });
}

/** What apt's output says of the network, if that is what failed. */
export function networkProblem(output: string): string | undefined {
  return unreachable.test(output) ? notReached : undefined;
}
