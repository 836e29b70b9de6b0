/** Runs that were kept, as one HTML page: what reports know nothing of is put in here. */

import { decodeField, errnoName, typeName, visible } from '../audit/index.js';
import type { Knowledge } from '../report/html/input.js';
import { htmlReport } from '../report/html/page.js';
import { type Report, schemaVersion, verdictOn } from '../report/model.js';
import { filesOf, type KeptRun } from './kept-runs.js';
import { reportAssets } from './report-assets.js';
import { asCommand, wordsAgain } from './reproduce.js';

/** The report of several runs. */
export function reportOn(kept: readonly KeptRun[]): Report {
  const runs = kept.map(({ report }) => report);
  return { schema: schemaVersion, verdict: verdictOn(runs), elsewhere: [], runs };
}

/** The page of these runs. @throws InfrastructureError when the checkout is not built */
export async function pageOf(kept: readonly KeptRun[]): Promise<string> {
  const [assets, ...files] = await Promise.all([reportAssets(), ...kept.map(filesOf)]);
  const byRun = kept.map(
    ({ report }, i) => [report.id, files[i] as (typeof files)[number]] as const,
  );
  return htmlReport({ report: reportOn(kept), files: new Map(byRun), knowledge, assets });
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
