/** The matrix of claims: what must hold, by what it was held against. */

import { type ClaimVerdict, type Coverage, coverage } from '../../claims/index.js';
import type { TestResult } from '../../suite/types.js';
import type { PageRun } from './input.js';
import { html, type Markup } from './markup.js';
import { plural } from './words.js';

/** What claims are held against: a variant of the kernel; patches of a series would be others. */
export interface MatrixColumn {
  label: string;
  tests: readonly TestResult[];
}

/** The column of a run. */
export const columnOf = ({ label, run }: PageRun): MatrixColumn => ({ label, tests: run.tests });

interface Row {
  id: string;
  says: string;
  cells: { verdict: ClaimVerdict; tests: number }[];
}

/** The first letter of a claim says which kind it is of. */
const sections: Readonly<Record<string, string>> = {
  A: 'Memory and crashes',
  B: 'Sleep, locks and recursion',
  C: 'What records say',
  D: 'Limits, rights and what is left behind',
  V: 'What the verifier refuses',
};

/** The sign of each verdict, and the status that it looks like. */
const signs: Readonly<Record<ClaimVerdict, { sign: string; status: string }>> = {
  holds: { sign: '✓', status: 'passed' },
  violated: { sign: '✗', status: 'failed' },
  'cannot hold': { sign: '≈', status: 'expected-failure' },
  unproven: { sign: '–', status: 'not-run' },
  'no test': { sign: '·', status: 'dim' },
};
/** What a cell without a test says: the claim may have tests elsewhere. */
const untested = 'not tested here';

export function matrixSection(columns: readonly MatrixColumn[]): Markup {
  const rows = rowsOf(columns);
  const parts = Object.entries(sections).map(([letter, title]) => {
    const own = rows.filter(({ id }) => id.startsWith(letter));
    return own.length === 0 ? html`` : sectionMarkup(title, own, columns);
  });
  return html`<section id="claims" aria-labelledby="claims-title">
<h2 id="claims-title">Claims</h2>
<p class="dim">What must hold of any implementation, and what the tests named by it say. Choose a verdict to see its tests.</p>
${parts}
</section>`;
}

function rowsOf(columns: readonly MatrixColumn[]): Row[] {
  const tables = columns.map(({ label, tests }) =>
    coverage(
      tests,
      tests.map(({ suite, name, status }) => ({ suite, name, status, variant: label })),
    ),
  );
  return (tables[0] ?? []).map(({ claim }, i) => ({
    ...claim,
    cells: tables.map((table) => cellOf(table[i])),
  }));
}

function cellOf(found: Coverage | undefined): Row['cells'][number] {
  return { verdict: found?.verdict ?? 'no test', tests: found?.tests.length ?? 0 };
}

function sectionMarkup(
  title: string,
  rows: readonly Row[],
  columns: readonly MatrixColumn[],
): Markup {
  const verdicts = rows.map(overall);
  const troubled = verdicts.includes('violated');
  return html`<details class="claims"${troubled && html` open`}><summary><h3>${title}</h3> <span class="tally">${tally(verdicts)}</span></summary>
<div class="wide" role="group" aria-label="${title}" tabindex="0"><table class="matrix"><thead><tr><th scope="col">claim</th><th scope="col">says that</th>${columns.map(
    ({ label }) => html`<th scope="col">${label}</th>`,
  )}</tr></thead><tbody>
${rows.map((row) => rowMarkup(row, columns))}</tbody></table></div></details>
`;
}

/** In this order they count. */
const order: readonly ClaimVerdict[] = ['violated', 'unproven', 'cannot hold', 'holds', 'no test'];

/** What is to be said of a claim that several columns speak of. */
function overall({ cells }: Row): ClaimVerdict {
  return order.find((verdict) => cells.some((cell) => cell.verdict === verdict)) ?? 'no test';
}

function tally(verdicts: readonly ClaimVerdict[]): Markup[] {
  return order.flatMap((verdict) => {
    const count = verdicts.filter((each) => each === verdict).length;
    const { sign, status } = signs[verdict];
    const word = verdict === 'no test' ? untested : verdict;
    const said = verdict === 'holds' && count !== 1 ? 'hold' : word;
    return count === 0
      ? []
      : [
          html`<span class="${status}"><span aria-hidden="true">${sign}</span> ${count} ${said}</span> `,
        ];
  });
}

function rowMarkup({ id, says, cells }: Row, columns: readonly MatrixColumn[]): Markup {
  return html`<tr><th scope="row">${id}</th><td>${says}</td>${cells.map((cell, i) =>
    cellMarkup(id, cell, columns[i]?.label ?? ''),
  )}</tr>
`;
}

function cellMarkup(
  claim: string,
  { verdict, tests }: Row['cells'][number],
  label: string,
): Markup {
  const { sign, status } = signs[verdict];
  if (verdict === 'no test')
    return html`<td class="dim"><span aria-hidden="true">${sign}</span><span class="unseen">${untested}</span></td>`;
  const query = new URLSearchParams({ claim, variant: label });
  return html`<td><a class="cell ${status}" href="#${query.toString()}"><span aria-hidden="true">${sign}</span> ${verdict}<span class="unseen">, ${plural(tests, 'test')} of ${claim} on ${label}</span></a></td>`;
}
