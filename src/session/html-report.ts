/** Runs that were kept, as one HTML page: what reports know nothing of is put in here. */

import { decodeField, errnoName, typeName, visible } from '../audit/index.js';
import type { Knowledge } from '../report/html/input.js';
import { htmlReport } from '../report/html/page.js';
import { type Report, reportOn } from '../report/model.js';
import { asCommand, wordsAgain } from '../report/reproduce.js';
import { filesOf, type KeptRun } from './kept-runs.js';
import { reportAssets } from './report-assets.js';

/** The report of several runs; what their command left out is not known any more. */
export const keptReport = (kept: readonly KeptRun[]): Report =>
  reportOn(
    kept.map(({ report }) => report),
    { elsewhere: [], unreached: [] },
  );

/** The page of these runs. @throws InfrastructureError when the checkout is not built */
export async function pageOf(kept: readonly KeptRun[]): Promise<string> {
  const [assets, ...files] = await Promise.all([reportAssets(), ...kept.map(filesOf)]);
  const byRun = kept.map(
    ({ report }, i) => [report.id, files[i] as (typeof files)[number]] as const,
  );
  return htmlReport({ report: keptReport(kept), files: new Map(byRun), knowledge, assets });
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
