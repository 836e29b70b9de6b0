/**
 * A reply to the mailing list: plain ASCII in less than 72 columns, with a subject. Pure.
 *
 * A series is tested as a whole: each of its patches has a row, and the verdict is that of the series.
 */

import type { TestResult } from '../suite/types.js';
import { escaped } from './escape.js';
import type { Report, RunReport } from './model.js';
import { reproduction, shellWord } from './reproduce.js';
import {
  countsText,
  detailLines,
  endLines,
  flawsOf,
  partialReason,
  type Section,
  sectionsOf,
  totalsIn,
} from './sections.js';
import { cutLines, wrapped } from './wrap.js';

const columns = 71;

export function mail(report: Report): string {
  const sections = sectionsOf(report);
  const partial = partialReason(report);
  const lines = [
    ...subjectLines(report),
    '',
    ...prose(`lsm-audit has tested this series: ${report.verdict.toUpperCase()}`),
    ...prose(countsText(totalsIn(report.runs))),
    ...(partial === undefined ? [] : prose(`This report is partial: ${partial}.`)),
    ...seriesLines(report),
    ...sections.flatMap(sectionLines),
    ...flawsOf(report).flatMap(({ name, reason }) => ['', ...prose(`${name}: ${reason}`)]),
    ...elsewhereLines(report),
    ...reproductionLines(report),
  ];
  return `${lines.join('\n')}\n`;
}

const ascii = (text: string) => escaped(text, { unsafe: /[^\x20-\x7e]/ });
/** Its lines leave the last column to cuts. */
const prose = (text: string, indent = '') => wrapped(ascii(text), columns - 1, indent);

/** The subject of the series, folded as RFC 5322 has it. */
function subjectLines({ runs }: Report): string[] {
  const series = runs.find(({ series }) => series)?.series;
  const subject = series?.cover ?? series?.patches[0]?.subject ?? 'a series';
  const [first = '', ...more] = wrapped(ascii(`Subject: Re: ${subject}`), columns - 2);
  return [first, ...more.map((line) => ` ${line}`)];
}

function seriesLines({ runs, verdict }: Report): string[] {
  const series = runs.find(({ series }) => series)?.series;
  if (!series) return [];
  const built = runs.some(({ kernel }) => kernel);
  return [
    '',
    ...prose(
      `Patches of the series ${series.name}, ${built ? 'applied and built in this order' : 'of which no kernel could be made'}:`,
    ),
    ...series.patches.flatMap(({ subject }, i) => prose(`${i + 1}. ${subject}`, '  ')),
    ...prose(`verdict on all of them together: ${verdict}`, '  '),
  ];
}

function sectionLines({ title, run, suites, flaw }: Section): string[] {
  const ended = endLines(run);
  return [
    '',
    ...prose(`== ${title}: ${run.verdict} ==`),
    '',
    ...factLines(run),
    ...(flaw === undefined ? [] : prose(`incomplete: ${flaw}`)),
    ...(ended.length > 0 ? ['', 'What ended the run before its end:', ...exact(ended, '  ')] : []),
    ...groups.flatMap(([status, heading]) => groupLines(heading, withStatus(suites, status))),
  ];
}

const groups: [TestResult['status'], string][] = [
  ['failed', 'failed:'],
  ['not-run', 'not-run:'],
  ['expected-failure', 'expected-failure, for no implementation of this API does better:'],
  ['skipped', 'skipped:'],
  ['passed', 'passed:'],
];

function factLines({ kernel, machine, accelerator, tool }: RunReport): string[] {
  const rows = [
    kernel && ['base', `${kernel.source.package} ${kernel.source.version}`],
    kernel && ['kernel', kernel.release],
    kernel && ['config', `${kernel.variant}, of which the digest is`],
    machine && accelerator && ['machine', `${machine.type} under ${accelerator.name}`],
    ['tool', `${tool.name} ${tool.version}`],
  ].filter((row) => row !== undefined);
  const lines = rows.flatMap(([name = '', value = '']) => [
    `${name.padEnd(8)} ${value}`,
    ...(name === 'config' && kernel ? [`  ${kernel.configHash}`] : []),
  ]);
  return exact(lines);
}

function withStatus(suites: Section['suites'], status: TestResult['status']): Section['suites'] {
  const own = suites.map(({ name, tests }) => ({
    name,
    tests: tests.filter((test) => test.status === status),
  }));
  return own.filter(({ tests }) => tests.length > 0);
}

function groupLines(heading: string, suites: Section['suites']): string[] {
  if (suites.length === 0) return [];
  const lines = suites.flatMap(({ name, tests }) => [
    ...prose(name, '  '),
    ...tests.flatMap(testLines),
  ]);
  return ['', heading, ...lines];
}

function testLines({ name, status, reason, failure }: TestResult): string[] {
  const story = failure ? [failure.message, ...detailLines(failure)] : [];
  return [
    ...prose(`- ${name}`, '    '),
    ...(reason === undefined ? [] : prose(`(${reason})`, '      ')),
    ...(status === 'failed' || status === 'not-run' ? exact(story, '      ') : []),
  ];
}

function elsewhereLines({ elsewhere }: Report): string[] {
  if (elsewhere.length === 0) return [];
  const rows = elsewhere.flatMap(({ suite, name, variants }) => [
    ...prose(`- ${suite} > ${name}`, '  '),
    ...prose(`(needs ${variants.join(' or ')})`, '    '),
  ]);
  return ['', 'Tests that need another variant:', ...rows];
}

function reproductionLines(report: Report): string[] {
  const words = reproduction(report);
  if (words.length === 0) return [];
  const command = ascii(words.map(shellWord).join(' '));
  return ['', 'To reproduce:', '', ...cutLines([command], columns)];
}

/** Lines of which no character may be lost. */
const exact = (lines: readonly string[], indent = '') =>
  cutLines(
    lines.map((line) => ascii(line)),
    columns,
    indent,
  );
