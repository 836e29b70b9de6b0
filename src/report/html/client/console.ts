/**
 * A console in the page. Its lines are text in blocks of equal lines, of which the browser lays out what is
 * in view: 50,000 lines are 250 blocks, and find, copy and screen readers get them all.
 */

import type { ConsoleData } from '../page-data.js';
import { dataOf, element, reach } from './dom.js';

/** Of a block, in lines. */
const blockLines = 200;
/** Of a line, in pixels; the style says so, too. */
const lineHeight = 18;

interface View {
  /** Scrolls to a line, marks it, and moves the focus there. */
  show(line: number): void;
}

const views = new Map<string, View>();

/** Opens the console with this id at a line, from 1 on. */
export function showLine(id: string, line: number): void {
  const details = document.getElementById(id);
  if (!(details instanceof HTMLDetailsElement)) return;
  details.open = true;
  consoleView(details)?.show(line);
}

/** Fills a console when it is opened first. */
export function consoleView(details: HTMLDetailsElement): View | undefined {
  const known = views.get(details.id);
  const body = details.querySelector('.body');
  const data = known ? undefined : dataOf<ConsoleData>(`d${details.id}`);
  if (known || !data || !body) return known;
  const view = makeView(details.id, data, body);
  views.set(details.id, view);
  return view;
}

function makeView(id: string, { text, marks }: ConsoleData, body: Element): View {
  const lines = text.split('\n');
  let lower: string[] | undefined;
  /** The lines that are shown, from 0 on; all when it is missing. */
  let shown: number[] | undefined;
  const input = element('input', { type: 'search', placeholder: 'Only lines with …' });
  const found = element('span', { role: 'status' });
  const inner = element('div', { class: 'inner' });
  const target = element('div', { class: 'target', 'aria-hidden': 'true' });
  const label = 'Lines of the console';
  const scroller = element(
    'div',
    { class: 'scroller', role: 'group', tabindex: '0', 'aria-label': label },
    inner,
  );
  const width = `${lines.reduce((most, line) => Math.max(most, line.length), 0) + 12}ch`;

  const draw = () => {
    const count = shown?.length ?? lines.length;
    const blocks: Node[] = [];
    for (let from = 0; from < count; from += blockLines) {
      const numbers = numbersOf(from, Math.min(count, from + blockLines), shown);
      blocks.push(blockElement(numbers, lines, marks, width));
    }
    target.hidden = true;
    inner.replaceChildren(target, ...blocks);
    found.textContent = shown ? `${shown.length} of ${lines.length} lines` : '';
  };
  const search = () => {
    const wanted = input.value.toLowerCase();
    lower ??= text.toLowerCase().split('\n');
    const all = lower;
    shown = undefined;
    if (wanted !== '') {
      shown = [];
      for (let i = 0; i < all.length; i++) if (all[i]?.includes(wanted)) shown.push(i);
    }
    scroller.scrollTop = 0;
    draw();
  };
  const show = (line: number) => {
    if (shown) {
      input.value = '';
      search();
    }
    const number = Math.max(1, Math.min(line, lines.length));
    const top = (number - 1) * lineHeight;
    target.hidden = false;
    target.style.top = `${top}px`;
    scroller.scrollTop = Math.max(0, top - scroller.clientHeight / 3);
    scroller.focus({ preventScroll: true });
    reach(scroller);
    found.textContent = `line ${number}`;
  };
  input.addEventListener('input', search);
  inner.addEventListener('click', (event) => {
    const numbers = event.target instanceof Element && event.target.closest('.numbers');
    if (!numbers) return;
    const row = Math.floor((event.clientY - numbers.getBoundingClientRect().top) / lineHeight);
    const number = numbers.textContent?.split('\n')[row];
    if (number) location.hash = `#console=${id}:${number.trim()}`;
  });
  const ways = marks.map(([line, , , title]) => {
    const address = `#console=${id}:${line}`;
    return element('a', { class: 'failed', href: address }, `line ${line}: ${title}`);
  });
  body.append(
    element(
      'div',
      { class: 'row' },
      element(
        'label',
        { class: 'grow' },
        element('span', { class: 'unseen' }, 'Only lines with'),
        input,
      ),
      found,
    ),
    ...(ways.length > 0 ? [element('p', { class: 'ways' }, ...ways)] : []),
    scroller,
  );
  draw();
  return { show };
}

function numbersOf(from: number, to: number, shown: readonly number[] | undefined): number[] {
  if (shown) return shown.slice(from, to);
  return Array.from({ length: to - from }, (_, i) => from + i);
}

function blockElement(
  numbers: readonly number[],
  lines: readonly string[],
  marks: ConsoleData['marks'],
  width: string,
): HTMLElement {
  const gutter = numbers.map((number) => number + 1).join('\n');
  const block = element(
    'div',
    { class: 'block' },
    element('span', { class: 'numbers', 'aria-hidden': 'true' }, gutter),
    element('span', { class: 'text' }, ...pieces(numbers, lines, marks)),
  );
  block.style.height = `${numbers.length * lineHeight}px`;
  block.style.containIntrinsicSize = `${width} ${numbers.length * lineHeight}px`;
  block.style.minWidth = width;
  return block;
}

/** Text, and the complaints in it as marks that lead to their tests. */
function pieces(
  numbers: readonly number[],
  lines: readonly string[],
  marks: ConsoleData['marks'],
): Node[] {
  const [from = 0, to = 0] = [numbers[0], numbers.at(-1)];
  const here = marks.filter(([first, count]) => first <= to + 1 && first + count > from + 1);
  if (here.length === 0)
    return [document.createTextNode(numbers.map((number) => lines[number] ?? '').join('\n'))];
  const nodes: Node[] = [];
  let plain = '';
  for (const number of numbers) {
    const line = `${lines[number] ?? ''}\n`;
    const mark = here.find(([first, count]) => number + 1 >= first && number + 1 < first + count);
    if (!mark) {
      plain += line;
      continue;
    }
    const [first, , test] = mark;
    const link = number + 1 === first && test !== '';
    nodes.push(
      document.createTextNode(plain),
      element('mark', {}, line.slice(0, -1)),
      ...(link
        ? [document.createTextNode('  '), element('a', { href: `#open=${test}` }, '← its test')]
        : []),
      document.createTextNode('\n'),
    );
    plain = '';
  }
  return [...nodes, document.createTextNode(plain)];
}
