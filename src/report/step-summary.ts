/**
 * The summary of a step of GitHub Actions: Markdown, all of it in blocks of HTML, in which nothing but
 * HTML has a meaning. Pure.
 */

import type { TestResult } from '../suite/types.js';
import { escaped } from './escape.js';
import type { Report } from './model.js';
import {
  countsText,
  detailLines,
  endLines,
  factsOf,
  flawsOf,
  isBad,
  partialReason,
  type Section,
  sectionsOf,
  totalsIn,
} from './sections.js';

/** What GitHub takes of the summary of one step, in bytes; of a longer one it shows nothing. */
export const summaryLimit = 1024 * 1024;

/** The most important first: what does not fit into `limit` bytes is left out, and counted. */
export function stepSummary(report: Report, limit: number = summaryLimit): string {
  const sections = sectionsOf(report);
  const blocks = [
    headBlock(report),
    ...sections.map(factsBlock),
    ...sections.flatMap(({ title, run }) =>
      run.tests
        .filter(({ status }) => status === 'failed')
        .map((test) => failureBlock(title, test)),
    ),
    ...sections.flatMap(({ title, suites }) =>
      suites.map((suite) => suiteBlock(`${title}: ${suite.name}`, suite.tests)),
    ),
    ...elsewhereBlock(report),
  ];
  const kept: string[] = [];
  let room = limit - Buffer.byteLength(leftOut(blocks.length));
  for (const block of blocks) {
    const size = Buffer.byteLength(block);
    if (size > room) break;
    room -= size;
    kept.push(block);
  }
  const rest = blocks.length - kept.length;
  return kept.join('') + (rest > 0 ? leftOut(rest) : '');
}

const leftOut = (count: number) =>
  block([`<p>${count} further parts do not fit here: see the report files.</p>`]);

/** An HTML block of Markdown ends at an empty line, and only there. */
const block = (lines: readonly string[]) => `${lines.join('\n')}\n\n`;

function headBlock(report: Report): string {
  const partial = partialReason(report);
  return block([
    `<h2>lsm-audit: ${report.verdict}</h2>`,
    `<p>${countsText(totalsIn(report.runs))}</p>`,
    ...(partial === undefined ? [] : [`<p><b>partial:</b> ${html(partial)}</p>`]),
    ...flawsOf(report).map(({ name, reason }) => `<p><b>${html(name)}:</b> ${html(reason)}</p>`),
  ]);
}

function factsBlock(section: Section): string {
  const { title, run, flaw } = section;
  const ended = endLines(run);
  return block([
    `<h3>${html(title)}: ${run.verdict}, ${countsText(run.totals)}</h3>`,
    '<table>',
    ...factsOf(section).map(([name, value]) => `<tr><th>${name}</th><td>${html(value)}</td></tr>`),
    '</table>',
    ...(flaw === undefined ? [] : [`<p><b>incomplete:</b> ${html(flaw)}</p>`]),
    ...(ended.length > 0 ? [preformatted(ended)] : []),
  ]);
}

function failureBlock(variant: string, test: TestResult): string {
  const { suite, name, status, reason, failure } = test;
  const lines = [
    ...(reason === undefined ? [] : [reason]),
    ...(failure ? [failure.message, ...detailLines(failure)] : []),
  ];
  return block([
    `<details><summary>${status}: ${html(`${suite} > ${name}`)} (${html(variant)})</summary>`,
    preformatted(lines),
    '</details>',
  ]);
}

function suiteBlock(title: string, tests: readonly TestResult[]): string {
  const good = tests.filter((test) => !isBad(test)).length;
  return block([
    `<details><summary>${html(title)}: ${good} of ${tests.length}</summary>`,
    '<table>',
    ...tests.map(({ name, status, reason = '', durationMs }) => {
      const cells = [status, html(name), `${Math.round(durationMs)} ms`, html(reason)];
      return `<tr>${cells.map((cell) => `<td>${cell}</td>`).join('')}</tr>`;
    }),
    '</table>',
    '</details>',
  ]);
}

function elsewhereBlock({ elsewhere }: Report): string[] {
  if (elsewhere.length === 0) return [];
  const rows = elsewhere.map(
    ({ suite, name, variants }) =>
      `<li>${html(`${suite} > ${name}`)} needs ${html(variants.join(' or '))}</li>`,
  );
  return [block(['<p>Tests that need another variant:</p>', '<ul>', ...rows, '</ul>'])];
}

/** On one line: an empty one would end the block. */
const preformatted = (lines: readonly string[]) => `<pre>${lines.map(html).join('&#10;')}</pre>`;

/** Numbers for what HTML reads, and for what GitHub makes links and names of users of. */
const html = (text: string) =>
  escaped(text).replaceAll(/[&<>"'@`#:*_~|[\]]/g, (char) => `&#${char.charCodeAt(0)};`);
