/** The consoles of the guests, and what their kernels complained of. */

import type { Complaint } from '../model.js';
import { consoleId, lineAddress, type PageRun, testId, testOfComplaint } from './input.js';
import { dataBlock, html, type Markup } from './markup.js';
import type { ConsoleData } from './page-data.js';
import { plural } from './words.js';

export function consoleSection(runs: readonly PageRun[]): Markup {
  return html`<section id="console" aria-labelledby="console-title">
<h2 id="console-title">Console</h2>
${complaintList(runs)}
${runs.map((each) => runMarkup(each, runs.length > 1))}
</section>`;
}

function complaintList(runs: readonly PageRun[]): Markup {
  const items = runs.flatMap((each) => each.run.complaints.map((found) => card(each, found)));
  if (items.length === 0) return html`<p class="dim">The kernel complained of nothing.</p>`;
  return html`<ul class="complaints">${items}</ul>`;
}

function card({ run, index }: PageRun, complaint: Complaint): Markup {
  const { title, test, guest, line, lines } = complaint;
  const about = testOfComplaint(run, complaint);
  return html`<li><b>${title}</b><br>${
    about >= 0
      ? html`<a href="#open=${testId(index, about)}">${test}</a>`
      : html`<span>${test}</span>`
  } · <a href="${lineAddress(index, guest, line)}">guest ${guest}, line ${line}</a>
<details class="quiet"><summary>${plural(lines.length, 'line')}, with the places in the source</summary><pre class="lines">${lines.join('\n')}</pre></details></li>
`;
}

function runMarkup({ run, index, label, files }: PageRun, several: boolean): Markup {
  const consoles = run.guests.map(({ number, boot }) => {
    const text = files.consoles.get(number);
    const own = run.complaints.filter(({ guest }) => guest === number);
    const words = boot.length > 0 ? `, booted with ${boot.join(' ')}` : '';
    const said =
      text === undefined ? 'its console was not kept' : plural(linesOf(text).length, 'line');
    if (text === undefined) return html`<p>Guest ${number}${words}: ${said}</p>`;
    return html`<details class="console" id="${consoleId(index, number)}"><summary>Guest ${number}${words}: ${said}${
      own.length > 0 && html`, <b class="failed">${plural(own.length, 'complaint')}</b>`
    }</summary><div class="body"></div></details>
`;
  });
  return html`${several && html`<h3>${label}</h3>`}${consoles.length > 0 ? consoles : html`<p class="dim">No guest was started.</p>`}`;
}

/** The lines of a console, of which the last is over. */
const linesOf = (text: string) => text.replace(/\n$/, '').split('\n');

/** The blocks that hold the consoles of a run. */
export function consoleBlocks({ run, index, files }: PageRun): Markup[] {
  return [...files.consoles].map(([guest, text]) => {
    const data: ConsoleData = {
      text: text.replace(/\n$/, ''),
      marks: run.complaints
        .filter((complaint) => complaint.guest === guest)
        .map((complaint) => {
          const about = testOfComplaint(run, complaint);
          const { line, lines, title } = complaint;
          return [line, lines.length, about < 0 ? '' : testId(index, about), title];
        }),
    };
    return dataBlock(`d${consoleId(index, guest)}`, data);
  });
}
