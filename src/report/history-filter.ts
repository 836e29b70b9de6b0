/** Which runs of the history a question is about. Pure. */

import { titleMatcher, titleOf } from '../suite/index.js';
import type { HistoryEntry, HistoryTest } from './history.js';

export interface HistoryFilter {
  /** Text in the "suite > name" of a test that had its turn; * is any text. */
  test?: string | undefined;
  /** Text in the kernel's release or source. */
  kernel?: string | undefined;
  /** Text in the name of the series, or the first eight and more digits of its digest. */
  series?: string | undefined;
  variant?: string | undefined;
  verdict?: HistoryEntry['verdict'] | undefined;
  /** The earliest start. */
  since?: Date | undefined;
}

/** Whether the run is one of those. */
export function isMeant(entry: HistoryEntry, filter: HistoryFilter): boolean {
  const { kernel, series, verdict, started } = entry;
  const has = (wanted: string | undefined, ...texts: (string | undefined)[]) =>
    wanted === undefined ||
    texts.some((text) => text?.toLowerCase().includes(wanted.toLowerCase()));
  return (
    has(filter.kernel, kernel?.release, kernel?.source) &&
    (has(filter.series, series?.name) || isDigest(filter.series, series?.sha256)) &&
    (filter.variant === undefined || kernel?.variant === filter.variant) &&
    (filter.verdict === undefined || verdict === filter.verdict) &&
    (filter.since === undefined || Date.parse(started) >= filter.since.getTime()) &&
    (filter.test === undefined || testsMeant(entry, filter.test).length > 0)
  );
}

/** The tests with `text` in their title that had their turn in the run. */
export function testsMeant({ tests }: HistoryEntry, text: string): HistoryTest[] {
  const matches = titleMatcher(text);
  return tests.filter(
    ({ suite, name, status }) => status !== 'not-run' && matches(titleOf(suite, name)),
  );
}

/** Fewer digits may be a name. */
const isDigest = (text = '', sha256 = '') => text.length >= 8 && sha256.startsWith(text);
