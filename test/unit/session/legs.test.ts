import * as assert from 'uvu/assert';
import { InfrastructureError, InterruptedError, UsageError } from '../../../src/errors.js';
import { codeWhenStopped, legsOf, worstCode } from '../../../src/session/legs.js';
import { type DeclaredSuite, type Needs, suite } from '../../../src/suite/index.js';
import { errorOf } from '../../helpers/failing.js';

const test = suite('a run on several variants');

const suiteOf = (tests: Record<string, Needs>): DeclaredSuite<void> => ({
  name: 's',
  options: {},
  tests: Object.entries(tests).map(([name, needs]) => ({ name, needs, deadlineS: 1, body() {} })),
});
const suites = [
  suiteOf({ any: {}, kasan: { variants: ['kasan'] }, ipv6: { except: ['no-ipv6'] } }),
];

const legs = (...variants: string[]) =>
  legsOf(suites, variants).legs.map(({ variant, suites }) => [
    variant,
    ...suites.flatMap(({ tests }) => tests.map(({ name }) => name)),
  ]);

test('each variant has the tests that it can show', () => {
  assert.equal(legs('default', 'kasan', 'no-ipv6'), [
    ['default', 'any', 'ipv6'],
    ['kasan', 'any', 'kasan', 'ipv6'],
    ['no-ipv6', 'any'],
  ]);
});

test('a variant without a test has no leg, and a test without a variant is named', () => {
  assert.equal(legs('no-audit', 'default'), [['default', 'any', 'ipv6']]);
  assert.equal(legsOf(suites, ['default']).elsewhere, [
    { suite: 's', name: 'kasan', variants: ['kasan'] },
  ]);
});

test('no test at all is a mistake that names the variant which has some', async () => {
  const only = [suiteOf({ kasan: { variants: ['kasan'] } })];
  const { message, remedy } = await errorOf(UsageError, () => legsOf(only, ['default', 'lockdep']));
  assert.is(message, 'none of these tests can run on the variant default, lockdep');
  assert.is(remedy, 'Choose --variant kasan.');
});

test('one failure makes the whole fail, and one broken host makes it no success', () => {
  assert.is(worstCode([0, 0]), 0);
  assert.is(worstCode([0, 69, 0]), 69);
  assert.is(worstCode([69, 1, 0]), 1);
  assert.is(worstCode([1, 130]), 130);
});

test('runs that were stopped before the last one are no success, whatever those before were', () => {
  assert.is(codeWhenStopped([0], new InterruptedError('tests', 'SIGINT')), 130);
  assert.is(codeWhenStopped([0], new InfrastructureError('too late', { phase: 'host' })), 69);
  assert.is(codeWhenStopped([1], new InfrastructureError('too late', { phase: 'host' })), 1);
  assert.is(codeWhenStopped([0], undefined), 69);
});
