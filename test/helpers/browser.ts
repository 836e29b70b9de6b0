/** Chromium without a window, as Debian has it, and what a page must not do in it. */

import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import { pathToFileURL } from 'node:url';
import {
  type Browser,
  type BrowserContextOptions,
  chromium,
  type Locator,
  type Page,
} from 'playwright-core';
import { findProgram } from '../../src/host/find-program.js';
import { remedyFor } from '../../src/host/packages.js';
import { inTempFolder } from './temp-folder.js';

const quiet = [
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Starts the browser, with a profile of its own. @throws Error where there is none */
export async function startBrowser(): Promise<Browser> {
  const executablePath = await findProgram('chromium');
  if (executablePath === undefined)
    throw new Error(`there is no chromium. ${remedyFor('chromium')}`);
  // As root it refuses to run in its sandbox.
  const chromiumSandbox = process.getuid?.() !== 0;
  return chromium.launch({ executablePath, chromiumSandbox, args: quiet });
}

export interface OpenedPage {
  page: Page;
  /** Where its file lies. */
  url: string;
  /** What went wrong so far: dialogs, errors, messages, requests for anything but the file. */
  troubles: string[];
}

export interface OpenOptions extends BrowserContextOptions {
  /** The part of the address from `#` on. */
  hash?: string;
}

/** Calls `work` with `html` opened from a file. */
export function withPage<T>(
  browser: Browser,
  html: string,
  work: (opened: OpenedPage) => Promise<T>,
  { hash = '', ...options }: OpenOptions = {},
): Promise<T> {
  return inTempFolder(async (folder) => {
    const file = join(folder, 'report.html');
    await writeFile(file, html);
    const url = pathToFileURL(file).href;
    await using context = await browser.newContext({ offline: true, ...options });
    const page = await context.newPage();
    const troubles: string[] = [];
    page.on('dialog', (dialog) => {
      troubles.push(`dialog: ${dialog.message()}`);
      dialog.dismiss().catch(() => {});
    });
    page.on('pageerror', (error) => troubles.push(`error: ${error.message}`));
    page.on('console', (message) => troubles.push(`${message.type()}: ${message.text()}`));
    page.on('request', (request) => {
      if (request.url().split('#')[0] !== url) troubles.push(`request: ${request.url()}`);
    });
    await page.goto(url + hash);
    return await work({ page, url, troubles });
  });
}

/** The text of what has the focus; nothing when it is the page. */
export const focused = (page: Page): Promise<string> =>
  page.evaluate<string>(
    "document.activeElement === document.body ? '' : document.activeElement.textContent",
  );

/** How an element is styled; without one, the page. */
export const styleOf = (of: Page | Locator, property: string): Promise<string> =>
  'goto' in of
    ? of.evaluate<string>(`getComputedStyle(document.documentElement)['${property}']`)
    : inPage<string>(of, `getComputedStyle(element)['${property}']`);

/** Opens all that can be opened, and what comes to light by that. */
export async function openAll(page: Page): Promise<void> {
  await page.evaluate(`(async () => {
    for (;;) {
      const closed = document.querySelectorAll('details:not([open])');
      if (closed.length === 0) return;
      for (const each of closed) each.open = true;
      await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
    }
  })()`);
}

/** What an expression says in the page, of the `element` that was found. */
export const inPage = <T>(place: Locator, expression: string): Promise<T> =>
  // A function that playwright carries over as text: our own types know no elements.
  place.evaluate(new Function('element', `return ${expression}`) as (element: unknown) => T);

/** All text that is to be seen in an element, in one line. */
export const textIn = async (place: Locator): Promise<string> =>
  (await inPage<string>(place, 'element.innerText')).replaceAll(/\s+/g, ' ');
