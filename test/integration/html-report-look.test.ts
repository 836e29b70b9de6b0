/** How the HTML report looks: accessible in both themes, on a phone, on paper; and what guests cannot do to it. */

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Browser, Page } from 'playwright-core';
import * as assert from 'uvu/assert';
import { suite } from '../../src/suite/index.js';
import { openAll, startBrowser, styleOf, withPage } from '../helpers/browser.js';
import {
  complaint,
  evidenceOf,
  htmlPage,
  mixedFiles,
  mixedPage,
  mixedRun,
  sighting,
} from '../helpers/html-report.js';
import { kernelFacts, report, testResult } from '../helpers/run-report.js';

let browser: Browser;
const test = suite('look of the HTML report', {
  deadlineS: 120,
  setUp: async () => {
    browser = await startBrowser();
  },
  tearDown: () => browser?.close(),
});

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** What axe finds wrong, a line each. */
async function violations(page: Page): Promise<string[]> {
  await page.evaluate(axe);
  return page.evaluate<string[]>(
    `axe.run().then(({ violations }) =>
      violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => id + ': ' + html.slice(0, 200))))`,
  );
}

const several = () => {
  const kasan = mixedRun({ id: 'kasan', kernel: { ...kernelFacts, variant: 'kasan' } });
  return htmlPage(report(mixedRun(), kasan), {
    [mixedRun().id]: mixedFiles,
    kasan: mixedFiles,
  });
};

const desktop = { width: 1280, height: 900 };
const phone = { width: 360, height: 740 };

for (const colorScheme of ['light', 'dark'] as const)
  for (const [device, viewport] of [
    ['a desktop', desktop],
    ['a phone', phone],
  ] as const)
    test(`nothing keeps people out: ${colorScheme}, on ${device}, all opened`, async () => {
      await withPage(
        browser,
        await several(),
        async ({ page }) => {
          assert.equal(await violations(page), []);
          await openAll(page);
          await page.getByRole('button', { name: 'Keys' }).click();
          assert.equal(await violations(page), []);
          await page.keyboard.press('Escape');
          assert.equal(await violations(page), []);
        },
        { colorScheme, viewport },
      );
    });

test('a phone never scrolls the page sideways, whatever is open', async () => {
  await withPage(
    browser,
    await several(),
    async ({ page }) => {
      const width = () => page.evaluate<number>('document.documentElement.scrollWidth');
      assert.is(await width(), phone.width);
      await openAll(page);
      assert.is(await width(), phone.width);
    },
    { viewport: phone },
  );
});

