/** The table of claims for people. Pure. */

import type { ClaimVerdict, Coverage } from '../claims/index.js';
import type { Colours } from './colour.js';
import { printable } from './explain.js';

export interface ClaimTable {
  /** The runs that the verdicts come from. */
  about?: { series: string; finished: string } | undefined;
  /** Name the tests below each claim. */
  tests: boolean;
}

/** A line for each claim: verdict, name, number of tests, variants, and what it says. */
export function claimLines(
  table: readonly Coverage[],
  { about, tests }: ClaimTable,
  colours: Colours,
): string[] {
  const width = Math.max(...table.map(({ claim }) => claim.id.length));
  const lines = table.flatMap(({ claim, tests: own, variants, verdict }) => [
    [
      paint(verdict, colours),
      claim.id.padEnd(width),
      `${own.length}`.padStart(3),
      claim.says + (variants.length > 0 ? colours.dim(` [${variants.join(', ')}]`) : ''),
    ].join('  '),
    ...(tests ? own.map(({ suite, name }) => colours.dim(`        ${suite} > ${name}`)) : []),
  ]);
  return [...lines, '', ...footer(table, about)];
}

const verdictWidth = 'cannot hold'.length;

function paint(verdict: ClaimVerdict, colours: Colours): string {
  const text = verdict.padEnd(verdictWidth);
  if (verdict === 'holds') return colours.green(text);
  return verdict === 'violated' || verdict === 'no test' ? colours.red(text) : colours.yellow(text);
}

function footer(table: readonly Coverage[], about: ClaimTable['about']): string[] {
  const counts = new Map<ClaimVerdict, number>();
  for (const { verdict } of table) counts.set(verdict, (counts.get(verdict) ?? 0) + 1);
  const sums = [...counts].map(([verdict, count]) => `${count} ${verdict}`).join(', ');
  const source = about
    ? `last run: ${printable(about.series)}, ${about.finished}`
    : 'no run is in the cache: see lsm-audit run';
  return [`${table.length} claims: ${sums}`, source];
}
