/** The HTML report in a real browser: opened, filtered, expanded, by mouse and by keyboard. */

import type { Browser, Page } from 'playwright-core';
import * as assert from 'uvu/assert';
import { suite } from '../../src/suite/index.js';
import {
  focused,
  inPage,
  type OpenedPage,
  type OpenOptions,
  startBrowser,
  styleOf,
  textIn,
  withPage,
} from '../helpers/browser.js';
import { htmlPage, mixedFiles, mixedPage, mixedRun } from '../helpers/html-report.js';
import { largeFiles, largeRun } from '../helpers/large-report.js';
import { kernelFacts, report } from '../helpers/run-report.js';

let browser: Browser;
const test = suite('HTML report in a browser', {
  deadlineS: 120,
  setUp: async () => {
    browser = await startBrowser();
  },
  tearDown: () => browser?.close(),
});

/** Opens the mixed page, and holds it to have done nothing but show itself. */
async function opened(
  work: (opened: OpenedPage) => Promise<void>,
  { html, ...options }: OpenOptions & { html?: string } = {},
): Promise<void> {
  await withPage(
    browser,
    html ?? (await mixedPage()),
    async (page) => {
      await work(page);
      assert.equal(page.troubles, []);
    },
    options,
  );
}

/** The names of the tests that are shown. */
const shown = (page: Page) => page.locator('.test:visible .name').allTextContents();
const search = (page: Page) => page.getByRole('searchbox', { name: /Search in names/ });
const hashOf = (page: Page) => page.evaluate<string>('location.hash');
const row = (page: Page, name: string) => page.locator('.test', { hasText: name });

const passes = 'A3: records the path';
const warns = 'D backlog: reports the capability';
const differs = 'reports the last component';
const expected = 'V20, A2: refuses an address that is too short';
const skipped = 'V1: needs another kernel';

test('opens with the verdict, and failed tests open', () =>
  opened(async ({ page }) => {
    assert.is(await page.title(), 'Failed: mine on Linux 7.2.13-lsm-audit (lsm-audit)');
    assert.is(await page.getByRole('heading', { level: 1 }).textContent(), 'Failed');
    assert.equal(await shown(page), [passes, warns, differs, expected, skipped]);
    assert.is(await page.locator('#found').textContent(), '5 tests');
    assert.equal(await page.locator('.test:has(> details[open]) .name').allTextContents(), [
      warns,
      differs,
    ]);
  }));

test('a search looks into names, reasons, records, what they mean, and programs', () =>
  opened(async ({ page }) => {
    const finds = async (words: string, tests: string[]) => {
      await search(page).fill(words);
      assert.equal(await shown(page), tests, words);
    };
    await finds('CAPABILITY', [warns]);
    await finds('not on this one', [skipped]);
    await finds('2F746D702F', [passes]);
    await finds('/tmp/a\\x0ab', [passes]);
    await finds('inode_readlink trigger.f3zWi1', [differs]);
    await finds('processed 12 insns', [expected]);
    assert.is(await page.locator('#found').textContent(), '1 of 5 tests');
    await finds('no such words', []);
    await page.getByRole('button', { name: 'Show all tests' }).click();
    assert.is((await shown(page)).length, 5);
    assert.is(await search(page).inputValue(), '');
  }));

test('statuses, suites and claims leave tests out, together', () =>
  opened(async ({ page }) => {
    await page.getByText('✗ failed', { exact: true }).click();
    assert.equal(await shown(page), [warns, differs]);
    await page.getByText('↷ skipped', { exact: true }).click();
    assert.equal(await shown(page), [warns, differs, skipped]);
    await page.getByRole('combobox', { name: 'Suite' }).selectOption('verifier');
    assert.equal(await shown(page), [skipped]);
    assert.is(await page.locator('.suite:visible').count(), 1);
    assert.is(await hashOf(page), '#status=failed,skipped&suite=verifier');
    await page.getByRole('button', { name: 'Clear', exact: true }).click();
    assert.is(await hashOf(page), '');
    await page.getByRole('combobox', { name: 'Claim' }).selectOption('A2');
    assert.equal(await shown(page), [expected]);
  }));

test('the address has the filter and the open test, and a link to it shows the same', () =>
  opened(async ({ page }) => {
    await page.getByText('✓ passed', { exact: true }).click();
    await search(page).fill('path');
    await row(page, passes).locator('summary').first().click();
    const hash = await hashOf(page);
    assert.is(hash, '#q=path&status=passed&open=t0-0');
    await opened(
      async ({ page: other }) => {
        assert.equal(await shown(other), [passes]);
        assert.is(await search(other).inputValue(), 'path');
        assert.ok(await other.getByLabel('✓ passed').isChecked());
        await other.getByText('Program file_open under the trigger').waitFor();
      },
      { hash },
    );
  }));

