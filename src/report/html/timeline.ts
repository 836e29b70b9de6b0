/** Where the time of a run went: build, boot and each test, on one axis. */

import type { TestResult } from '../../suite/types.js';
import type { RunReport } from '../model.js';
import { type PageRun, testId } from './input.js';
import { html, type Markup } from './markup.js';
import { duration, plural, statusWords } from './words.js';

/** A bar of a lane, in milliseconds since the start of the run. */
export interface Bar {
  /** What it looks like: the name of a phase as a word, or a status. */
  kind: string;
  title: string;
  startMs: number;
  ms: number;
  /** The test that it stands for. */
  test?: string;
}

/** What happened at one place: the host, or a guest. */
export interface Lane {
  label: string;
  phases: Bar[];
  tests: Bar[];
}

export interface Timeline {
  /** Where the axis ends. */
  endMs: number;
  ticks: number[];
  lanes: Lane[];
}

type Phase = RunReport['phases'][number];

/** The bars of a run, by host and guest. */
export function timelineOf({ run, index }: Pick<PageRun, 'run' | 'index'>): Timeline {
  const { phases, guests } = run;
  const own = phases.filter(({ guest }) => guest === undefined);
  const lanes: Lane[] = [
    { label: 'host', phases: own.map(phaseBar), tests: [] },
    ...guests.map(({ number, boot }) => ({
      label: `guest ${number}${boot.length > 0 ? `, ${boot.join(' ')}` : ''}`,
      phases: phases.filter(({ guest }) => guest === number).map(phaseBar),
      tests: run.tests.flatMap((test, i) =>
        test.guest === number ? testBar(test, testId(index, i)) : [],
      ),
    })),
  ];
  const all = lanes.flatMap((lane) => [...lane.phases, ...lane.tests]);
  const endMs = Math.max(1, ...all.map(({ startMs, ms }) => startMs + ms));
  return { endMs, ticks: ticksTo(endMs), lanes };
}

function phaseBar({ name, startMs, ms, note }: Phase): Bar {
  const title = `${name}${note === undefined ? '' : ` (${note})`}, ${duration(ms)}`;
  return { kind: name.replaceAll(/[^a-z]+/gi, '-'), title, startMs, ms };
}

function testBar({ suite, name, status, startMs, durationMs }: TestResult, test: string): Bar[] {
  if (startMs === undefined) return [];
  const title = `${suite} › ${name}: ${statusWords[status].word}, ${duration(durationMs)}`;
  return [{ kind: status, title, startMs, ms: durationMs, test }];
}

/** Round numbers of milliseconds from 0 on, at most eight of them. */
export function ticksTo(endMs: number): number[] {
  const rough = endMs / 7;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((times) => times * power).find((each) => each >= rough) ?? rough;
  return Array.from({ length: Math.floor(endMs / step) + 1 }, (_, i) => i * step);
}

export function timelineSection(runs: readonly PageRun[]): Markup {
  return html`<section id="timeline" aria-labelledby="timeline-title">
<h2 id="timeline-title">Timeline</h2>
<div class="tools"><button type="button" class="zoom" data-zoom="0.5" aria-label="Shrink the timeline">−</button><button type="button" class="zoom" data-zoom="2" aria-label="Stretch the timeline">+</button> ${legend}</div>
${runs.map((each) => runMarkup(each, runs.length > 1))}
</section>`;
}

const legend = html`<ul class="legend" aria-hidden="true"><li class="k kernel">build</li><li class="k boot">boot</li><li class="k equip">connect, equip</li><li class="k tests">tests</li><li class="k passed">passed</li><li class="k failed">failed</li><li class="k expected-failure">other</li></ul>`;

function runMarkup(each: PageRun, several: boolean): Markup {
  const timeline = timelineOf(each);
  const { lanes } = timeline;
  return html`${several && html`<h3>${each.label}</h3>`}<div class="timeline wide" role="group" tabindex="0" aria-label="Timeline of ${each.label}"><div class="stretch">
${axis(timeline)}${lanes.map((lane) => laneMarkup(lane, timeline.endMs))}</div></div>
<details class="quiet"><summary>The timeline as a table</summary>${table(each)}</details>
`;
}

const percent = (ms: number, endMs: number) => `${((100 * ms) / endMs).toFixed(3)}%`;

function axis({ ticks, endMs }: Timeline): Markup {
  const marks = ticks.map((ms) => {
    const anchor = ms === 0 ? 'start' : ms / endMs > 0.95 ? 'end' : 'middle';
    return html`<text x="${percent(ms, endMs)}" y="12" text-anchor="${anchor}">${ms === 0 ? '0' : axisLabel(ms)}</text>`;
  });
  return html`<div class="lane"><span></span><svg class="axis" height="16" aria-hidden="true">${marks}</svg></div>
`;
}

const axisLabel = (ms: number) =>
  ms < 1000 ? `${+ms.toPrecision(3)} ms` : `${+(ms / 1000).toFixed(3)} s`;

function laneMarkup({ label, phases, tests }: Lane, endMs: number): Markup {
  const said = phases.map(({ title }) => title);
  if (tests.length > 0) said.push(plural(tests.length, 'test'));
  const bar = (y: number, height: number) => (each: Bar) =>
    html`<rect class="${each.kind}" x="${percent(each.startMs, endMs)}" width="${percent(each.ms, endMs)}" y="${y}" height="${height}"${
      each.test !== undefined && html` data-test="${each.test}"`
    }><title>${each.title}</title></rect>`;
  return html`<div class="lane"><span>${label}</span><svg height="28" role="img" aria-label="${label}: ${said.join('; ')}">${phases.map(bar(2, 8))}${tests.map(bar(12, 14))}</svg></div>
`;
}

/** Tests beyond this many are not among the slowest. */
const slowest = 10;

function table({ run, index }: PageRun): Markup {
  const phases = [...run.phases]
    .sort((a, b) => a.startMs - b.startMs)
    .map(
      ({ name, note, guest, startMs, ms }) =>
        html`<tr><td>${name}${note !== undefined && html` <span class="dim">${note}</span>`}</td><td>${guest ?? '–'}</td><td>${duration(startMs)}</td><td>${duration(ms)}</td></tr>\n`,
    );
  const tests = run.tests
    .map((test, i) => ({ test, id: testId(index, i) }))
    .sort((a, b) => b.test.durationMs - a.test.durationMs)
    .slice(0, slowest)
    .map(
      ({ test, id }) =>
        html`<tr><td><a href="#open=${id}">${test.suite} › ${test.name}</a></td><td>${test.guest ?? '–'}</td><td>${
          test.startMs === undefined ? '–' : duration(test.startMs)
        }</td><td>${duration(test.durationMs)}</td></tr>\n`,
    );
  const head = (what: string) =>
    html`<thead><tr><th scope="col">${what}</th><th scope="col">guest</th><th scope="col">begins at</th><th scope="col">takes</th></tr></thead>`;
  return html`<div class="wide" role="group" aria-label="Phases and slowest tests" tabindex="0"><table>${head('phase')}<tbody>${phases}</tbody></table>
<table>${head('slowest tests')}<tbody>${tests}</tbody></table></div>`;
}
