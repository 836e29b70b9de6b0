/** What a test saw, as lines: its program, what each kfunc returned, and the records. Pure. */

import type { TestResult } from '../suite/types.js';

/** Of what tests attach, what is a sighting or an attempt (session/lab.ts, session/attempt.ts). */
export function evidenceLines({ evidence }: Pick<TestResult, 'evidence'>): string[] {
  return Object.values(evidence).flatMap((value) => (isObject(value) ? seenLines(value) : []));
}

function seenLines({ program, trigger, returns, observation }: Record<string, unknown>): string[] {
  if (typeof program !== 'string' || !Array.isArray(trigger)) return [];
  const records = isObject(observation) ? observation['records'] : undefined;
  return [
    `program ${program}, trigger ${trigger.map(String).join(' ')}`,
    ...(isObject(returns) ? [`returns ${pairs(returns)}`] : []),
    ...(Array.isArray(records) ? records.filter(isObject).map(recordLine) : []),
  ];
}

const recordLine = ({ type, body }: Record<string, unknown>) => `record ${type}: ${body}`;

const pairs = (values: Record<string, unknown>) =>
  Object.entries(values)
    .map(([name, value]) => `${name}=${value}`)
    .join(' ');

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
