import * as assert from 'uvu/assert';
import { hasWords, shows, wordsOf } from '../../../../src/report/html/client/filter.js';
import { hashOf, isFiltering, nothing, stateOf } from '../../../../src/report/html/client/state.js';
import { suite } from '../../../../src/suite/index.js';

const test = suite('state of the HTML report');

test('a state comes back from its address', () => {
  const state = {
    q: 'a&b =#ü',
    status: ['failed', 'not-run'],
    suite: 'file_open: x',
    claim: 'C ioctl cmd',
    variant: 'no-ipv6',
    open: 't0-3',
    console: 'c0-1:12',
  };
  assert.equal(stateOf(hashOf(state)), state);
});

test('an address stays readable, and has only what is special', () => {
  assert.is(
    hashOf({ ...nothing, status: ['failed', 'skipped'], console: 'c0-1:12' }),
    '#status=failed,skipped&console=c0-1:12',
  );
  assert.is(hashOf({ ...nothing }), '#');
});

test('the address of a section, and none, are no state', () => {
  assert.is(stateOf('#tests'), undefined);
  assert.is(stateOf(''), undefined);
});

test('what is looked at is no filter', () => {
  assert.not(isFiltering({ ...nothing, open: 't0-1', console: 'c0-1', q: ' ' }));
  for (const own of [
    { q: 'x' },
    { status: ['failed'] },
    { suite: 'x' },
    { claim: 'A1' },
    { variant: 'x' },
  ])
    assert.ok(isFiltering({ ...nothing, ...own }));
});

test('each word of a search must be there, in any case and order', () => {
  assert.ok(hasWords('file_open path', wordsOf(' PATH file ')));
  assert.not(hasWords('file_open path', wordsOf('path inode')));
});

const entry = {
  id: 't0-0',
  status: 'failed',
  suite: 's',
  claims: ['A1', 'A2'],
  variant: 'kasan',
  text: 'TEXT',
};
const shown = (own: Partial<typeof nothing>) =>
  shows({ ...nothing, ...own }, wordsOf(own.q ?? ''), entry, ({ text }) => text.toLowerCase());

test('a test is shown when all that is chosen fits it', () => {
  for (const own of [
    {},
    { status: ['passed', 'failed'] },
    { suite: 's' },
    { claim: 'A2' },
    { variant: 'kasan' },
    { q: 'text' },
  ])
    assert.ok(shown(own), JSON.stringify(own));
  for (const own of [
    { status: ['passed'] },
    { suite: 't' },
    { claim: 'A3' },
    { variant: 'x' },
    { q: 'other' },
  ])
    assert.not(shown({ claim: 'A1', ...own }), JSON.stringify(own));
});
