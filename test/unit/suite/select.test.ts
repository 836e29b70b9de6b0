import * as assert from 'uvu/assert';
import { UsageError } from '../../../src/errors.js';
import { type DeclaredSuite, selectTests, suite } from '../../../src/suite/index.js';
import { errorOf } from '../../helpers/failing.js';

const test = suite('selection of tests');

function declaredSuite(name: string, ...names: string[]): DeclaredSuite<void> {
  const tests = names.map((own) => ({ name: own, deadlineS: 1, body() {} }));
  return { name, options: {}, tests };
}

const suites = [
  declaredSuite('file_open', 'records the path', 'records the inode (1.5)'),
  declaredSuite('socket_bind', 'records the address'),
];

const titles = (...patterns: string[]) =>
  selectTests(suites, patterns).flatMap(({ name, tests }) =>
    tests.map((own) => `${name}: ${own.name}`),
  );

test('without a pattern everything is chosen', () => {
  assert.is(titles().length, 3);
});

test('a pattern matches anywhere in the title, in any case', () => {
  assert.equal(titles('PATH'), ['file_open: records the path']);
  assert.equal(titles('bind > records'), ['socket_bind: records the address']);
});

test('a star stands for any text, and for none', () => {
  assert.equal(titles('file*inode'), ['file_open: records the inode (1.5)']);
  assert.equal(titles('file*_open*path'), ['file_open: records the path']);
});

test('other signs of regular expressions stand for themselves', async () => {
  assert.equal(titles('(1.5)'), ['file_open: records the inode (1.5)']);
  await errorOf(UsageError, () => titles('p.th'));
  await errorOf(UsageError, () => titles('path|inode'));
});

test('several patterns add up, and keep the order of the declaration', () => {
  assert.equal(titles('address', 'path'), [
    'file_open: records the path',
    'socket_bind: records the address',
  ]);
});

test('a suite of which nothing was chosen is gone', () => {
  assert.equal(
    selectTests(suites, ['address']).map(({ name }) => name),
    ['socket_bind'],
  );
});

test('a pattern that matches nothing is a mistake, even beside one that does', async () => {
  const { message, remedy } = await errorOf(UsageError, () => titles('path', 'pth'));
  assert.is(message, 'no test matches "pth"');
  assert.is(remedy, 'List the tests with lsm-audit run --list.');
});
