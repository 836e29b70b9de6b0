/** What a series was made for, in words. Pure. */

import type { RunReport } from './model.js';

export type ReportedBase = NonNullable<NonNullable<RunReport['series']>['base']>;

/** What it was made for, in a line: `7.2-rc3, commit 0123456789ab, on top of 2 patches`. */
export function baseText({ version, commit, prerequisites }: ReportedBase): string {
  const below = prerequisites.length;
  return [
    version,
    commit && `commit ${commit.slice(0, 12)}`,
    below > 0 && `on top of ${below} ${below === 1 ? 'patch' : 'patches'}`,
  ]
    .filter((part) => typeof part === 'string')
    .join(', ');
}
