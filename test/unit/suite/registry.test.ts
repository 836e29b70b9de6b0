import * as assert from 'uvu/assert';
import { suite, takeSuites } from '../../../src/suite/index.js';
import { errorOf } from '../../helpers/failing.js';

const test = suite('registry of suites');

test('declared suites are handed over once, in order', () => {
  suite('one');
  suite('two');
  assert.equal(
    takeSuites().map(({ name }) => name),
    ['one', 'two'],
  );
  assert.equal(takeSuites(), []);
});

test('the deadline of a test is its own, else that of the suite, else ten seconds', () => {
  const slow = suite('slow', { deadlineS: 60 });
  slow('own', { deadlineS: 5 }, () => {});
  slow('shared', () => {});
  suite('plain')('default', () => {});
  const deadlines = takeSuites().flatMap(({ tests }) => tests.map(({ deadlineS }) => deadlineS));
  assert.equal(deadlines, [5, 60, 10]);
});

test('a second test of one name is refused, and one of another suite is not', async () => {
  const one = suite('one');
  const two = suite('two');
  one('same', () => {});
  two('same', () => {});
  const { message } = await errorOf(Error, () => one('same', () => {}));
  assert.is(message, 'the suite "one" has two tests named "same"');
  assert.equal(
    takeSuites().map(({ tests }) => tests.length),
    [1, 1],
  );
});
