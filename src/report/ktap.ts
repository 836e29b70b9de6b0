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
      `${indent}${ok ? 'ok' : 'not ok'} ${i + 1} ${nameText(name)}${note === undefined ? '' : ` # ${noteText(note)}`}`,
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
    : [...points, { name: 'the run itself', ok: false, note: `ERROR ${flaw}` }];
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
  if (status === 'expected-failure') return `XFAIL ${reason}`;
  if (status === 'skipped') return `SKIP ${reason}`;
  return status === 'not-run' ? `ERROR not-run: ${reason}` : `${Math.round(durationMs)} ms`;
}

const flawPoint = ({ name, reason }: Flaw): Point => ({
  name,
  ok: false,
  note: `ERROR ${reason}`,
});

/** Where kunit_parser.py (KTAP_END) believes that the kernel has ended, wherever it stands in a line. */
const ends = /List of all partitions:|Kernel panic - not syncing: VFS:|reboot: System halted/g;

const inert = (text: string) =>
  text.replaceAll(ends, (words) => words.slice(0, -1) + numbered(words.at(-1) ?? ''));

/** Without `#`, which ends a name, and without what a parser strips or reads as a dash before it. */
function nameText(name: string): string {
  const edges = name.replaceAll(/^(?:[\s:-]+)|\s+$/gu, (edge) =>
    [...edge].map(() => '\0').join(''),
  );
  const chars = [...name];
  const text = [...edges]
    .map((char, i) => (char === '\0' ? numbered(chars[i] ?? '') : escaped(char, { unsafe: /#/ })))
    .join('');
  return inert(text === '' ? '(without a name)' : text);
}

const noteText = (note: string) => inert(escaped(note.trimEnd(), { unsafe: /#/ }));

/** Its text never begins as a version, a plan, a result or the head of a subtest does. */
const diagnostic = (line: string) => `# ${inert(escaped(line, { keep: '\t' }))}`.trimEnd();
