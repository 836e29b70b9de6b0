/** Ties the page together: its address, the filter, and what is opened. */

import type { TestEntry } from '../page-data.js';
import { startAppearance } from './appearance.js';
import { consoleView, showLine } from './console.js';
import { fillTest, searchText } from './details.js';
import { byId, dataOf, reach } from './dom.js';
import { shows, wordsOf } from './filter.js';
import { startKeys } from './keys.js';
import { hashOf, isFiltering, nothing, type State, stateOf } from './state.js';

const entries = dataOf<TestEntry[]>('entries') ?? [];
const rows = new Map(entries.map(({ id }) => [id, byId(id)]));
const form = byId<HTMLFormElement>('filter');
let state: State = { ...nothing };

/** What is searched of each test, in lower case, made when it is asked for. */
const texts = new Map<string, string>();

function textOf({ id, text }: TestEntry): string {
  const known = texts.get(id);
  if (known !== undefined) return known;
  if (document.readyState === 'loading') return text.toLowerCase();
  const made = `${text.toLowerCase()}\n${searchText(id)}`;
  texts.set(id, made);
  return made;
}

/** Makes the texts while nobody waits for them. */
function prepareSearch(from = 0): void {
  const idle = globalThis.requestIdleCallback ?? ((work: () => void) => setTimeout(work, 50));
  idle(() => {
    const end = performance.now() + 8;
    let next = from;
    while (next < entries.length && performance.now() < end) {
      const entry = entries[next++];
      if (entry) textOf(entry);
    }
    if (next < entries.length) prepareSearch(next);
  });
}

function filter(): void {
  const words = wordsOf(state.q);
  let count = 0;
  for (const entry of entries) {
    const shown = shows(state, words, entry, textOf);
    if (shown) count++;
    const row = rows.get(entry.id);
    if (row && row.hidden === shown) row.hidden = !shown;
  }
  for (const group of document.querySelectorAll<HTMLElement>('.suite, .run'))
    group.hidden = !group.querySelector('.test:not([hidden])');
  byId('nothing').hidden = count > 0;
  byId('found').textContent = isFiltering(state)
    ? `${count} of ${entries.length} tests`
    : `${entries.length} tests`;
}

/** The state that the form has, with what is looked at left as it is. */
function readForm(): State {
  const data = new FormData(form);
  const one = (name: string) => String(data.get(name) ?? '');
  return {
    ...state,
    q: one('q'),
    status: data.getAll('status').map(String),
    suite: one('suite'),
    claim: one('claim'),
    variant: one('variant'),
  };
}

function fillForm(): void {
  for (const field of form.querySelectorAll<HTMLInputElement | HTMLSelectElement>('[name]')) {
    if (field.name === 'status')
      (field as HTMLInputElement).checked = state.status.includes(field.value);
    else field.value = String(state[field.name as 'q' | 'suite' | 'claim' | 'variant']);
  }
}

/** Writes the state into the address, without a step in the history. */
function writeHash(): void {
  history.replaceState(null, '', hashOf(state));
}

/** Fills the body of a test, once. */
function fill(row: HTMLElement): void {
  const body = row.querySelector('.body');
  if (!body || row.dataset['filled'] || document.readyState === 'loading') return;
  row.dataset['filled'] = 'yes';
  fillTest(row.id, body, wordsOf(state.q));
}

function openTest(id: string): void {
  const row = rows.get(id);
  const details = row?.querySelector('details');
  if (!row || !details) return;
  fill(row);
  details.open = true;
  reach(row);
  details.querySelector('summary')?.focus({ preventScroll: true });
}

/** Shows what the address says; an address of a section is the browser's business. */
function follow(arrived: boolean): void {
  const next = stateOf(location.hash);
  if (!next) return;
  state = next;
  fillForm();
  filter();
  const [id = '', line = ''] = state.console.split(':');
  if (state.open !== '') openTest(state.open);
  else if (id !== '') showLine(id, Number(line) || 1);
  else if (arrived || isFiltering(state)) reach(byId('tests'));
}

function clear(): void {
  state = { ...nothing };
  fillForm();
  filter();
  writeHash();
}

function changed(): void {
  state = readForm();
  filter();
  writeHash();
}

form.addEventListener('input', changed);
form.addEventListener('submit', (event) => event.preventDefault());
document.addEventListener('click', (event) => {
  const target = event.target instanceof Element ? event.target : undefined;
  const bar = target?.closest<SVGElement>('[data-test]');
  if (bar) location.hash = `#open=${bar.dataset['test']}`;
  if (target?.closest('.clear')) {
    event.preventDefault();
    clear();
  }
});
// Toggles do not bubble; they are seen on their way down.
document.addEventListener(
  'toggle',
  ({ target }) => {
    if (!(target instanceof HTMLDetailsElement) || !target.open) return;
    if (target.matches('.console')) consoleView(target);
    const row = target.parentElement;
    if (row?.matches('.test')) fill(row);
  },
  true,
);
document.addEventListener('click', (event) => {
  const summary = event.target instanceof Element ? event.target.closest('summary') : null;
  const row = summary?.parentElement?.parentElement;
  if (!row?.matches('.test')) return;
  // The click comes before the toggle: what is closed now will be open.
  const opens = !summary?.parentElement?.hasAttribute('open');
  state = { ...state, open: opens ? row.id : '', console: '' };
  writeHash();
});
globalThis.addEventListener('hashchange', () => follow(true));

startAppearance();
startKeys(clear);
filter();
// What tests and consoles hold comes behind the script: the page can be read before it is there.
document.addEventListener('DOMContentLoaded', () => {
  for (const open of document.querySelectorAll<HTMLElement>('.test:has(> details[open])'))
    fill(open);
  for (const open of document.querySelectorAll<HTMLDetailsElement>('.console[open]'))
    consoleView(open);
  filter();
  follow(false);
  prepareSearch();
});
