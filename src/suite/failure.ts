/** Errors of a test body as values for reports. */

import { ExplainedError } from '../errors.js';
import type { Failure } from './types.js';

/** What uvu's assertions throw (uvu/assert). */
interface Assertion extends Error {
  code: 'ERR_ASSERTION';
  /** A rendered difference, or false. */
  details: string | false;
  expects?: unknown;
}

const isUvuAssertion = (error: Error): error is Assertion =>
  'code' in error && error.code === 'ERR_ASSERTION';

/** Errors of assertions other than uvu's carry their lines in `details`. */
const isOwnAssertion = (error: Error): error is Error & { details: unknown[] } =>
  'details' in error && Array.isArray(error.details);

/** Whether `thrown` says that something is not as asserted; else it stopped the test on its way. */
export function isAssertion(thrown: unknown): boolean {
  return thrown instanceof Error && (isUvuAssertion(thrown) || isOwnAssertion(thrown));
}

/** The failure that `thrown` stands for. */
export function failureOf(thrown: unknown): Failure {
  if (!(thrown instanceof Error)) return { message: `threw ${String(thrown)}`, details: [] };
  const message = firstLine(thrown.message) || thrown.name;
  if (isUvuAssertion(thrown)) {
    const details = thrown.details ? stripColour(thrown.details).split('\n') : [];
    return { message, details: [...details, ...whereOf(thrown)] };
  }
  if (thrown instanceof ExplainedError) {
    const log = thrown.log === undefined ? [] : [`log: ${thrown.log}`];
    return { message, details: [...thrown.evidence, ...log] };
  }
  if (isOwnAssertion(thrown)) {
    return { message, details: thrown.details.map(String) };
  }
  return { message, details: [], ...(thrown.stack ? { stack: thrown.stack } : {}) };
}

const firstLine = (text: string) => text.split('\n', 1)[0] ?? '';

/** uvu colours its differences; reports choose their own colours. */
function stripColour(text: string): string {
  const esc = String.fromCharCode(27);
  return text.replaceAll(new RegExp(`${esc}\\[[0-9;]*m`, 'g'), '');
}

/** The line of the test that failed. */
function whereOf(error: Error): string[] {
  const frame = error.stack
    ?.split('\n')
    .find((line) => /\/test\//.test(line) && !/node_modules/.test(line));
  return frame ? [frame.trim()] : [];
}
