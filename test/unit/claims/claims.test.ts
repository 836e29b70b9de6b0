import * as assert from 'uvu/assert';
import {
  type ClaimTest,
  claims,
  claimsOf,
  coverage,
  namesUnknownClaim,
  uncovered,
} from '../../../src/claims/index.js';
import { loadSelftests, selftestFolder } from '../../../src/session/selftests.js';
import { suite } from '../../../src/suite/index.js';

const test = suite('claims');

test('each claim has a name of its own', () => {
  const ids = claims.map(({ id }) => id);
  assert.is(new Set(ids).size, ids.length);
});

test('a test names its claims before a colon', () => {
  assert.equal(claimsOf('A3: refuses -1 bytes'), ['A3']);
  assert.equal(claimsOf('A2, V20: reads no more than there is'), ['A2', 'V20']);
  assert.equal(claimsOf('C netif name: comes raw'), ['C netif name']);
  assert.equal(claimsOf('reports a path: the right one'), []);
  assert.equal(claimsOf('A3'), []);
});

test('a claim that there is not is no claim, and is noticed', () => {
  for (const name of ['A9: x', 'A3, A9: x', 'C netif of the moon: x', 'V22: x']) {
    assert.equal(claimsOf(name), []);
    assert.is(namesUnknownClaim(name), true, name);
  }
  for (const name of ['A3: x', 'reports a path: the right one', 'D backlog: x'])
    assert.is(namesUnknownClaim(name), false, name);
});

const own = (name: string): ClaimTest => ({ suite: 's', name });
const said = (name: string, status: 'passed' | 'failed' | 'skipped' | 'expected-failure') => {
  return { suite: 's', name, variant: 'default', status };
};
const verdict = (tests: ClaimTest[], verdicts: Parameters<typeof coverage>[1]) =>
  coverage(tests, verdicts).find(({ claim }) => claim.id === 'A1')?.verdict;

test('a claim holds when every test of it has passed', () => {
  const tests = [own('A1: a'), own('A1: b')];
  assert.is(verdict([], []), 'no test');
  assert.is(verdict(tests, []), 'unproven');
  assert.is(verdict(tests, [said('A1: a', 'passed')]), 'unproven');
  assert.is(verdict(tests, [said('A1: a', 'passed'), said('A1: b', 'skipped')]), 'unproven');
  assert.is(verdict(tests, [said('A1: a', 'passed'), said('A1: b', 'passed')]), 'holds');
  assert.is(verdict(tests, [said('A1: a', 'passed'), said('A1: b', 'failed')]), 'violated');
  assert.is(
    verdict(tests, [said('A1: a', 'passed'), said('A1: b', 'expected-failure')]),
    'cannot hold',
  );
});

/** Once: modules declare their suites when they are loaded first. */
const selftests = loadSelftests(selftestFolder).then((suites) =>
  suites.flatMap(({ name: suite, tests }) => tests.map(({ name }) => ({ suite, name }))),
);

test('only the variants that tell more than the default are named', () => {
  const tests = [
    { ...own('A1: a'), variants: ['default', 'kasan'] },
    { ...own('A1: b'), variants: ['init-pattern'] },
    own('A1: c'),
  ];
  const [row] = coverage(tests, []).filter(({ claim }) => claim.id === 'A1');
  assert.equal(row?.variants, ['init-pattern']);
});

test('no selftest names a claim that there is not', async () => {
  const names = (await selftests).map(({ name }) => name);
  assert.equal(names.filter(namesUnknownClaim), []);
});

test('each claim has a test', async () => {
  const missing = uncovered(await selftests);
  assert.equal(
    missing.map(({ id }) => id),
    [],
  );
});
