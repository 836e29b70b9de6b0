/** Elements from values. Text becomes text: nothing here knows how to make markup of it. */

type Child = Node | string | undefined | false;

interface Properties {
  class?: string;
  href?: string;
  type?: string;
  scope?: string;
  title?: string;
  role?: string;
  tabindex?: string;
  'aria-label'?: string;
  'aria-hidden'?: string;
  placeholder?: string;
  open?: '';
}

export function element<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  properties: Properties = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[Name] {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(properties)) made.setAttribute(key, value);
  made.append(...children.filter((child) => child !== undefined && child !== false));
  return made;
}

/** The element with this id, which the page always has. */
export function byId<Kind extends HTMLElement>(id: string): Kind {
  const found = document.getElementById(id);
  if (!found) throw new Error(`the page has no #${id}`);
  return found as Kind;
}

/** The value that the page carries under this id. */
export function dataOf<Value>(id: string): Value | undefined {
  const text = document.getElementById(id)?.textContent;
  return text ? (JSON.parse(text) as Value) : undefined;
}

/** So often a place may move while what lies before it is laid out. */
const mostTries = 8;

/**
 * Scrolls to an element. What is out of view has a guessed height until it comes into view, so the way is
 * found in steps.
 */
export function reach(target: Element, tries = mostTries): void {
  const before = target.getBoundingClientRect().top;
  target.scrollIntoView({ block: 'start' });
  if (tries === 0) return;
  requestAnimationFrame(() => {
    const { top } = target.getBoundingClientRect();
    if (tries === mostTries || Math.abs(top - before) > 1) reach(target, tries - 1);
  });
}

/** A part that is made when it is opened first. */
export function lazy(
  summary: string | Node,
  make: () => readonly Node[],
  properties: Properties = {},
): HTMLDetailsElement {
  const made = element('details', properties, element('summary', {}, summary));
  const fill = () => {
    made.removeEventListener('toggle', fill);
    made.append(...make());
  };
  if (made.open) made.append(...make());
  else made.addEventListener('toggle', fill);
  return made;
}
