/** The exact commands: what was typed, what does it again, and what started the machine. */

import type { Knowledge, PageRun } from './input.js';
import { html, type Markup } from './markup.js';

export function commandsSection(runs: readonly PageRun[], knowledge: Knowledge): Markup {
  return html`<section id="commands" aria-labelledby="commands-title">
<h2 id="commands-title">Commands</h2>
${runs.map(
  ({ run, label }) => html`${runs.length > 1 && html`<h3>${label}</h3>`}
${commandMarkup('Given', knowledge.given(run))}
${commandMarkup('To do it again', knowledge.again(run))}
${run.machine?.command !== undefined && commandMarkup('The first machine', run.machine.command)}
<p class="dim">Run directory: <code>${run.runDirectory}</code></p>`,
)}
</section>`;
}

function commandMarkup(what: string, command: string): Markup {
  return html`<figure class="command"><figcaption>${what} <button type="button" class="copy">Copy</button></figcaption><pre>${command}</pre></figure>`;
}
