/** The list of tests: a row for each, and what is in it when it is opened. */

import { claims, claimsOf } from '../../claims/index.js';
import type { TestResult } from '../../suite/types.js';
import {
  furtherEvidence,
  programsOf,
  type RecordView,
  type SceneView,
  scenesOf,
} from './evidence.js';
import { failureMarkup } from './failure.js';
import { type Knowledge, lineAddress, type PageRun, testId, testOfComplaint } from './input.js';
import { dataBlock, html, type Markup } from './markup.js';
import type { TestData, TestEntry } from './page-data.js';
import { duration, statuses, statusSign, statusWords, totalsText } from './words.js';

export function testsSection(runs: readonly PageRun[]): Markup {
  return html`<section id="tests" aria-labelledby="tests-title">
<h2 id="tests-title">Tests</h2>
${filterForm(runs)}
${runs.map((each) => runMarkup(each, runs.length > 1))}
<p id="nothing" hidden>No test is like that. <button type="button" class="clear">Show all tests</button></p>
</section>`;
}

function filterForm(runs: readonly PageRun[]): Markup {
  const all = runs.flatMap(({ run }) => run.tests);
  const found = statuses.filter((status) => all.some((test) => test.status === status));
  const suites = [...new Set(all.map(({ suite }) => suite))];
  const used = new Set(all.flatMap(({ name }) => claimsOf(name)));
  const option = (value: string, text = value) => html`<option value="${value}">${text}</option>`;
  return html`<form id="filter" role="search" aria-label="Tests">
<div class="row"><label class="grow"><span class="unseen">Search in names, reasons, records and programs</span><input type="search" name="q" placeholder="Search names, reasons, records …" autocomplete="off" spellcheck="false"></label>
<fieldset><legend class="unseen">Status</legend>${found.map(
    (status) =>
      html`<label class="chip ${status}"><input type="checkbox" name="status" value="${status}"><span>${statusWords[status].sign} ${statusWords[status].word}</span></label>`,
  )}</fieldset></div>
<div class="row"><label><span>Suite</span><select name="suite">${option('', 'all')}${suites.map((suite) => option(suite))}</select></label>
<label><span>Claim</span><select name="claim">${option('', 'all')}${claims.filter(({ id }) => used.has(id)).map(({ id }) => option(id))}</select></label>
${
  runs.length > 1
    ? html`<label><span>Variant</span><select name="variant">${option('', 'all')}${runs.map(({ label }) => option(label))}</select></label>`
    : html`<input type="hidden" name="variant">`
}
<p id="found" role="status"></p><button type="reset" class="clear">Clear</button></div>
</form>`;
}

function runMarkup({ run, index, label }: PageRun, several: boolean): Markup {
  const suites = [...new Set(run.tests.map(({ suite }) => suite))];
  const own = run.tests.map((test, i) => ({ test, id: testId(index, i) }));
  const failed = own.filter(({ test }) => test.status === 'failed').slice(0, mostOpen);
  const open = new Set(failed.map(({ id }) => id));
  const parts = suites.map((suite) => {
    const rows = own.filter(({ test }) => test.suite === suite);
    const heading = several ? html`<h4>${suite}</h4>` : html`<h3>${suite}</h3>`;
    return html`<div class="suite">${heading}<ul>
${rows.map(({ test, id }) => rowMarkup(test, id, open.has(id)))}</ul></div>
`;
  });
  return html`<div class="run">${several && html`<h3>${label} <span class="dim">${totalsText(run.totals)}</span></h3>`}
${parts}</div>`;
}

/** So many failed tests are open from the start. */
const mostOpen = 20;

/** The script adds the rest to whatever is opened. */
function rowMarkup(test: TestResult, id: string, open: boolean): Markup {
  const { name, status, reason, failure, durationMs } = test;
  return html`<li class="test" id="${id}"><details${open && html` open`}><summary>${statusSign(status)}<span class="name">${name}</span> <span class="ms">${duration(durationMs)}</span></summary>
<div class="body">${reason !== undefined && html`<p class="reason">${reason}</p>`}${failure && failureMarkup(failure)}</div></details></li>
`;
}

/** What the script knows of each test before it is opened. */
export function testEntries(runs: readonly PageRun[]): TestEntry[] {
  return runs.flatMap(({ run, index, label }) =>
    run.tests.map(({ suite, name, status, reason = '', failure }, i) => ({
      id: testId(index, i),
      status,
      suite,
      claims: claimsOf(name),
      variant: label,
      text: [suite, name, reason, failure?.message ?? '', ...(failure?.details ?? [])].join('\n'),
    })),
  );
}

