/** Words and numbers that several parts of the page share. */

import type { Status } from '../../suite/types.js';
import type { RunReport } from '../model.js';
import { html, type Markup } from './markup.js';

export const plural = (count: number, one: string, many = `${one}s`) =>
  `${count.toLocaleString('en')} ${count === 1 ? one : many}`;

/** How a status is called, and the sign that stands for it where colours do not tell. */
export const statusWords: Readonly<Record<Status, { sign: string; word: string }>> = {
  passed: { sign: '✓', word: 'passed' },
  failed: { sign: '✗', word: 'failed' },
  'expected-failure': { sign: '≈', word: 'failed as expected' },
  skipped: { sign: '↷', word: 'skipped' },
  'not-run': { sign: '–', word: 'not run' },
};

/** In this order statuses are listed: what needs a look comes first. */
export const statuses: readonly Status[] = [
  'failed',
  'not-run',
  'skipped',
  'expected-failure',
  'passed',
];

export const verdictWords: Readonly<Record<RunReport['verdict'], string>> = {
  passed: 'Passed',
  failed: 'Failed',
  incomplete: 'Incomplete',
};

/** The sign of a status; its word is for those who do not see it. */
export function statusSign(status: Status): Markup {
  const { sign, word } = statusWords[status];
  return html`<span class="sign ${status}" aria-hidden="true">${sign}</span><span class="unseen">${word}: </span>`;
}

/** A time in the unit that fits it. */
export function duration(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)} ms`;
  if (ms < 60_000) return `${(ms / 1000).toFixed(ms < 10_000 ? 2 : 1)} s`;
  const seconds = Math.round(ms / 1000);
  return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

/** In this order they are counted. */
export const counted: readonly Status[] = [
  'passed',
  'failed',
  'not-run',
  'skipped',
  'expected-failure',
];

/** `185 passed, 2 failed as expected`; what there is none of is left out, but for passed and failed. */
export function totalsText(totals: RunReport['totals']): string {
  return counted
    .filter((status) => totals[status] > 0 || status === 'passed' || status === 'failed')
    .map((status) => `${totals[status].toLocaleString('en')} ${statusWords[status].word}`)
    .join(', ');
}

/** A moment, for people and for machines. */
export function moment(iso: string): Markup {
  return html`<time datetime="${iso}">${iso.slice(0, 19).replace('T', ' ')} UTC</time>`;
}
