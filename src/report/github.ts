/**
 * What GitHub Actions shows of a run: a log with a group for each variant, and annotations, which are
 * workflow commands. Pure.
 */

import type { TestResult } from '../suite/types.js';
import { escaped } from './escape.js';
import type { Report } from './model.js';
import {
  countsText,
  detailLines,
  endLines,
  factsOf,
  flawsOf,
  partialReason,
  type Section,
  sectionsOf,
  totalsIn,
} from './sections.js';

/** GitHub shows ten annotations of a kind for each step, and drops the others. */
const maxAnnotations = 10;

/** Of a message that is longer, the log has the rest. */
const maxMessageLength = 4000;

interface Annotation {
  title: string;
  lines: string[];
}

export function github(report: Report): string {
  const sections = sectionsOf(report);
  const lines = [
    ...sections.flatMap(groupLines),
    ...annotationsOf(report, sections).map(annotationLine),
    `${report.verdict}: ${countsText(totalsIn(report.runs))}`,
    ...report.elsewhere.map(
      ({ suite, name, variants }) =>
        `  elsewhere: ${logText(`${suite} > ${name}: needs ${variants.join(' or ')}`)}`,
    ),
  ];
  return `${lines.join('\n')}\n`;
}

/** Each line begins with a word of ours: one that begins with `::` would be a command. */
function groupLines(section: Section): string[] {
  const { title, run, suites, flaw } = section;
  return [
    `::group::${data(logText(`${title}: ${run.verdict}, ${countsText(run.totals)}`))}`,
    ...factsOf(section).map(([name, value]) => `  ${name}: ${logText(value)}`),
    ...suites.flatMap(({ name, tests }) => [
      `  suite: ${logText(name)}`,
      ...tests.flatMap((test) => testLines(test)),
    ]),
    ...endLines(run).map((line) => `  ended: ${logText(line)}`),
    ...(flaw === undefined ? [] : [`  incomplete: ${logText(flaw)}`]),
    '::endgroup::',
  ];
}

function testLines({ status, name, durationMs, reason, failure }: TestResult): string[] {
  const why = reason === undefined ? '' : ` (${reason})`;
  const below = failure ? [failure.message, ...detailLines(failure)] : [];
  return [
    `    ${status}: ${logText(`${name}${why}`)} ${Math.round(durationMs)} ms`,
    ...below.map((line) => `      | ${logText(line)}`),
  ];
}

/** Failed tests first; those that had no turn have one annotation together. */
function annotationsOf(report: Report, sections: readonly Section[]): Annotation[] {
  const partial = partialReason(report);
  const all = [
    ...testsOf(sections, 'failed').map(({ title, test }) => about(title, test)),
    ...sections
      .filter(({ run }) => run.failure)
      .map(({ title, run }) => ({ title: `${title}: ended early`, lines: endLines(run) })),
    ...sections.flatMap(({ title, flaw }) =>
      flaw === undefined ? [] : [{ title, lines: [flaw] }],
    ),
    ...flawsOf(report).map(({ name, reason }) => ({ title: name, lines: [reason] })),
  ];
  const room = maxAnnotations - (partial === undefined ? 0 : 1);
  const cut = all.length > room ? [rest(all.slice(room - 1))] : [];
  const shown = cut.length > 0 ? all.slice(0, room - 1) : all;
  return [...shown, ...cut, ...(partial === undefined ? [] : [unfinished(partial, sections)])];
}

const rest = (left: readonly Annotation[]): Annotation => ({
  title: `${left.length} more`,
  lines: left.map(({ title }) => title),
});

const unfinished = (partial: string, sections: readonly Section[]): Annotation => ({
  title: `partial: ${partial}`,
  lines: testsOf(sections, 'not-run').map(
    ({ title, test }) => `not-run: ${test.suite} > ${test.name} (${title}): ${test.reason}`,
  ),
});

const testsOf = (sections: readonly Section[], status: TestResult['status']) =>
  sections.flatMap(({ title, run }) =>
    run.tests.filter((test) => test.status === status).map((test) => ({ title, test })),
  );

function about(variant: string, { suite, name, status, reason, failure }: TestResult): Annotation {
  return {
    title: `${status}: ${suite} > ${name} (${variant})`,
    lines: [
      ...(reason === undefined ? [] : [reason]),
      ...(failure ? [failure.message, ...detailLines(failure)] : []),
    ],
  };
}

function annotationLine({ title, lines }: Annotation): string {
  const text = lines.map(logText).join('\n');
  const cut = text.length > maxMessageLength ? `${text.slice(0, maxMessageLength)}\n[...]` : text;
  return `::error title=${property(logText(title))}::${data(cut)}`;
}

/** The message of a workflow command, as @actions/core escapes it. */
const data = (text: string) =>
  text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');

/** A property of one. */
const property = (text: string) => data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');

/** The runner looks for commands of the older form, `##[error]`, anywhere in a line. */
export const logText = (text: string) => escaped(text, { keep: '\t' }).replaceAll('##[', '#\\x23[');
