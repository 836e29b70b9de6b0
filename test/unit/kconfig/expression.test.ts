import fc from 'fast-check';
import * as assert from 'uvu/assert';
import {
  type Expression,
  evaluate,
  parseExpression,
  render,
  unmet,
} from '../../../src/kconfig/expression.js';
import { suite } from '../../../src/suite/index.js';

const test = suite('dependency expression');

function parsed(text: string): Expression {
  const expression = parseExpression(text);
  if (!expression) throw new Error(`cannot read ${text}`);
  return expression;
}

type Values = Readonly<Record<string, string>>;
const reader = (values: Values) => (name: string) => values[name] ?? 'n';
const level = (text: string, values: Values = {}) => evaluate(parsed(text), reader(values));

const tables: [string, Values, 0 | 1 | 2][] = [
  ['A', { A: 'y' }, 2],
  ['A', { A: 'm' }, 1],
  ['A', {}, 0],
  ['!A', { A: 'y' }, 0],
  ['!A', { A: 'm' }, 1],
  ['A && B', { A: 'y', B: 'm' }, 1],
  ['A || B', { A: 'n', B: 'm' }, 1],
  // "and" binds closer than "or".
  ['A || B && C', { A: 'y' }, 2],
  ['(A || B) && C', { A: 'y' }, 0],
  ['!A || B', { A: 'y', B: 'y' }, 2],
  ['!(A || B)', { B: 'y' }, 0],
  ['!A = y', { A: 'n' }, 2],
  ['A=m', { A: 'm' }, 2],
  ['A!=m', { A: 'm' }, 0],
  ['A = "y"', { A: 'y' }, 2],
  ['LSM = "bpf"', { LSM: '"bpf"' }, 2],
  ["LSM = 'bpf'", { LSM: '"yama"' }, 0],
  ['GCC_VERSION >= 120000', { GCC_VERSION: '140200' }, 2],
  ['GCC_VERSION >= 120000', {}, 0],
  ['GCC_VERSION < 120000', { GCC_VERSION: '90000' }, 2],
  ['SHIFT > 12', { SHIFT: '12' }, 0],
  ['SHIFT <= 12', { SHIFT: '12' }, 2],
  ['START = 0x10', { START: '0x10' }, 2],
  // Symbols that begin with a digit are symbols.
  ['64BIT', { '64BIT': 'y' }, 2],
  ['!64BIT && 9P_FS', { '9P_FS': 'y' }, 2],
  ['y', {}, 2],
  ['n', {}, 0],
  // What a macro gives is not known here; it is taken to hold.
  ['$(cc-option,-mfentry)', {}, 2],
  ['A && $(success,true)', { A: 'y' }, 2],
];
for (const [text, values, expected] of tables) {
  test(`${text} with ${JSON.stringify(values)} is ${expected}`, () => {
    assert.is(level(text, values), expected);
  });
}

for (const text of [
  '',
  '  ',
  'A &&',
  '&& A',
  '(A',
  'A)',
  'A B',
  'A = ',
  '!',
  'A & B',
  '"open',
  'A = = B',
]) {
  test(`"${text}" is no expression`, () => {
    assert.is(parseExpression(text), undefined);
  });
}

test('nesting and chains without end are refused, not followed', () => {
  const nested = (depth: number) => `${'('.repeat(depth)}A${')'.repeat(depth)}`;
  assert.is(parseExpression(nested(100_000)), undefined);
  assert.is(parseExpression(nested(900)), undefined);
  assert.is(parseExpression(`${'!'.repeat(100_000)}A`), undefined);
  assert.is(parseExpression(Array(100_000).fill('A').join(' && ')), undefined);
  assert.is(level(nested(50), { A: 'y' }), 2);
  assert.is(level(Array(900).fill('A').join(' && '), { A: 'y' }), 2);
});

const missing = (text: string, values: Values = {}) =>
  unmet(parsed(text), reader(values)).map(render);

test('of a conjunction, only the parts that do not hold are unmet', () => {
  assert.equal(missing('A && B && (C || D) && !E', { A: 'y', E: 'y' }), ['B', '(C || D)', '!E']);
});

test('nothing is unmet where the expression holds, even as a module only', () => {
  assert.equal(missing('A || B', { B: 'm' }), []);
});

test('a disjunction is unmet as a whole', () => {
  assert.equal(missing('A || B && C', { B: 'y' }), ['(A || B && C)']);
});

const rendered: [string, string][] = [
  ['A&&B||C', '(A && B || C)'],
  ['!(A && B)', '!(A && B)'],
  ['!(A || B)', '!(A || B)'],
  ['A != "a b"', 'A!="a b"'],
  ['A = "bpf"', 'A="bpf"'],
  ['GCC_VERSION>=120000', 'GCC_VERSION>=120000'],
  ['$(cc-option,-m64)', '$(cc-option,-m64)'],
];
for (const [text, expected] of rendered) {
  test(`${text} is written ${expected}`, () => {
    assert.is(render(parsed(text)), expected);
  });
}

const symbol = fc
  .constantFrom('A', 'B', 'C', '64BIT')
  .map((name) => ({ kind: 'symbol' as const, name }));
const constant = fc
  .constantFrom('y', 'm', 'n', '12', '0x1f', 'bpf', 'two words', '')
  .map((value) => ({ kind: 'constant' as const, value }));
const { expression } = fc.letrec<{ expression: Expression }>((tie) => ({
  expression: fc.oneof(
    { maxDepth: 5 },
    symbol,
    fc.record({
      kind: fc.constant('compare' as const),
      operator: fc.constantFrom('=', '!=', '<', '>', '<=', '>='),
      left: symbol,
      right: fc.oneof(symbol, constant),
    }),
    fc.record({ kind: fc.constant('not' as const), operand: tie('expression') }),
    fc.record({
      kind: fc.constantFrom('and' as const, 'or' as const),
      left: tie('expression'),
      right: tie('expression'),
    }),
  ),
}));
const someValues = fc.dictionary(
  fc.constantFrom('A', 'B', 'C', '64BIT'),
  fc.constantFrom('y', 'm', 'n', '12', '"bpf"'),
  { noNullPrototype: true },
);

test('what is written means what was read', () => {
  fc.assert(
    fc.property(expression, someValues, (original, values) => {
      const again = parsed(render(original));
      assert.is(evaluate(again, reader(values)), evaluate(original, reader(values)));
    }),
    { numRuns: 300 },
  );
});

test('an expression holds exactly when nothing of it is unmet', () => {
  fc.assert(
    fc.property(expression, someValues, (original, values) => {
      const holds = evaluate(original, reader(values)) > 0;
      assert.is(unmet(original, reader(values)).length === 0, holds);
    }),
    { numRuns: 300 },
  );
});

test('no text makes the reader throw', () => {
  const words = fc.constantFrom(
    'A',
    '64BIT',
    '&&',
    '||',
    '!',
    '(',
    ')',
    '=',
    '!=',
    '"s"',
    '$(x)',
    '#',
  );
  fc.assert(
    fc.property(fc.array(words), fc.string(), (parts, noise) => {
      parseExpression(parts.join(' '));
      parseExpression(noise);
    }),
  );
});
