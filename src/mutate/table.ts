/** Verdicts on mutants for people. Pure: values in, lines out. */

import type { Colours } from '../report/colour.js';
import { printable } from '../report/explain.js';
import { duration } from '../report/progress.js';
import { type MutantStatus, type MutantVerdict, type MutationReport, statuses } from './verdict.js';

const statusWidth = Math.max(...statuses.map((status) => status.length));

/** A line for a mutant; `width` is that of the longest name. */
export function verdictLine(verdict: MutantVerdict, width: number, colours: Colours): string {
  const { mutant, status, seconds, killer, reason, rival } = verdict;
  const why = killer ?? (status === 'survived' ? verdict.breaks : (reason ?? ''));
  return [
    paint(status, colours),
    mutant.padEnd(width),
    colours.dim(duration(1000 * seconds).padStart(9)),
    printable(why) + (rival === 'survived' ? colours.dim(' (the rival saw nothing)') : ''),
  ].join('  ');
}

function paint(status: MutantStatus, colours: Colours): string {
  const text = status.padEnd(statusWidth);
  if (status === 'killed') return colours.green(text);
  return status === 'not-run' ? colours.yellow(text) : colours.red(text);
}

/** What was found: those that were not killed, with what they break, and the sums. */
export function mutationLines(report: MutationReport, colours: Colours): string[] {
  const { totals, rate, rivalRate, verdicts, left } = report;
  const alive = verdicts.filter(({ status }) => status === 'survived');
  const counts = statuses.filter((status) => totals[status] > 0 || status === 'survived');
  const sums = counts.map((status) => `${totals[status]} ${status}`).join(', ');
  const share = rate === undefined ? '' : `${percent(rate)} killed: `;
  return [
    '',
    ...alive.flatMap(({ mutant, breaks, claims, variant }) => [
      `${colours.red('survived')}  ${mutant} (${variant})`,
      `          ${printable(breaks)}`,
      `          ${claims.length > 0 ? `claims: ${claims.join(', ')}` : 'no claim is about it'}`,
    ]),
    ...(alive.length > 0 ? [''] : []),
    ...(left === undefined ? [] : [colours.red(`INCOMPLETE (stopped with ${left} left to try)`)]),
    colours.bold(`${share}${sums}`),
    ...(rivalRate === undefined ? [] : [`the rival: ${percent(rivalRate)} killed`]),
  ];
}

/** Rounded down: only all of them are 100 %. */
const percent = (rate: number) => `${Math.floor(100 * rate)} %`;
