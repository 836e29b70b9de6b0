/** What the runs that are still in the cache said of each test. */

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { LastVerdict } from '../claims/index.js';
import type { RunReport } from '../report/model.js';
import { listRuns } from './run-directory.js';

export interface LastVerdicts {
  verdicts: LastVerdict[];
  /** The series that they are about, and when it was last run; nothing when no run is left. */
  about?: { series: string; finished: string };
}

/**
 * The newest verdict on each test and variant, among the runs of the series that was run last. A
 * report that cannot be read is of no run that ended.
 */
export async function lastVerdicts(runs: string): Promise<LastVerdicts> {
  const reports: RunReport[] = [];
  for (const path of (await listRuns(runs)).reverse()) {
    const report = await readReport(join(path, 'result.json'));
    if (report?.kernel && report.series) reports.push(report);
  }
  const [newest] = reports;
  if (!newest) return { verdicts: [] };
  const verdicts = new Map<string, LastVerdict>();
  for (const { kernel, tests } of reports.filter(
    (report) => seriesOf(report) === seriesOf(newest),
  )) {
    for (const { suite, name, status } of tests) {
      const variant = kernel?.variant ?? '';
      const key = JSON.stringify([suite, name, variant]);
      if (status !== 'not-run' && !verdicts.has(key))
        verdicts.set(key, { suite, name, variant, status });
    }
  }
  const about = { series: newest.series?.name ?? '', finished: newest.finished };
  return { verdicts: [...verdicts.values()], about };
}

const seriesOf = ({ series }: RunReport) => series?.patches.map(({ sha256 }) => sha256).join();

async function readReport(file: string): Promise<RunReport | undefined> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as RunReport;
  } catch {
    return undefined;
  }
}
