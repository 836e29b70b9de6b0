/** What a series was made for, held against the kernel that it is built with. Pure. */

import { lineOf, type SeriesBase } from '../mail/index.js';
import { baseText } from '../report/series-base.js';

/**
 * What is known not to fit, if anything is: a source of Debian has a version and no commit, so of a series
 * that names a commit only nothing is known.
 */
export function baseWarning(base: SeriesBase | undefined, version: string): string | undefined {
  if (!base) return undefined;
  const other = base.version !== undefined && lineOf(base.version) !== lineOf(version);
  if (other) return `the series was made for ${baseText(base)}, and this kernel is ${version}`;
  if (base.prerequisites.length === 0) return undefined;
  const [first, second, third, ...more] = base.prerequisites.map((id) => id.slice(0, 12));
  const shown = [first, second, third].filter((id) => id !== undefined).join(', ');
  const rest = more.length > 0 ? `, and ${more.length} more` : '';
  return `the series needs patches below it that are not given here: ${shown}${rest}`;
}
