/** Runs that were kept, as one HTML page: what reports know nothing of is put in here. */

import { decodeField, errnoName, typeName, visible } from '../audit/index.js';
import type { Knowledge } from '../report/html/input.js';
import { htmlReport } from '../report/html/page.js';
import { type Report, reportOn, withDoubts } from '../report/model.js';
import { asCommand, wordsAgain } from '../report/reproduce.js';
import { type Aside, keptAside } from './aside.js';
import { filesOf, type KeptRun } from './kept-runs.js';
import { reportAssets } from './report-assets.js';

/** The report of several runs; with `only`, of nothing but them. */
export async function keptReport(
  kept: readonly KeptRun[],
  { only }: { only: boolean },
): Promise<Report> {
  const [first] = kept;
  const none: Aside = { elsewhere: [] };
  const aside = only || !first ? none : await keptAside(first.path, first.report.group);
  const { elsewhere, unreached = [], doubts = [] } = aside;
  const runs = kept.map(({ report }) => report);
  return withDoubts(reportOn(runs, { elsewhere, unreached }), doubts);
}

/** The page of a report of these runs. @throws InfrastructureError when the checkout is not built */
export async function pageOf(report: Report, kept: readonly KeptRun[]): Promise<string> {
  const [assets, ...files] = await Promise.all([reportAssets(), ...kept.map(filesOf)]);
  const byRun = kept.map(
    ({ report }, i) => [report.id, files[i] as (typeof files)[number]] as const,
  );
  return htmlReport({ report, files: new Map(byRun), knowledge, assets });
}

export const knowledge: Knowledge = {
  typeName,
  errnoName,
  meaning(type, field) {
    const value = decodeField(type, field);
    if (value.kind === 'empty') return '(empty: the kernel had no memory for it)';
    if (value.kind === 'malformed') return '(not as the kernel prints it)';
    return value.kind === 'text' && value.encoding === 'hex'
      ? `"${visible(value.text)}"`
      : undefined;
  },
  again: (run, test) => asCommand(wordsAgain(run, test)),
  given: ({ invocation }) => asCommand(invocation),
};
