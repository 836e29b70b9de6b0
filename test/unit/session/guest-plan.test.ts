import * as assert from 'uvu/assert';
import { keepTests, planGuests, suits, withoutResult } from '../../../src/session/guest-plan.js';
import { type DeclaredSuite, type Needs, suite } from '../../../src/suite/index.js';

const test = suite('guests of a run');

function declared(name: string, tests: Record<string, Needs | undefined>): DeclaredSuite<void> {
  return {
    name,
    options: {},
    tests: Object.entries(tests).map(([name, needs]) => {
      return { name, deadlineS: 1, body() {}, ...(needs && { needs }) };
    }),
  };
}

const titles = (suites: readonly DeclaredSuite<void>[]) =>
  suites.flatMap(({ name, tests }) => tests.map((test) => `${name}/${test.name}`));

const guests = (...suites: DeclaredSuite<void>[]) =>
  planGuests(suites).map(({ boot, suites }) => [boot.join(' '), ...titles(suites)]);

test('tests without a demand share the first guest, whatever order they are declared in', () => {
  const one = declared('one', { a: { boot: ['audit=0'] }, b: undefined });
  const two = declared('two', { c: undefined, d: { boot: ['audit=0'] } });
  assert.equal(guests(one, two), [
    ['', 'one/b', 'two/c'],
    ['audit=0', 'one/a', 'two/d'],
  ]);
});

test('a test that poisons its guest is the last in it, and a second one alone', () => {
  const own = { poisons: true };
  const one = declared('one', { a: own, b: { ...own, boot: ['audit=0'] }, c: own, d: undefined });
  const two = declared('two', { e: undefined, f: { boot: ['audit=0'] } });
  assert.equal(guests(one, two), [
    ['', 'one/d', 'two/e', 'one/a'],
    ['', 'one/c'],
    ['audit=0', 'two/f', 'one/b'],
  ]);
});

test('a test that ends its guest has it for itself', () => {
  const one = declared('one', { a: { ownGuest: true }, b: { poisons: true }, c: undefined });
  assert.equal(guests(one), [
    ['', 'one/c', 'one/b'],
    ['', 'one/a'],
  ]);
});

test('no tests, no guests', () => {
  assert.equal(guests(), []);
  assert.equal(guests(declared('empty', {})), []);
});

test('a test runs on the variants that it names, else on all that have audit', () => {
  assert.is(suits({}, 'default'), true);
  assert.is(suits({}, 'kasan'), true);
  assert.is(suits({}, 'no-audit'), false);
  assert.is(suits({ needs: { variants: ['kasan'] } }, 'default'), false);
  assert.is(suits({ needs: { variants: ['no-audit'] } }, 'no-audit'), true);
  assert.is(suits({ needs: { except: ['no-ipv6'] } }, 'no-ipv6'), false);
  assert.is(suits({ needs: { except: ['no-ipv6'] } }, 'kasan'), true);
  assert.is(suits({ needs: { except: ['no-ipv6'] } }, 'no-audit'), false);
});

test('what has no result yet is left', () => {
  const suites = [
    declared('one', { a: undefined, b: undefined }),
    declared('two', { a: undefined }),
  ];
  const done = { name: 'a', status: 'failed', durationMs: 1, evidence: {} } as const;
  assert.equal(titles(withoutResult(suites, [{ suite: 'one', ...done }])), ['one/b', 'two/a']);
  assert.equal(titles(withoutResult(suites, [{ suite: 'two', ...done }])), ['one/a', 'one/b']);
  assert.equal(titles(keepTests(suites, () => false)), []);
});