test('a claim of the matrix leads to its tests on that variant', async () => {
  const kasan = mixedRun({ id: 'kasan', kernel: { ...kernelFacts, variant: 'kasan' } });
  const html = await htmlPage(report(mixedRun(), kasan), { kasan: mixedFiles });
  await opened(
    async ({ page }) => {
      await page.locator('details.claims summary', { hasText: 'Memory and crashes' }).click();
      await page.getByRole('link', { name: /holds ?, 1 test of A3 on kasan/ }).click();
      await page.locator('#found', { hasText: /^1 of 10 tests$/ }).waitFor();
      assert.equal(await shown(page), [passes]);
      assert.is(await hashOf(page), '#claim=A3&variant=kasan');
      assert.is(await page.getByRole('combobox', { name: 'Variant' }).inputValue(), 'kasan');
      assert.ok(await inPage(page.locator('#tests'), 'element.getBoundingClientRect().top < 200'));
    },
    { html },
  );
});

test('an opened test shows program, trigger, return values and decoded records', () =>
  opened(async ({ page }) => {
    const own = row(page, passes);
    await own.locator('summary').first().click();
    await own.locator('.command').waitFor();
    const text = await textIn(own.locator('.body'));
    assert.match(text, /Program file_open under the trigger open name/);
    assert.match(text, /the system call returned -1, EACCES the hook was reached once/);
    assert.match(text, /start 1 cause 0 file -EINVAL/);
    assert.match(text, /comm trigger path \/tmp/);
    const cells = await own
      .locator('tr', { hasText: '2F746D702F610A62' })
      .locator('th, td')
      .allTextContents();
    assert.equal(cells, ['path', '2F746D702F610A62', '"/tmp/a\\x0Ab"']);
    await own.getByText('Other records in the window: 1').click();
    await own.getByText('arch=c000003e').waitFor();
    assert.match(text, /lsm-audit run .* 'file_open > A3: records the path'/);
  }));

test('the source of a program and its headers are in the page', () =>
  opened(async ({ page }) => {
    const own = row(page, warns);
    await own.getByText('Source of capable.bpf.c').click();
    assert.match(await textIn(own.locator('pre.source').first()), /SEC\("lsm\/capable"\)/);
    await own.getByText('lsm_audit.bpf.h', { exact: true }).click();
    await own.getByText('#define STEP(name)').waitFor();
    await row(page, differs).getByText('Source of inode_readlink.bpf.c').click();
    await page.getByText('It was not kept with the run.').waitFor();
  }));

test('a test that the guest did not survive says what was tried', () =>
  opened(async ({ page }) => {
    await row(page, warns).locator('.command').waitFor();
    const text = await textIn(row(page, warns).locator('.body'));
    assert.match(text, /Program capable under the trigger reboot\s+Nothing came back from it/);
  }));

