/**
 * `npm run bench:report [-- ROUNDS]`: the HTML report of a full run, and of a made-up one with 5,000
 * records and 50,000 lines of console: how long the page takes to open and to answer in a headless
 * Chromium, and to be written. A time of an interaction ends when the browser has painted what it changed.
 */

import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import process from 'node:process';
import type { Browser, Page } from 'playwright-core';
import { exec, execOk } from '../../src/host/exec.js';
import { silentLog } from '../../src/host/log.js';
import { projectRoot } from '../../src/host/paths.js';
import { keptReport, pageOf } from '../../src/session/html-report.js';
import { keptRuns } from '../../src/session/kept-runs.js';
import { startBrowser, withPage } from '../helpers/browser.js';
import { onlyRun } from '../helpers/cli.js';
import { htmlPage } from '../helpers/html-report.js';
import { largeFiles, largeRun } from '../helpers/large-report.js';
import { report } from '../helpers/run-report.js';
import { median, spread } from './statistics.js';

const print = (line: string) => process.stdout.write(`${line}\n`);
const rounds = Number(process.argv[2] ?? 5);

async function timed(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return performance.now() - started;
}

/** What a user does; each returns when it is asked for, and the browser paints after it. */
const interactions: [name: string, act: () => void][] = [
  ['search', () => type('#filter input[name=q]', 'trigger')],
  ['search on', () => type('#filter input[name=q]', 'trigger inode')],
  ['search nothing', () => type('#filter input[name=q]', '')],
  ['filter by status', () => click('#filter input[name=status]')],
  ['no filter', () => click('#filter .clear')],
  ['open a test', () => click('.test > details:not([open]) > summary')],
  ['open the test with most records', () => click('.most > details > summary')],
  ['more of its records', () => click('.most .records + button')],
  ['open a console', () => click('.console > summary')],
  ['search it', () => type('.console input', 'virtio')],
  ['search it no more', () => type('.console input', '')],
  ['go to a line', () => go('#console=c0-1:300')],
  ['go to a test', () => go('#open=t0-100')],
  ['other theme', () => click('#theme')],
];

declare const type: (selector: string, text: string) => void;
declare const click: (selector: string) => void;
declare const go: (hash: string) => void;

/** The verbs of the interactions, in the page. */
const verbs = `
  const one = (selector) => document.querySelector(selector) ?? (() => { throw new Error(selector); })();
  globalThis.type = (selector, text) => {
    const input = one(selector);
    input.value = text;
    input.dispatchEvent(new Event('input', { bubbles: true }));
  };
  globalThis.click = (selector) => one(selector).click();
  globalThis.go = (hash) => { location.hash = hash; };
  globalThis.painted = () =>
    new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done))));
  globalThis.took = async (act) => {
    await painted();
    const started = performance.now();
    act();
    await painted();
    return performance.now() - started;
  };
  const size = (test) => document.getElementById('d' + test.id).textContent.length;
  [...document.querySelectorAll('.test:not(:has(details[open]))')]
    .sort((a, b) => size(b) - size(a))[0].classList.add('most');`;

async function measure(page: Page): Promise<number[]> {
  await page.evaluate(verbs);
  const times: number[] = [];
  for (const [, act] of interactions)
    times.push(await page.evaluate<number>(`took(() => { (${act.toString()})(); })`));
  return times;
}

/** From the start of the navigation to the first paint, and to the end of our script. */
const opened = `new Promise((done) => {
  const look = () => {
    const [paint] = performance.getEntriesByName('first-contentful-paint');
    const [navigation] = performance.getEntriesByType('navigation');
    if (paint) done([paint.startTime, navigation.domContentLoadedEventEnd]);
    else requestAnimationFrame(look);
  };
  look();
})`;

/** What the browser itself takes to open anything. */
const empty = '<!DOCTYPE html><title>empty</title><p>Nothing.</p>';

/** Milliseconds of the processor that the page's thread took until it had nothing to do any more. */
async function work(page: Page): Promise<number> {
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable', { timeDomain: 'threadTicks' });
  await page.reload();
  await page.evaluate('new Promise((done) => requestIdleCallback(done))');
  const { metrics } = await session.send('Performance.getMetrics');
  return 1000 * (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? Number.NaN);
}

const names = [
  'open: first paint',
  'open: ready',
  'an empty page: first paint',
  ...interactions.map(([name]) => name),
  'open: processor time',
];

async function measurePage(browser: Browser, html: string, title: string): Promise<void> {
  const all: number[][] = [];
  for (let i = 0; i <= rounds; i++)
    await withPage(browser, html, async ({ page, troubles }) => {
      const own = await page.evaluate<number[]>(opened);
      const [bare = Number.NaN] = await withPage(browser, empty, (other) =>
        other.page.evaluate<number[]>(opened),
      );
      const times = [...own, bare, ...(await measure(page)), await work(page)];
      if (troubles.length > 0) throw new Error(troubles.join('\n'));
      // The first round warms up.
      if (i > 0) all.push(times);
    });
  print('');
  print(`| ${title}, ${(html.length / 2 ** 20).toFixed(1)} MiB | milliseconds (median) |`);
  print('| --- | --- |');
  for (const [at, name] of names.entries())
    print(`| ${name} | ${spread(all.map((times) => times[at] ?? Number.NaN))} |`);
}

async function main(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'lsm-audit-bench-'));
  await using browser = await startBrowser();
  try {
    const [json, page] = [join(folder, 'result.json'), join(folder, 'report.html')];
    const command = (...args: string[]) => ({
      file: process.execPath,
      args: [join(projectRoot, 'bin/lsm-audit.js'), ...args],
    });
    const options = { phase: 'report', log: silentLog } as const;
    // On a busy host a test may fail: its page is as large.
    const runMs = await timed(() =>
      exec(command('run', '--accel', 'tcg', '--json', json), options),
    );
    const { runDirectory, tests } = await onlyRun(json);
    const kept = await keptRuns(dirname(runDirectory), [runDirectory], { only: true });
    const [writing, whole]: [number[], number[]] = [[], []];
    for (let i = 0; i < rounds; i++) {
      writing.push(
        await timed(async () =>
          writeFile(page, await pageOf(await keptReport(kept, { only: false }), kept)),
        ),
      );
      const again = command('report', runDirectory, '--html', page);
      whole.push(await timed(() => execOk(again, options)));
    }
    const part = (100 * median(writing)) / runMs;
    print(`${tests.length} tests in ${(runMs / 1000).toFixed(1)} s`);
    print(`page made and written in ${spread(writing)} ms, ${part.toFixed(2)} % of the run`);
    print(`by a command of its own, with start and reading, in ${spread(whole)} ms`);
    await measurePage(browser, await readFile(page, 'utf8'), 'a full run');
    const run = largeRun();
    const html = await htmlPage(report(run), { [run.id]: largeFiles() });
    await measurePage(browser, html, '5,000 records, 50,000 lines');
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

await main();
