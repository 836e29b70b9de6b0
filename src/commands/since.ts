/** Points in time as people write them on a command line. */

import { UsageError } from '../errors.js';

const unitMs = { m: 60_000, h: 3_600_000, d: 86_400_000, w: 7 * 86_400_000 } as const;

/** `3d` before `now`, or a date of ISO 8601. @throws UsageError when it is neither */
export function sinceOf(text: string, now: Date): Date {
  const [, count, unit] = /^(\d+)([mhdw])$/.exec(text) ?? [];
  if (count !== undefined && unit !== undefined)
    return new Date(now.getTime() - Number(count) * unitMs[unit as keyof typeof unitMs]);
  const date = new Date(/^\d{4}-\d{2}-\d{2}/.test(text) ? text : Number.NaN);
  if (!Number.isNaN(date.getTime())) return date;
  throw new UsageError(
    `--since ${text} is no time`,
    'Give an age, as in 90m, 12h, 3d or 2w, or a date, as in 2026-11-26.',
  );
}
