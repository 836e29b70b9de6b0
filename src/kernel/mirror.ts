/**
 * Which Debian mirror to use: the one that the host's own apt is configured with, so that
 * a company's mirror or proxy serves us as well. The project itself names no host.
 */

import { InfrastructureError } from '../errors.js';
import { exec } from '../host/exec.js';
import type { Log } from '../host/log.js';

export const archiveKeyring = '/usr/share/keyrings/debian-archive-keyring.gpg';

export interface MirrorOptions {
  log: Log;
  signal?: AbortSignal | undefined;
  env?: NodeJS.ProcessEnv;
}

/**
 * The URI of a Debian mirror: $LSM_AUDIT_MIRROR, or the first of the host's apt sources that offers
 * Debian's main component.
 * @throws InfrastructureError when there is none
 */
export async function findMirror({
  log,
  signal,
  env = process.env,
}: MirrorOptions): Promise<string> {
  if (env['LSM_AUDIT_MIRROR']) return env['LSM_AUDIT_MIRROR'];
  const format = '$(REPO_URI) $(COMPONENT) $(SIGNED_BY)';
  const { stdout } = await exec(
    { file: 'apt-get', args: ['indextargets', '--format', format, 'Created-By: Packages'] },
    { phase: 'host', log, signal },
  );
  const main = stdout
    .split('\n')
    .map((line) => line.split(' '))
    .filter(([, part]) => part === 'main');
  // A mirror of the archive proper ends in /debian wherever it is; debian-security does not hold it all.
  const mirror = main.find(([uri]) => /\/debian\/?$/.test(uri ?? ''))?.[0];
  if (mirror) return mirror;
  throw new InfrastructureError('the apt sources of this host name no Debian mirror', {
    phase: 'host',
    remedy: 'Set LSM_AUDIT_MIRROR to the URI of a Debian mirror (it ends in /debian).',
  });
}
