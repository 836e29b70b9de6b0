import { createHash } from 'node:crypto';
import * as assert from 'uvu/assert';
import { suite } from '../../../../src/suite/index.js';
import { htmlPage, mixedFiles, mixedPage, mixedRun } from '../../../helpers/html-report.js';
import { kernelFacts, report, runReport } from '../../../helpers/run-report.js';

const test = suite('page of the HTML report');

/** The text of the element of this name that has no attributes. */
const contentOf = (page: string, name: string) =>
  new RegExp(`<${name}>(.*?)</${name}>`, 's').exec(page)?.[1] ?? '';

test('the policy of the page allows its own style and script, by their content, and nothing else', async () => {
  const page = await mixedPage();
  const policy = /Content-Security-Policy" content="([^"]*)"/
    .exec(page)?.[1]
    ?.replaceAll('&#39;', "'");
  const hash = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
  assert.equal(policy?.split('; '), [
    "default-src 'none'",
    `style-src ${hash(contentOf(page, 'style'))}`,
    `script-src ${hash(contentOf(page, 'script'))}`,
    "base-uri 'none'",
    "form-action 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ]);
});

test('the page names nothing that a browser would fetch', async () => {
  const markup = (await mixedPage()).replaceAll(/<script.*?<\/script>/gs, '');
  assert.not.match(markup, /\b(?:src|srcset|action|formaction|background|poster)=|@import|url\(/);
  const addresses = [...markup.matchAll(/href="([^"]*)"/g)].map((match) => match[1] ?? '');
  assert.equal(
    addresses.filter((address) => !address.startsWith('#')),
    [],
  );
});

test('the verdict comes first, with the counts and the failed tests', async () => {
  const page = await mixedPage();
  const text = page
    .slice(page.indexOf('<main>'))
    .replaceAll(/<[^>]*>/g, ' ')
    .replaceAll(/\s+/g, ' ');
  assert.match(
    text,
    /^ Failed ✓ 1 passed ✗ 2 failed ↷ 1 skipped ≈ 1 failed as expected mine on Linux/,
  );
  assert.match(text, /2 failed tests ✗ failed: capable › D backlog: reports the capability/);
});

test('claims are held against each variant, and lead to their tests', async () => {
  const kasan = { ...kernelFacts, variant: 'kasan' };
  const [first, second] = [mixedRun(), mixedRun({ id: 'second', kernel: kasan, tests: [] })];
  const page = await htmlPage(report(first, second));
  const row = /<tr><th scope="row">D backlog<\/th>.*/.exec(page)?.[0] ?? '';
  assert.match(row, /href="#claim=D\+backlog&amp;variant=default">.*✗.*violated/);
  assert.match(row, /not tested here/);
  assert.match(page, /<th scope="col">default<\/th><th scope="col">kasan<\/th>/);
  const summary = /<summary><h3>Limits.*<\/summary>/.exec(page)?.[0] ?? '';
  assert.match(summary.replaceAll(/<[^>]*>/g, ''), /✗ 1 violated · 6 not tested here/);
});

test('two runs of one variant have columns that differ', async () => {
  const page = await htmlPage(report(mixedRun(), mixedRun({ id: 'second' })));
  assert.match(page, /<th scope="col">default<\/th><th scope="col">default \(2\)<\/th>/);
});

test('sources that runs share are in the page once', async () => {
  const files = { a: mixedFiles, b: mixedFiles };
  const page = await htmlPage(report(mixedRun({ id: 'a' }), mixedRun({ id: 'b' })), files);
  assert.is(page.match(/id="sources\d+"/g)?.length, 1);
});

test('a run that never came to a kernel says why', async () => {
  const failure = {
    message: 'the patch does not apply',
    details: ['<hunk>'],
    phase: 'series',
    exitCode: 1,
    remedy: 'Mend it.',
  };
  const {
    kernel: _,
    series: __,
    machine: ___,
    ...bare
  } = runReport({ tests: [], guests: [], phases: [] });
  const page = await htmlPage(report({ ...bare, verdict: 'failed', failure }));
  assert.match(page, /It ended early, at the phase series/);
  assert.match(page, /&lt;hunk&gt;/);
  assert.match(page, /Mend it\./);
});

test('a console that was not kept is said to be missing', async () => {
  assert.match(await htmlPage(report(mixedRun())), /Guest 1: its console was not kept/);
});
