import * as assert from 'uvu/assert';
import { sinceOf } from '../../../src/commands/since.js';
import { UsageError } from '../../../src/errors.js';
import { suite } from '../../../src/suite/index.js';

const test = suite('time of --since');

const now = new Date('2026-03-11T10:00:00.000Z');

const times: [string, string][] = [
  ['90m', '2026-03-11T08:30:00.000Z'],
  ['12h', '2026-03-10T22:00:00.000Z'],
  ['3d', '2026-03-08T10:00:00.000Z'],
  ['2w', '2026-02-25T10:00:00.000Z'],
  ['2026-03-01', '2026-03-01T00:00:00.000Z'],
  ['2026-03-01T12:30:00Z', '2026-03-01T12:30:00.000Z'],
];
for (const [text, time] of times) {
  test(`${text} is ${time}`, () => {
    assert.is(sinceOf(text, now).toISOString(), time);
  });
}

for (const text of [
  '',
  '3',
  '3y',
  'd',
  '-1d',
  '1.5h',
  'yesterday',
  '11',
  '2026-13-01',
  'March 1',
]) {
  test(`"${text}" is no time`, () => {
    assert.throws(
      () => sinceOf(text, now),
      (error: unknown) => error instanceof UsageError,
    );
  });
}