const says = new Map(claims.map(({ id, says }) => [id, says]));

/** The blocks that hold what is shown of the tests of a run when they are opened. */
export function testBlocks(page: PageRun, programs: number, knowledge: Knowledge): Markup[] {
  const { run, index, files } = page;
  const regions = new Map<number, Map<string, number>>();
  for (const [guest, text] of files.consoles) regions.set(guest, ends(text));
  return run.tests.map((test, i) => {
    const { suite, name, guest } = test;
    const title = `${suite} > ${name}`;
    const end = guest === undefined ? undefined : regions.get(guest)?.get(marked(title));
    const scenes = scenesOf(test);
    const data: TestData = {
      facts: factsOf(test, end === undefined ? undefined : lineAddress(index, guest ?? 0, end)),
      claims: claimsOf(name).map((id): [string, string] => [id, says.get(id) ?? '']),
      complaints: run.complaints
        .filter((complaint) => testOfComplaint(run, complaint) === i)
        .map(({ guest, line, title }): [string, string] => [
          title,
          lineAddress(index, guest, line),
        ]),
      programs: programsOf(test).map((program) => `${program}.bpf.c`),
      sources: programs,
      scenes: scenes.map((scene) => sceneData(scene, knowledge)),
      further: furtherEvidence(test),
      command: knowledge.again(run, title),
    };
    return dataBlock(`d${testId(index, i)}`, data);
  });
}

function factsOf(
  { status, guest, startMs, durationMs }: TestResult,
  line: string | undefined,
): TestData['facts'] {
  return [
    ['status', statusWords[status].word],
    ['took', duration(durationMs)],
    ...(startMs === undefined
      ? []
      : ([['began', `at ${duration(startMs)}`]] as [string, string][])),
    ...(guest === undefined
      ? []
      : [['ran in', `guest ${guest}`, line ?? ''] as [string, string, string]]),
  ];
}

/** Names of facts that are bytes, in hex; the others are numbers and words. */
const inHex = new Set(['comm', 'path', 'name']);

function sceneData(scene: SceneView, knowledge: Knowledge): TestData['scenes'][number] {
  const { result, hits, nullContexts = 0 } = scene;
  const outcome: [string, string][] = [];
  if (result) {
    const why = result.errno === 0 ? '' : `, ${knowledge.errnoName(result.errno)}`;
    outcome.push(['the system call returned', `${result.ret}${why}`]);
  }
  if (hits !== undefined) outcome.push(['the hook was reached', times(hits)]);
  if (nullContexts > 0) outcome.push(['there was no context', times(nullContexts)]);
  return {
    program: scene.program,
    trigger: scene.trigger.join(' '),
    ended: scene.ended,
    outcome,
    returns: scene.returns,
    facts: scene.facts.map(([key, value]) => [key, inHex.has(key) ? unhex(value) : value]),
    problems: scene.problems,
    groups: scene.groups.map(({ name, records }) => ({
      name,
      records: records.map((record) => recordData(record, knowledge)),
    })),
  };
}

const times = (count: number) => (count === 1 ? 'once' : `${count} times`);

function unhex(value: string): string {
  if (!/^(?:[0-9a-f]{2})+$/.test(value)) return value;
  return Buffer.from(value, 'hex').toString('latin1');
}

function recordData(
  { type, stamp, body, payload, fields, problems }: RecordView,
  { typeName, meaning }: Knowledge,
): TestData['scenes'][number]['groups'][number]['records'][number] {
  const joined = fields.map(({ key, raw }) => `${key}=${raw}`).join(' ');
  return [
    `${typeName(type)} (${type})`,
    stamp,
    // Nearly always the fields say it all: half of a page is records.
    body === joined ? '' : body || payload,
    fields.flatMap((field) => [field.key, field.raw, meaning(type, field) ?? '']),
    problems,
  ];
}

/** What a guest prints behind each test (ConsoleWatch). */
const endOfTest = /lsm-audit: \d+, end of (.*)$/;
const longestMark = 200;
const marked = (title: string) => title.replaceAll(/[^\x20-\x7e]/g, '?').slice(0, longestMark);

/** The lines of a console on which tests end, from 1 on, by title. */
function ends(text: string): Map<string, number> {
  const found = new Map<string, number>();
  for (const [i, line] of text.split('\n').entries()) {
    const title = line.includes('lsm-audit: ') ? endOfTest.exec(line)?.[1] : undefined;
    if (title !== undefined) found.set(title, i + 1);
  }
  return found;
}
