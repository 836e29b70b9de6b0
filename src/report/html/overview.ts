/** What stands above all: the verdict, why, and on what. */

import type { Report, RunReport } from '../model.js';
import { failureMarkup } from './failure.js';
import { type PageRun, testId } from './input.js';
import { html, type Markup } from './markup.js';
import {
  counted,
  duration,
  moment,
  plural,
  statusSign,
  statusWords,
  totalsText,
  verdictWords,
} from './words.js';

/** Failed tests beyond this many are left to the list of tests. */
const mostListed = 20;

export function verdictSection({ verdict }: Report, runs: readonly PageRun[]): Markup {
  const first = runs[0]?.run;
  const ms = runs.reduce((sum, { run }) => sum + took(run), 0);
  return html`<section class="verdict ${verdict}" aria-labelledby="verdict">
<h1 id="verdict">${verdictWords[verdict]}</h1>
<p class="totals">${countsOf(runs)}</p>
<p class="about">${first && html`${subject(first)}, ${moment(first.started)}, ${duration(ms)}`}</p>
${runs.filter(({ run }) => run.failure).map((each) => endedEarly(each, runs.length > 1))}
${failedList(runs)}
</section>`;
}

const took = ({ started, finished }: RunReport) => Date.parse(finished) - Date.parse(started);

function subject({ kernel, series }: RunReport): string {
  const on = kernel ? ` on Linux ${kernel.release}` : '';
  return `${series?.name ?? 'no series'}${on}`;
}

/** The title of the document. */
export function titleOf({ verdict }: Report, runs: readonly PageRun[]): string {
  const first = runs[0]?.run;
  return `${verdictWords[verdict]}: ${first ? subject(first) : 'no run'} (lsm-audit)`;
}

function countsOf(runs: readonly PageRun[]): Markup[] {
  return counted
    .map((status) => ({ status, count: sum(runs, status) }))
    .filter(({ status, count }) => count > 0 || status === 'passed' || status === 'failed')
    .map(
      ({ status, count }) =>
        html`<span class="${count > 0 ? status : 'dim'}">${count > 0 && html`<span aria-hidden="true">${statusWords[status].sign}</span> `}${count.toLocaleString('en')} ${statusWords[status].word}</span> `,
    );
}

const sum = (runs: readonly PageRun[], status: (typeof counted)[number]) =>
  runs.reduce((total, { run }) => total + run.totals[status], 0);

/** Why a run ended before its end. */
function endedEarly({ run, label }: PageRun, several: boolean): Markup {
  const { failure } = run;
  if (!failure) return html``;
  const { message, details, phase, remedy, log } = failure;
  return html`<div class="early"><h2>${several && `${label}: `}It ended early, at the phase ${phase}</h2>${failureMarkup({ message, details })}${
    remedy !== undefined && html`<p><b>Remedy:</b> ${remedy}</p>`
  }${log !== undefined && html`<p><b>Log:</b> <code>${log}</code></p>`}</div>`;
}

/** The failed tests with their messages, as a way to them. */
function failedList(runs: readonly PageRun[]): Markup {
  const failed = runs.flatMap(({ run, index, label }) =>
    run.tests.flatMap((test, i) =>
      test.status === 'failed' ? [{ test, id: testId(index, i), label }] : [],
    ),
  );
  if (failed.length === 0) return html``;
  const items = failed
    .slice(0, mostListed)
    .map(
      ({ test, id, label }) =>
        html`<li><a href="#open=${id}">${statusSign('failed')}${test.suite} › ${test.name}</a>${
          runs.length > 1 && html` <span class="tag">${label}</span>`
        }<br><span class="message">${test.failure?.message}</span></li>\n`,
    );
  const rest = failed.length - items.length;
  return html`<h2 class="small">${plural(failed.length, 'failed test')}</h2>
<ul class="failed-list">${items}</ul>
${rest > 0 && html`<p><a href="#status=failed">and ${rest} more</a></p>`}`;
}

/** What was tested, and on what. */
export function factsSection(runs: readonly PageRun[]): Markup {
  const first = runs[0]?.run;
  if (!first) return html``;
  return html`<section id="facts" aria-labelledby="facts-title">
<h2 id="facts-title">What was tested</h2>
<dl class="facts">${seriesFacts(first)}${runs.length === 1 && runFacts(first)}
<dt>tool</dt><dd>${first.tool.name} ${first.tool.version}</dd></dl>
${runs.length > 1 && runsTable(runs)}
</section>`;
}

function seriesFacts({ series }: RunReport): Markup {
  if (!series) return html`<dt>series</dt><dd>not known: the run ended before it was read</dd>`;
  const patches = series.patches.map(
    ({ subject, file, sha256 }) =>
      html`<li>${subject}<br><span class="dim">${file} · <code>${sha256.slice(0, 12)}</code></span></li>`,
  );
  return html`<dt>series</dt><dd>${series.name}, ${plural(series.patches.length, 'patch', 'patches')}<ol class="patches">${patches}</ol></dd>`;
}

function runFacts({ kernel, machine, accelerator }: RunReport): Markup {
  return html`${
    kernel &&
    html`<dt>kernel</dt><dd>${kernelText(kernel)}</dd>
<dt>configuration</dt><dd>${kernel.variant}, <code>${kernel.configHash.slice(0, 12)}</code></dd>
<dt>image</dt><dd><code>${kernel.imageSha256.slice(0, 12)}</code>${kernel.cached ? ', from the cache' : ', built for this run'}</dd>`
  }${
    machine && html`<dt>machine</dt><dd>${machine.type}</dd>`
  }${accelerator && html`<dt>accelerator</dt><dd>${accelerator.name.toUpperCase()}: ${accelerator.reason}</dd>`}`;
}

const kernelText = ({ release, source }: NonNullable<RunReport['kernel']>) =>
  `${release}, from ${source.package} ${source.version} (${source.suite})`;

function runsTable(runs: readonly PageRun[]): Markup {
  const rows = runs.map(
    ({ run, label }) =>
      html`<tr><th scope="row">${label}</th><td class="${run.verdict}">${verdictWords[run.verdict]}</td><td>${totalsText(run.totals)}</td><td>${
        run.kernel ? kernelText(run.kernel) : '–'
      }</td><td><code>${run.kernel?.configHash.slice(0, 12) ?? '–'}</code></td><td>${run.machine?.type ?? '–'}, ${
        run.accelerator?.name.toUpperCase() ?? '–'
      }</td><td>${duration(took(run))}</td></tr>\n`,
  );
  return html`<div class="wide" role="group" aria-label="Runs" tabindex="0"><table class="runs"><thead><tr><th scope="col">variant</th><th scope="col">verdict</th><th scope="col">tests</th><th scope="col">kernel</th><th scope="col">configuration</th><th scope="col">machine</th><th scope="col">time</th></tr></thead><tbody>${rows}</tbody></table></div>`;
}
