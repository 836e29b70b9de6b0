/** The page: one file that needs nothing else and can do nothing but show itself. */

import { createHash } from 'node:crypto';
import { commandsSection } from './commands.js';
import { consoleBlocks, consoleSection } from './console.js';
import { type PageInput, type PageRun, pageRuns } from './input.js';
import { dataBlock, html, Markup } from './markup.js';
import { columnOf, matrixSection } from './matrix.js';
import { factsSection, titleOf, verdictSection } from './overview.js';
import { testBlocks, testEntries, testsSection } from './tests.js';
import { timelineSection } from './timeline.js';

/** The report as one HTML file: no network, and no script but our own. */
export function htmlReport(input: PageInput): string {
  const { report, knowledge, assets } = input;
  const runs = pageRuns(input);
  const sources = distinctSources(runs);
  const style = new Markup(assets.style);
  const script = new Markup(assets.script);
  return html`<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy(assets)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>${titleOf(report, runs)}</title>
<style>${style}</style>
</head>
<body>
<a class="skip" href="#tests">Skip to the tests</a>
${header}
<main>
${verdictSection(report, runs)}
${factsSection(runs)}
${matrixSection(runs.map(columnOf))}
${timelineSection(runs)}
${testsSection(runs)}
${consoleSection(runs)}
${commandsSection(runs, knowledge)}
</main>
${help}
${dataBlock('entries', testEntries(runs))}<script>${script}</script>
${[...sources.blocks].map(([json, i]) => dataBlock(`sources${i}`, JSON.parse(json)))}
${runs.map((each) => [...testBlocks(each, sources.of(each), knowledge), ...consoleBlocks(each)])}
</body>
</html>
`.text;
}

/** Nothing is loaded, and nothing becomes script that was not known when the page was made. */
function policy({ style, script }: PageInput['assets']): string {
  const hash = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
  return [
    "default-src 'none'",
    `style-src ${hash(style)}`,
    `script-src ${hash(script)}`,
    "base-uri 'none'",
    "form-action 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join('; ');
}

/** Runs of one command have the same programs: they are in the page once. */
function distinctSources(runs: readonly PageRun[]) {
  const blocks = new Map<string, number>();
  const numbers = runs.map(({ files }) => {
    const json = JSON.stringify(Object.fromEntries(files.programs));
    const number = blocks.get(json) ?? blocks.size;
    blocks.set(json, number);
    return number;
  });
  return { blocks, of: ({ index }: PageRun) => numbers[index] ?? 0 };
}

const header = html`<header><a class="brand" href="#verdict">lsm-audit</a>
<nav aria-label="Sections"><a href="#claims">Claims</a> <a href="#timeline">Timeline</a> <a href="#tests">Tests</a> <a href="#console">Console</a> <a href="#commands">Commands</a></nav>
<span class="buttons"><button type="button" id="theme" title="Theme (t)">Theme</button> <button type="button" id="keys" title="Keys (?)" aria-haspopup="dialog">Keys</button></span></header>
<noscript><p class="noscript">Without JavaScript this page shows verdict, claims, timeline and failures; records, programs and consoles need it.</p></noscript>`;

const keys: readonly [key: string, does: string][] = [
  ['/', 'search'],
  ['j, k', 'next, previous test'],
  ['n, p', 'next, previous failed test'],
  ['Enter', 'open or close it'],
  ['c', 'clear the filter'],
  ['t', 'light, dark, or as the system has it'],
  ['?', 'this list'],
];

const help = html`<dialog id="help" aria-labelledby="help-title"><h2 id="help-title">Keys</h2>
<dl>${keys.map(([key, does]) => html`<dt><kbd>${key}</kbd></dt><dd>${does}</dd>`)}</dl>
<p><label><input type="checkbox" id="letters" checked> Keys of one letter</label></p>
<form method="dialog"><button>Close</button></form></dialog>`;
