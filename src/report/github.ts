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
  isBad,
  leftOver,
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
    `::group::${data(`${title}: ${run.verdict}, ${countsText(run.totals)}`)}`,
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

function annotationsOf(report: Report, sections: readonly Section[]): Annotation[] {
  const partial = partialReason(report);
  const ended = sections.flatMap(({ title, run, flaw }) => {
    if (run.failure) return [{ title: `${title}: ended early`, lines: endLines(run) }];
    return flaw === undefined ? [] : [{ title, lines: [flaw] }];
  });
  const all = [
    ...(partial === undefined ? [] : [{ title: `partial: ${report.verdict}`, lines: [partial] }]),
    ...ended,
    ...sections.flatMap(({ title, run }) =>
      run.tests.filter(isBad).map((test) => about(title, test)),
    ),
    ...leftOver(report).map((name) => ({ title: `${name}: not-run`, lines: ['it had no turn'] })),
  ];
  if (all.length <= maxAnnotations) return all;
  const shown = all.slice(0, maxAnnotations - 1);
  const rest = all.slice(shown.length).map(({ title }) => title);
  return [...shown, { title: `${rest.length} more`, lines: rest }];
}

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
  const text = lines.map((line) => escaped(line, { keep: '\t' })).join('\n');
  const cut = text.length > maxMessageLength ? `${text.slice(0, maxMessageLength)}\n[...]` : text;
  return `::error title=${property(escaped(title))}::${data(cut)}`;
}

/** The message of a workflow command, as @actions/core escapes it. */
const data = (text: string) =>
  text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');

/** A property of one. */
const property = (text: string) => data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');

/** The runner looks for commands of the older form, `##[error]`, anywhere in a line. */
const logText = (text: string) => escaped(text, { keep: '\t' }).replaceAll('##[', '#\\x23[');