test('complaints are marked in the console, and lead to their test and back', () =>
  opened(async ({ page }) => {
    await row(page, warns).getByRole('link', { name: 'WARNING in bpf_audit_log_cap' }).click();
    const console = page.locator('.console');
    await console.locator('.scroller').waitFor();
    assert.equal(
      await console.locator('mark').allTextContents(),
      mixedRun().complaints[0]?.lines.map((line) => line.replace(/ \(.*/, '')),
    );
    const target = await styleOf(console.locator('.target'), 'top');
    assert.is(target, `${2 * 18}px`);
    await console.getByRole('link', { name: '← its test' }).click();
    await page.locator('summary:focus', { hasText: warns }).waitFor();
  }));

test('a test leads to the line of the console on which it ended', () =>
  opened(async ({ page }) => {
    await row(page, passes).locator('summary').first().click();
    await row(page, passes).getByRole('link', { name: 'guest 1' }).click();
    await page.locator('.console [role=status]', { hasText: 'line 2' }).waitFor();
    assert.is(await hashOf(page), '#console=c0-1:2');
  }));

test('lines of a console are found, with their numbers', () =>
  opened(async ({ page }) => {
    await page.locator('.console summary').click();
    await page.getByLabel('Only lines with').fill('END of');
    assert.is(await page.locator('.console .numbers').textContent(), '2\n5');
    assert.is(await page.locator('.console [role=status]').textContent(), '2 of 5 lines');
    await page.locator('.console .numbers').click({ position: { x: 5, y: 25 } });
    await page.locator('.console [role=status]', { hasText: 'line 5' }).waitFor();
    assert.is(await page.getByLabel('Only lines with').inputValue(), '');
    assert.is(await hashOf(page), '#console=c0-1:5');
  }));

test('a bar of the timeline leads to its test', () =>
  opened(async ({ page }) => {
    await page.locator('rect[data-test=t0-2]').click();
    await page.locator('summary:focus', { hasText: differs }).waitFor();
    await page.getByRole('button', { name: 'Stretch the timeline' }).click();
    assert.is(await page.locator('.stretch').getAttribute('style'), 'width: 200%;');
  }));

test('the keyboard alone goes everywhere, with the focus in sight', () =>
  opened(async ({ page }) => {
    const press = (key: string) => page.keyboard.press(key);
    await press('Tab');
    assert.is(await focused(page), 'Skip to the tests');
    assert.ok(await inPage(page.locator('.skip'), 'element.getBoundingClientRect().top >= 0'));
    await press('j');
    assert.match(await focused(page), /A3: records the path/);
    const outline = () => styleOf(page.locator(':focus'), 'outlineStyle');
    assert.is(await outline(), 'solid');
    await press('Enter');
    await page.getByText('Program file_open under').waitFor();
    await press('n');
    await press('n');
    assert.match(await focused(page), /reports the last component/);
    await press('p');
    assert.match(await focused(page), /reports the capability/);
    await press('k');
    assert.match(await focused(page), /A3: records the path/);
    await press('/');
    await page.keyboard.type('nt');
    assert.is(await search(page).inputValue(), 'nt');
    await press('Tab');
    await press('Space');
    assert.match(await hashOf(page), /^#q=nt&status=failed/);
    assert.is(await styleOf(page.locator(':focus + span'), 'outlineStyle'), 'solid');
    await press('c');
    assert.is((await shown(page)).length, 5);
  }));

test('keys of one letter are listed, and can be turned off', () =>
  opened(async ({ page }) => {
    await page.keyboard.press('?');
    const help = page.getByRole('dialog', { name: 'Keys' });
    await help.waitFor();
    await page.getByLabel('Keys of one letter').uncheck();
    await page.keyboard.press('Escape');
    assert.not(await help.isVisible());
    await page.keyboard.press('j');
    assert.not.match(await focused(page), /records the path/);
  }));

test('the theme is the system’s until another is chosen, and stays chosen', () =>
  opened(
    async ({ page }) => {
      const paper = () => styleOf(page, 'backgroundColor');
      const before = await paper();
      await page.keyboard.press('t');
      const light = await paper();
      assert.is.not(light, before);
      await page.reload();
      assert.is(await paper(), light);
      await page.getByRole('button', { name: 'Theme: light' }).click();
      assert.is(await paper(), before);
    },
    { colorScheme: 'dark' },
  ));

test('many records are shown fifty at a time, those that a search found first', async () => {
  const run = largeRun();
  const html = await htmlPage(report(run), { [run.id]: largeFiles() });
  await opened(
    async ({ page }) => {
      const own = page.locator('#t0-3');
      const records = own.locator('.records').first().locator('> li');
      await own.locator('summary').first().click();
      await own.locator('.command').waitFor();
      assert.is(await records.count(), 50);
      await own.getByRole('button', { name: /^Show 50 more of 958$/ }).click();
      assert.is(await records.count(), 100);
      assert.match(await focused(page), /pid=50 /);
      const hash = '#q=trigger.x%2F777';
      await opened(
        async ({ page: other }) => {
          await other.locator('#t0-3 summary').first().click();
          await other.locator('#t0-3 .command').waitFor();
          const found = other.locator('#t0-3 .records').first().locator('> li');
          assert.equal(await found.allTextContents().then((all) => all.length), 1);
          await other.getByRole('button', { name: 'Show all 1008 records' }).click();
          assert.is(await found.count(), 50);
        },
        { html, hash },
      );
    },
    { html },
  );
});

test('a link leads to a line far down in a long console, marked where the kernel complained', async () => {
  const run = largeRun();
  const html = await htmlPage(report(run), { [run.id]: largeFiles() });
  await opened(
    async ({ page }) => {
      const mark = page.locator('.console mark').first();
      await mark.waitFor();
      assert.match((await mark.textContent()) ?? '', /WARNING: at bpf_audit_log_cap/);
      const top = await inPage<number>(mark, 'element.getBoundingClientRect().top');
      const frame = "element.closest('.scroller').getBoundingClientRect()";
      const { y, height } = await inPage<{ y: number; height: number }>(mark, `${frame}.toJSON()`);
      assert.ok(top >= y && top < y + height && top > 0 && top < 720, `${top} in ${y}+${height}`);
    },
    { html, hash: '#console=c0-1:30001' },
  );
});

test('without scripts the verdict, the claims and the failures are there', () =>
  opened(
    async ({ page }) => {
      assert.match(await page.content(), /<noscript>/);
      await page.getByText('value: name of record 1 of 1').last().waitFor();
      assert.equal(await page.locator('mark').allTextContents(), [
        ...['link', 'trigger.f3zWi1'],
        ...['a', 'b'],
      ]);
    },
    { javaScriptEnabled: false },
  ));
