import * as assert from 'uvu/assert';
import type { Talk } from '../../../src/commands/output.js';
import { followTests } from '../../../src/commands/test-progress.js';
import { suite } from '../../../src/suite/index.js';
import { testResult } from '../../helpers/run-report.js';

const test = suite('progress of tests');

const suites = [
  { name: 's', tests: ['a', 'b', 'c'].map((name) => ({ name, deadlineS: 1, body() {} })) },
];
const start = (name: string) => ({ type: 'test-start', suite: 's', name }) as const;
const end = (name: string) =>
  ({ type: 'test-end', result: testResult({ suite: 's', name }) }) as const;

function follow(label?: string) {
  const told: string[] = [];
  const talk: Pick<Talk, 'progress'> = {
    progress({ done, total, item, leftMs }, options) {
      assert.equal(options, { terminalOnly: true });
      told.push(`${done}/${total} ${item}${leftMs === undefined ? '' : ` ${leftMs}`}`);
    },
  };
  return { told, follower: followTests(talk, suites, label) };
}

test('each test is told when it starts, with how many are done', () => {
  const { told, follower } = follow();
  for (const event of [start('a'), end('a'), start('b'), end('b')]) follower.onEvent(event);
  assert.equal(told, ['0/3 s > a', '1/3 s > b']);
});

test('what is no chosen test, as a complaint of the boot, is none that is done', () => {
  const { told, follower } = follow('repetition 2: ');
  follower.onEvent(end('boots without a complaint'));
  follower.onEvent(start('a'));
  assert.equal(told, ['0/3 repetition 2: s > a']);
});

test('what is left is estimated from what the tests took before', () => {
  const { told, follower } = follow();
  follower.typical = new Map([
    ['s > a', 10],
    ['s > b', 20],
    ['s > c', 30],
  ]);
  for (const event of [start('a'), end('a'), start('b')]) follower.onEvent(event);
  assert.equal(told, ['0/3 s > a 60', '1/3 s > b 50']);
});
