/** What the runs that are remembered said of each test last. */

import type { LastVerdict } from '../claims/index.js';
import type { HistoryEntry } from '../report/history.js';

export interface LastVerdicts {
  verdicts: LastVerdict[];
  /** The series that they are about, and when it was last run; nothing when no run is left. */
  about?: { series: string; finished: string };
}

/**
 * The newest verdict on each test and variant, among the runs of the series that was run last.
 * @param history entries, the newest first
 */
export async function lastVerdicts(history: AsyncIterable<HistoryEntry>): Promise<LastVerdicts> {
  const verdicts = new Map<string, LastVerdict>();
  let newest: HistoryEntry | undefined;
  for await (const entry of history) {
    const { kernel, series, tests } = entry;
    if (!kernel || !series) continue;
    newest ??= entry;
    if (series.sha256 !== newest.series?.sha256) continue;
    for (const { suite, name, status } of tests) {
      const { variant } = kernel;
      const key = JSON.stringify([suite, name, variant]);
      if (status !== 'not-run' && !verdicts.has(key))
        verdicts.set(key, { suite, name, variant, status });
    }
  }
  if (!newest) return { verdicts: [] };
  const about = { series: newest.series?.name ?? '', finished: newest.finished };
  return { verdicts: [...verdicts.values()], about };
}
