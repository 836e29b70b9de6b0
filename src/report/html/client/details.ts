/** What is in a test when it is opened. */

import type { SceneData, TestData } from '../page-data.js';
import { dataOf, element, lazy } from './dom.js';
import { recordList, recordText } from './records.js';

/** Fills the body of a test. */
export function fillTest(id: string, body: Element, words: readonly string[]): void {
  const data = dataOf<TestData>(`d${id}`);
  if (!data) return;
  const { complaints, claims, scenes, programs, sources, further, command } = data;
  body.append(
    factList(data.facts),
    ...complaints.map(([title, address]) =>
      element(
        'p',
        { class: 'failed' },
        'The kernel complained: ',
        element('a', { href: address }, title),
      ),
    ),
    ...claims.map(([claim, says]) =>
      element(
        'p',
        {},
        element('a', { href: `#claim=${encodeURIComponent(claim)}` }, claim),
        `: ${says}`,
      ),
    ),
    ...scenes.map((scene, i) => sceneElement(scene, scenes.length > 1 ? i + 1 : undefined, words)),
    ...further.map(([name, text]) =>
      lazy(name, () => [preformatted(name, text)], { class: 'quiet' }),
    ),
    ...programs.map((file) =>
      lazy(`Source of ${file}`, () => sourceOf(file, sources), { class: 'quiet' }),
    ),
    commandElement(command),
  );
}

function preformatted(label: string, text: string): HTMLPreElement {
  return element(
    'pre',
    { class: 'source', tabindex: '0', role: 'group', 'aria-label': label },
    text,
  );
}

/** A program, and the headers that it includes. */
function sourceOf(file: string, block: number): Node[] {
  const all = dataOf<Record<string, string>>(`sources${block}`) ?? {};
  const source = all[file];
  if (source === undefined)
    return [element('p', { class: 'dim' }, 'It was not kept with the run.')];
  const headers = [...source.matchAll(/^#include "(.*)"$/gm)].map((match) => match[1] ?? '');
  return [
    preformatted(file, source),
    ...headers.map((name) =>
      lazy(name, () => [preformatted(name, all[name] ?? 'not kept')], { class: 'quiet' }),
    ),
  ];
}

function sceneElement(
  scene: SceneData,
  number: number | undefined,
  words: readonly string[],
): HTMLElement {
  const { program, trigger, ended, outcome, returns, facts, problems, groups } = scene;
  const heading = element(
    'p',
    { class: 'scene-title' },
    number === undefined ? 'Program ' : `${number}. Program `,
    element('b', {}, program),
    ' under the trigger ',
    element('b', {}, trigger),
  );
  return element(
    'section',
    { class: 'scene' },
    heading,
    !ended &&
      element('p', { class: 'failed' }, 'Nothing came back from it: the guest or its time ended.'),
    ...problems.map((problem) =>
      element('p', { class: 'failed' }, `The channel proves nothing: ${problem}`),
    ),
    pairs('what happened', outcome),
    pairs('kfuncs returned', returns),
    pairs('the trigger said', facts),
    ...groups.map(({ name, records }) =>
      lazy(`${name}: ${records.length}`, () => recordList(records, words), {
        class: 'quiet',
        ...(name === groups[0]?.name && { open: '' }),
      }),
    ),
  );
}

function factList(facts: TestData['facts']): HTMLElement {
  const pairs = facts.map(([name, value, address]) =>
    pair(name, address ? element('a', { href: address }, value) : value),
  );
  return element('dl', { class: 'inline' }, ...pairs);
}

/** Names and values in a line, behind what they are. */
function pairs(label: string, values: readonly [string, string][]): HTMLElement | undefined {
  if (values.length === 0) return undefined;
  return element(
    'div',
    { class: 'pairs' },
    element('span', { class: 'label' }, label),
    element(
      'dl',
      { class: 'inline' },
      ...values.map(([name, value]) => pair(name, element('code', {}, value))),
    ),
  );
}

const pair = (name: string, value: string | Node) =>
  element('div', {}, element('dt', {}, name), ' ', element('dd', {}, value));

function commandElement(command: string): HTMLElement {
  const what = 'To do it again';
  return element(
    'figure',
    { class: 'command' },
    element(
      'figcaption',
      {},
      `${what} `,
      element('button', { type: 'button', class: 'copy' }, 'Copy'),
    ),
    element('pre', {}, command),
  );
}

/** All of a test that a search looks at beside its entry, in lower case. */
export function searchText(id: string): string {
  const data = dataOf<TestData>(`d${id}`);
  if (!data) return '';
  const { scenes, further, claims, complaints } = data;
  const words = [...claims.flat(), ...complaints.map(([title]) => title), ...further.flat()];
  for (const { program, trigger, facts, returns, groups } of scenes) {
    words.push(program, trigger, ...facts.flat(), ...returns.flat());
    for (const { records } of groups) words.push(...records.map(recordText));
  }
  return words.join('\n').toLowerCase();
}
