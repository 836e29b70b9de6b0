/** Keys of one letter, and the way from test to test. */

import { lettersMatter, nextTheme } from './appearance.js';
import { byId } from './dom.js';

/** The summaries of the tests that are shown. */
function shownTests(failedOnly: boolean): HTMLElement[] {
  const all = document.querySelectorAll<HTMLElement>('.test:not([hidden]) > details > summary');
  return [...all].filter((each) => !failedOnly || each.querySelector('.sign.failed'));
}

/** Moves the focus to the next test, or the one before. */
function step(by: 1 | -1, failedOnly: boolean): void {
  const tests = shownTests(failedOnly);
  const here = document.activeElement;
  const own = here?.closest('.test')?.querySelector('summary') ?? undefined;
  const at = own ? tests.indexOf(own as HTMLElement) : -1;
  const next =
    at >= 0
      ? tests[at + by]
      : own
        ? neighbour(tests, own, by)
        : tests[by > 0 ? 0 : tests.length - 1];
  next?.focus();
  next?.scrollIntoView({ block: 'nearest' });
}

/** From a test that is not among them: the nearest one in that direction. */
function neighbour(
  tests: readonly HTMLElement[],
  from: Element,
  by: 1 | -1,
): HTMLElement | undefined {
  const behind = (each: Element) =>
    (from.compareDocumentPosition(each) & Node.DOCUMENT_POSITION_FOLLOWING) !== 0;
  return by > 0 ? tests.find(behind) : tests.filter((each) => !behind(each)).at(-1);
}

export function startKeys(clear: () => void): void {
  const search = document.querySelector<HTMLInputElement>('#filter input[name=q]');
  const help = byId<HTMLDialogElement>('help');
  const actions: Record<string, () => void> = {
    '/': () => search?.focus(),
    j: () => step(1, false),
    k: () => step(-1, false),
    n: () => step(1, true),
    p: () => step(-1, true),
    c: clear,
    t: nextTheme,
    '?': () => help.showModal(),
  };
  document.addEventListener('keydown', (event) => {
    const { target, key } = event;
    const typing =
      target instanceof HTMLElement && target.matches('select, input:not([type=checkbox])');
    if (event.ctrlKey || event.altKey || event.metaKey || typing || help.open) return;
    const action = lettersMatter() ? actions[key] : undefined;
    if (!action) return;
    event.preventDefault();
    action();
  });
}
