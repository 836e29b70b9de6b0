/** An error for people: cause, evidence, log, remedy. Pure. */

import type { ExplainedError } from '../errors.js';

/** The error as text; the evidence is indented below the cause. */
export function explain(error: ExplainedError): string {
  const lines = [
    `error: ${error.message} (${error.phase})`,
    ...error.evidence.map((line) => `    ${printable(line)}`),
    ...(error.log === undefined ? [] : [`  log: ${error.log}`]),
    ...(error.remedy === undefined ? [] : [`  remedy: ${error.remedy}`]),
  ];
  return lines.join('\n');
}

/** Without control characters: evidence comes from guests and strangers' code, and goes to a terminal. */
export function printable(text: string): string {
  return [...text]
    .map((char) => (/[\p{Cc}\p{Cf}]/u.test(char) && char !== '\t' ? '·' : char))
    .join('');
}