test('paper has verdict, all claims, tests and failures, in the light, and no controls', async () => {
  await withPage(
    browser,
    await mixedPage(),
    async ({ page }) => {
      await page.emulateMedia({ media: 'print' });
      for (const there of [
        page.getByRole('heading', { level: 1 }),
        page.getByText('a NULL that the verifier takes for trusted is refused'),
        page.getByText('value: name of record 1 of 1').last(),
        page.getByText('lsm-audit run').last(),
      ])
        assert.ok(await there.isVisible(), String(there));
      for (const gone of ['header', '#filter', 'button >> nth=0', '.copy >> nth=0', '.scroller'])
        assert.not(await page.locator(gone).isVisible(), gone);
      assert.is(await styleOf(page, 'backgroundColor'), 'rgb(255, 255, 255)');
      assert.match(await styleOf(page, 'color'), /^rgb\((?:\d|[1-4]\d), /);
      const pages = (await page.pdf({ format: 'A4' })).toString('latin1').match(/\/Type \/Page\b/g);
      assert.ok(pages && pages.length <= 5, `${pages?.length} pages`);
    },
    { colorScheme: 'dark' },
  );
});

/** What a guest might call things. */
const script = '<script>alert(1)</script>';
const hostile = `"><img src=x onerror=alert(1)>${script}</pre></title><!--\x1b[31m\u202etxt\u2066 javascript:alert(1)`;

async function hostilePage(): Promise<string> {
  const hex = Buffer.from(hostile).toString('hex');
  const result = testResult({
    suite: `suite ${hostile}`,
    name: `A3: ${hostile}`,
    status: 'failed',
    reason: hostile,
    failure: {
      message: hostile,
      details: [`expected  ${hostile}`, `          ^ ${hostile}`],
      stack: `x\n${hostile}`,
    },
    evidence: {
      ...evidenceOf(
        sighting(hostile, [`comm=${hex.toUpperCase()} path="${hostile}" ${hostile}=1`], {
          trigger: [hostile],
          comm: hex,
        }),
      ),
      log: hostile,
      [hostile]: { [hostile]: hostile },
    },
  });
  const run = mixedRun({
    invocation: ['run', hostile],
    kernel: { ...kernelFacts, release: hostile, variant: hostile },
    series: { name: hostile, patches: [{ file: hostile, subject: hostile, sha256: hostile }] },
    accelerator: { name: 'tcg', reason: hostile },
    machine: { type: hostile, command: hostile },
    tests: [result],
    guests: [{ number: 1, boot: [hostile], console: 'console.log' }],
    phases: [{ name: hostile, startMs: 0, ms: 10, guest: 1, note: hostile }],
    complaints: [
      {
        ...complaint,
        line: 1,
        test: `suite ${hostile} > A3: ${hostile}`,
        title: hostile,
        lines: [hostile],
      },
    ],
    failure: {
      message: hostile,
      details: [hostile],
      phase: hostile,
      exitCode: 1,
      remedy: hostile,
      log: hostile,
    },
    runDirectory: hostile,
  });
  const consoles = new Map([[1, `${hostile}\n</script>\n`]]);
  const programs = new Map([[`${hostile}.bpf.c`, `#include "${hostile}"\n${hostile}`]]);
  return htmlPage(report(run), { [run.id]: { consoles, programs } });
}

test('whatever guests, series and programs are called, it is shown and nothing else', async () => {
  await withPage(browser, await hostilePage(), async ({ page, troubles }) => {
    await openAll(page);
    await page.getByRole('searchbox', { name: /Search in names/ }).fill('onerror=alert(1)');
    await page.locator('#filter select[name=suite]').selectOption({ index: 1 });
    assert.is(await page.locator('.test:visible').count(), 1);
    assert.is(await page.locator('img, iframe, object, embed, link').count(), 0);
    assert.is(await page.locator('script:not([type])').count(), 1);
    const text = await page.evaluate<string>('document.documentElement.innerText');
    assert.ok(
      text.includes(`${script}</pre></title><!--\\x1b[31m\\u{202e}txt\\u{2066} javascript`),
    );
    for (const raw of ['\x1b', '\u202e', '\u2066']) assert.not(text.includes(raw));
    const comm = page.locator('.fields tr', { hasText: 'comm' }).first();
    assert.match((await comm.textContent()) ?? '', /<script>alert\(1\)<\/script>/);
    assert.is(await page.locator('a:not([href^="#"])').count(), 0);
    assert.equal(troubles, []);
  });
});

test('an address from a stranger does nothing but filter', async () => {
  const hash = `#q=${encodeURIComponent(hostile)}&open=${encodeURIComponent('x"]')}&console=__proto__:1&suite=x`;
  await withPage(
    browser,
    await mixedPage(),
    async ({ page, troubles }) => {
      assert.ok(await page.getByText('No test is like that.').isVisible());
      assert.equal(troubles, []);
    },
    { hash },
  );
});

test('script that came into the page all the same would not run', async () => {
  const html = (await mixedPage()).replace(
    '<main>',
    `<main><img src="data:," onerror="document.title='run'"><script>document.title='run'</script>`,
  );
  await withPage(browser, html, async ({ page, troubles }) => {
    assert.not.match(await page.title(), /^run$/);
    assert.ok(troubles.some((trouble) => trouble.includes('Content Security Policy')));
    const text = "document.body.innerHTML = '<b>x</b>'";
    const refused = await page.evaluate(
      `(() => { try { ${text}; } catch (e) { return e.name; } })()`,
    );
    assert.is(refused, 'TypeError');
  });
});
