/** Theme, copying, and the timeline's width: what does not change which tests are shown. */

import { byId } from './dom.js';

const themes = ['', 'light', 'dark'] as const;

/** Some browsers keep nothing for files. */
function remembered(name: string, value?: string): string | null {
  try {
    if (value !== undefined) localStorage.setItem(`lsm-audit ${name}`, value);
    return localStorage.getItem(`lsm-audit ${name}`);
  } catch {
    return value ?? null;
  }
}

/** The next theme: as the system has it, light, dark. */
export function nextTheme(): void {
  const root = document.documentElement;
  const at = themes.findIndex((theme) => theme === (root.dataset['theme'] ?? ''));
  setTheme(themes[(at + 1) % themes.length] ?? '');
}

function setTheme(theme: string): void {
  document.documentElement.dataset['theme'] = theme;
  byId('theme').textContent = `Theme: ${theme || 'system'}`;
  remembered('theme', theme);
}

/** Whether keys of one letter do something: those who speak to their computer may not want it. */
export function lettersMatter(): boolean {
  return byId<HTMLInputElement>('letters').checked;
}

export function startAppearance(): void {
  setTheme(remembered('theme') ?? '');
  byId('theme').addEventListener('click', nextTheme);
  const letters = byId<HTMLInputElement>('letters');
  letters.checked = remembered('letters') !== 'off';
  letters.addEventListener('change', () => remembered('letters', letters.checked ? 'on' : 'off'));
  const help = byId<HTMLDialogElement>('help');
  byId('keys').addEventListener('click', () => help.showModal());
  document.addEventListener('click', (event) => {
    const button = event.target instanceof Element ? event.target.closest('button') : null;
    if (button?.classList.contains('copy')) copy(button);
    if (button?.classList.contains('zoom')) stretch(Number(button.dataset['zoom']));
  });
}

/** Copies the command beside the button; where that is not allowed, it selects it. */
function copy(button: HTMLButtonElement): void {
  const text = button.closest('figure')?.querySelector('pre');
  if (!text) return;
  const select = () => getSelection()?.selectAllChildren(text);
  const said = (what: string) => {
    button.textContent = what;
  };
  if (!navigator.clipboard) {
    select();
    said('Selected');
    return;
  }
  navigator.clipboard.writeText(text.textContent ?? '').then(
    () => said('Copied'),
    () => {
      select();
      said('Selected');
    },
  );
}

const most = 64;
let width = 1;

function stretch(times: number): void {
  width = Math.min(most, Math.max(1, width * times));
  for (const each of document.querySelectorAll<HTMLElement>('.stretch'))
    each.style.width = `${100 * width}%`;
}
