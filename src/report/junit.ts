/**
 * JUnit's XML as the xUnit plugin of Jenkins defines it (test/fixtures/junit/junit-10.xsd). Pure.
 *
 * It has no word for an expected failure: that is a skipped test of this type, as pytest has it.
 */

import type { TestResult } from '../suite/types.js';
import { escaped } from './escape.js';
import { evidenceLines } from './evidence.js';
import type { Report } from './model.js';
import {
  detailLines,
  endLines,
  type Flaw,
  factsOf,
  flawsOf,
  partialReason,
  type Section,
  sectionsOf,
} from './sections.js';

/** A suite of a variant is a testsuite; what ended a run early is a test of its own where no other tells it. */
export function junit(report: Report): string {
  const suites = [
    ...sectionsOf(report).flatMap((section) => sectionSuites(section, report)),
    ...flawsOf(report).map(flawSuite),
  ];
  const sums = attributes({ name: 'lsm-audit', ...sumOf(suites) });
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites ${sums}>`,
    ...suites.flatMap(({ lines }) => lines),
    '</testsuites>',
    '',
  ].join('\n');
}

interface Sums {
  tests: number;
  failures: number;
  errors: number;
  skipped: number;
  ms: number;
}

interface SuiteText extends Sums {
  lines: string[];
}

function sectionSuites(section: Section, report: Report): SuiteText[] {
  const { title, run, suites, flaw } = section;
  const partial = partialReason(report);
  const facts = [
    ...factsOf(section),
    ['verdict', run.verdict] as const,
    ...(partial === undefined ? [] : [['partial', partial] as const]),
  ];
  const own = suites.map(({ name, tests }) => ({
    name: `${title}: ${name}`,
    cases: tests.map((test) => caseLines(test, `${title}.${name}`)),
    sums: sumsOf(tests),
  }));
  const whole = { name: `${title}: the run itself`, cases: [] as string[][], sums: sumsOf([]) };
  if (flaw !== undefined) {
    const message = attributes({ type: 'incomplete', message: flaw });
    const name = attributes({ name: 'the run itself', classname: title, time: '0.000' });
    whole.cases.push([
      `    <testcase ${name}>`,
      `      <error ${message}>${content(endLines(run))}</error>`,
      '    </testcase>',
    ]);
    whole.sums = { ...whole.sums, tests: 1, errors: 1 };
  }
  return [...own, ...(flaw === undefined ? [] : [whole])].map(({ name, cases, sums }) => {
    const head = attributes({ name, ...counted(sums), package: title, ...stamp(run.started) });
    const lines = [
      `  <testsuite ${head}>`,
      '    <properties>',
      ...facts.map(([name, value]) => `      <property ${attributes({ name, value })}/>`),
      '    </properties>',
      ...cases.flat(),
      ...(run.failure ? [`    <system-err>${content(endLines(run))}</system-err>`] : []),
      '  </testsuite>',
    ];
    return { ...sums, lines };
  });
}

function caseLines(test: TestResult, classname: string): string[] {
  const seen = evidenceLines(test);
  return [
    `    <testcase ${attributes({ name: test.name, classname, time: secondsText(test.durationMs) })}>`,
    ...outcomeLines(test),
    ...(seen.length > 0 ? [`      <system-out>${content(seen)}</system-out>`] : []),
    '    </testcase>',
  ];
}

const elements = {
  failed: 'failure',
  'not-run': 'error',
  skipped: 'skipped',
  'expected-failure': 'skipped',
};

function outcomeLines({ status, reason, failure }: TestResult): string[] {
  if (status === 'passed') return [];
  const head = attributes({ type: status, message: reason ?? failure?.message ?? '' });
  const lines = failure ? [failure.message, ...detailLines(failure)] : [];
  const element = elements[status];
  return [`      <${element} ${head}>${content(lines)}</${element}>`];
}

function flawSuite({ name: title, reason }: Flaw): SuiteText {
  const sums = { ...sumsOf([]), tests: 1, errors: 1 };
  const message = attributes({ type: 'incomplete', message: reason });
  const name = attributes({ name: 'the run itself', classname: title, time: '0.000' });
  const lines = [
    `  <testsuite ${attributes({ name: title, ...counted(sums) })}>`,
    `    <testcase ${name}>`,
    `      <error ${message}></error>`,
    '    </testcase>',
    '  </testsuite>',
  ];
  return { ...sums, lines };
}

function sumsOf(tests: readonly TestResult[]): Sums {
  const count = (...wanted: TestResult['status'][]) =>
    tests.filter(({ status }) => wanted.includes(status)).length;
  return {
    tests: tests.length,
    failures: count('failed'),
    errors: count('not-run'),
    skipped: count('skipped', 'expected-failure'),
    ms: tests.reduce((sum, { durationMs }) => sum + durationMs, 0),
  };
}

function counted({ tests, failures, errors, skipped, ms }: Sums): Record<string, string> {
  const counts = { tests, failures, errors, skipped };
  const texts = Object.entries(counts).map(([name, count]) => [name, String(count)]);
  return { ...Object.fromEntries(texts), time: secondsText(ms) };
}

/** Of all suites; the root has no attribute for skipped tests. */
function sumOf(suites: readonly Sums[]): Record<string, string> {
  const sum = (key: keyof Sums) => suites.reduce((total, one) => total + one[key], 0);
  const { tests, failures, errors, ms } = {
    tests: sum('tests'),
    failures: sum('failures'),
    errors: sum('errors'),
    ms: sum('ms'),
  };
  const text = { tests: `${tests}`, failures: `${failures}`, errors: `${errors}` };
  return { ...text, time: secondsText(ms) };
}

const secondsText = (ms: number) => (ms / 1000).toFixed(3);

/** Its clock has no zone: UTC. The name of the host stays at home. */
const stamp = (iso: string) => ({ timestamp: iso.slice(0, 19), hostname: 'localhost' });

const attributes = (values: Record<string, string>) =>
  Object.entries(values)
    .map(([name, value]) => `${name}="${xml(escaped(value))}"`)
    .join(' ');

const content = (lines: readonly string[]) =>
  lines.map((line) => xml(escaped(line, { keep: '\t' }))).join('\n');

const entities: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};

const xml = (text: string) => text.replaceAll(/[&<>"']/g, (char) => entities[char] ?? char);
