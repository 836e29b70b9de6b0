/** What scripts may rely on, said once for `--help` and the manual: exit codes and environment. */

import { ExitCode } from '../errors.js';

export const exitCodes: readonly { code: number; means: string }[] = [
  { code: ExitCode.passed, means: 'every test passed' },
  { code: ExitCode.failed, means: 'a test failed, or the kernel or series under test is at fault' },
  { code: ExitCode.usage, means: 'the command line is wrong' },
  {
    code: ExitCode.infrastructure,
    means: 'the infrastructure failed (host, network, disk, QEMU): no verdict on the kernel',
  },
  { code: ExitCode.interrupted, means: 'stopped by Ctrl-C' },
];

/** Commands that have no tests to speak of, and what their codes mean. */
export const exitNotes =
  'ci ends with 69 when its time is over, too, and when what it ran proves less than it says. doctor ' +
  'ends with 69 when something is missing, records with 1 when a record is malformed or there is none, ' +
  'report with 0 whatever the verdict that it tells, replay with 1 when a verdict is another one and ' +
  'with 2 when the bundle is not sound, shell with the exit code of what ran in the guest.';

export const environment: readonly { name: string; means: string }[] = [
  {
    name: 'LSM_AUDIT_CACHE',
    means: 'folder of the cache (default: lsm-audit in $XDG_CACHE_HOME or ~/.cache)',
  },
  { name: 'LSM_AUDIT_MIRROR', means: "Debian mirror to use instead of the host's own" },
  {
    name: 'LSM_AUDIT_TOOLS',
    means: 'build-root or host: which compilers to build with (default: auto)',
  },
  { name: 'NO_COLOR', means: 'plain output' },
  { name: 'FORCE_COLOR', means: 'colours where the output is no terminal; 0 for none' },
];

/** Both as a table below the help of the program. */
export function contractText(): string {
  const codes = exitCodes.map(({ code, means }) => `  ${String(code).padEnd(3)} ${means}`);
  const width = Math.max(...environment.map(({ name }) => name.length));
  const variables = environment.map(({ name, means }) => `  ${name.padEnd(width)}  ${means}`);
  return ['Exit codes:', ...codes, '', 'Environment:', ...variables].join('\n');
}
