/**
 * KTAP, version 1, as the kernel's Documentation/dev-tools/ktap.rst defines it, and as its
 * tools/testing/kunit/kunit_parser.py reads it. Pure.
 *
 * An expected failure is `ok` with XFAIL, as kselftest has it: a parser that does not know the word takes
 * it for passed. A test that had no turn is `not ok` with ERROR, so that no parser takes it for a success.
 */

import type { TestResult } from '../suite/types.js';
import { escaped, numbered } from './escape.js';
import type { Report } from './model.js';
import {
  countsText,
  detailLines,
  endLines,
  type Flaw,
  factsOf,
  flawsOf,
  isBad,
  partialReason,
  type Section,
  sectionsOf,
  totalsIn,
} from './sections.js';

/** A test of any level; one with points is nested. */
interface Point {
  name: string;
  ok: boolean;
  /** What stands behind `#`: a directive and its reason, or a time. */
  note?: string;
  /** Diagnostic lines. */
  log?: string[];
  points?: Point[];
}

/** A level for variants where there are several, then suites, then tests. */
export function ktap(report: Report): string {
  const sections = sectionsOf(report);
  const left = flawsOf(report).map(flawPoint);
  const [only] = sections;
  const flat = only && sections.length === 1 && left.length === 0;
  const points = flat ? pointsOf(only) : [...sections.map(sectionPoint), ...left];
  const [version = '', plan = '', ...rest] = levelLines(points, '');
  const about = [...headLines(report), ...(flat ? sectionLines(only) : [])];
  const lines = [version, plan, ...about.map(diagnostic), ...rest];
  return `${lines.join('\n')}\n`;
}

function levelLines(points: readonly Point[], indent: string): string[] {
  return [
    `${indent}KTAP version 1`,
    `${indent}1..${points.length}`,
    ...points.flatMap(({ name, ok, note, log = [], points: own }, i) => [
      ...(own ? levelLines(own, `${indent}  `) : []),
      ...log.map((line) => indent + diagnostic(line)),
      `${indent}${ok ? 'ok' : 'not ok'} ${i + 1} ${nameText(name)}${note === undefined ? '' : ` # ${note}`}`,
    ]),
  ];
}

const headLines = (report: Report) => {
  const partial = partialReason(report);
  return [
    `${report.verdict}: ${countsText(totalsIn(report.runs))}`,
    ...(partial === undefined ? [] : [`partial: ${partial}`]),
    ...report.elsewhere.map(
      ({ suite, name, variants }) =>
        `elsewhere: ${suite} > ${name}: needs ${variants.join(' or ')}`,
    ),
  ];
};

const sectionLines = (section: Section) => [
  ...factsOf(section).map(([name, value]) => `${name}: ${value}`),
  ...endLines(section.run).map((line) => `ended: ${line}`),
];

const sectionPoint = (section: Section): Point => ({
  name: section.title,
  ok: section.run.verdict === 'passed',
  log: sectionLines(section),
  points: pointsOf(section),
});

function pointsOf({ suites, flaw }: Section): Point[] {
  const points = suites.map(suitePoint);
  return flaw === undefined
    ? points
    : [...points, { name: 'the run itself', ok: false, note: directive('ERROR', flaw) }];
}

function suitePoint({ name, tests }: Section['suites'][number]): Point {
  const skipped = tests.every(({ status }) => status === 'skipped');
  return {
    name,
    ok: !tests.some(isBad),
    ...(skipped && { note: 'SKIP all of its tests' }),
    points: tests.map(testPoint),
  };
}

const testPoint = (test: TestResult): Point => ({
  name: test.name,
  ok: !isBad(test),
  note: noteOf(test),
  log: test.failure
    ? [
        `${test.status}: ${test.failure.message}`,
        ...detailLines(test.failure).map((line) => `  ${line}`),
      ]
    : [],
});

function noteOf({ status, reason = '', durationMs }: TestResult): string {
  if (status === 'expected-failure') return directive('XFAIL', reason);
  if (status === 'skipped') return directive('SKIP', reason);
  if (status === 'not-run') return directive('ERROR', `not-run: ${reason}`);
  return `${Math.round(durationMs)} ms`;
}

const flawPoint = ({ name, reason }: Flaw): Point => ({
  name,
  ok: false,
  note: directive('ERROR', reason),
});

/** Where kunit_parser.py (KTAP_END) believes that the kernel has ended, wherever it stands in a line. */
const ends = /List of all partitions:|Kernel panic - not syncing: VFS:|reboot: System halted/g;

const inert = (text: string) =>
  text.replaceAll(ends, (words) => words.slice(0, -1) + numbered(words.at(-1) ?? ''));

/** What a parser strips, or takes for the dash before a name. */
const edges = /^[\s:-]+|\s+$/gu;

/** Without `#`, which ends a name and begins a directive, and with its spaces. */
function nameText(name: string): string {
  const text = withEdges(name, edges);
  return inert(text === '' ? '(without a name)' : text);
}

const directive = (word: string, reason: string) =>
  `${word} ${inert(withEdges(reason, /\s+$/gu))}`.trimEnd();

function withEdges(text: string, edges: RegExp): string {
  const parts: string[] = [];
  let end = 0;
  for (const { 0: edge, index } of text.matchAll(edges)) {
    parts.push(plain(text.slice(end, index)), ...[...edge].map(numbered));
    end = index + edge.length;
  }
  return [...parts, plain(text.slice(end))].join('');
}

const plain = (text: string) => escaped(text, { unsafe: /#/ });

/** Its text never begins as a version, a plan, a result or the head of a subtest does. */
const diagnostic = (line: string) =>
  line === '' ? '#' : `# ${inert(escaped(line, { keep: '\t' }))}`;
