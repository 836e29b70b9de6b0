import fc from 'fast-check';
import * as assert from 'uvu/assert';
import { AuditChannel } from '../../../src/audit/channel.js';
import { addRule, removeRule, rules } from '../../../src/audit/protocol.js';
import {
  decodeRule,
  encodeRule,
  type Rule,
  RuleField,
  RuleList,
  RuleOperator,
  type RuleTest,
} from '../../../src/audit/rules.js';
import { InfrastructureError } from '../../../src/errors.js';
import { suite } from '../../../src/suite/index.js';
import { acknowledgement, reply } from '../../helpers/audit-datagrams.js';
import { errorOf } from '../../helpers/failing.js';
import { FakeKernel } from '../../helpers/fake-kernel.js';
import { anyBytes, anyLatin1, forAll } from '../../helpers/property.js';

const test = suite('audit rules');

const exclude: Rule = {
  list: 'exclude',
  action: 'always',
  tests: [{ field: 'msgtype', operator: '=', value: 1427 }],
};

test('a rule lies in memory as the kernel reads it', () => {
  const bytes = Buffer.from(encodeRule({ ...exclude, syscalls: [0, 33] }));
  assert.is(bytes.length, 1040);
  const words = [0, 4, 8, 12, 16].map((offset) => bytes.readUInt32LE(offset));
  assert.equal(words, [5, 2, 1, 1, 2]);
  const [fields, values, flags] = [12 + 256, 12 + 512, 12 + 768];
  assert.equal(
    [fields, values, flags].map((offset) => bytes.readUInt32LE(offset)),
    [12, 1427, 0x40000000],
  );
  assert.is(bytes.readUInt32LE(1036), 0);
});

test('a text follows the tables, and its length is the value', () => {
  const bytes = Buffer.from(
    encodeRule({ list: 'exit', action: 'never', tests: [{ field: 'exe', value: '/bin/\xff' }] }),
  );
  assert.is(bytes.readUInt32LE(1036), 6);
  assert.is(bytes.readUInt32LE(12 + 512), 6);
  assert.is(bytes.toString('latin1', 1040), '/bin/\xff');
  // About all system calls, and no class of them.
  assert.is(bytes.toString('hex', 12, 268), 'ff'.repeat(252) + '00'.repeat(4));
});

test('what no rule can hold is refused', () => {
  const tests = (...tests: RuleTest[]): Rule => ({ ...exclude, tests });
  assert.throws(
    () => encodeRule(tests({ field: 'pid', value: 'one' })),
    /the value of pid is a number/,
  );
  assert.throws(() => encodeRule(tests({ field: 'exe', value: 1 })), /the value of exe is a text/);
  const many = Array<RuleTest>(65).fill({ field: 'pid', value: 1 });
  assert.throws(() => encodeRule(tests(...many)), /holds 64 tests, not 65/);
  for (const call of [-1, 2016])
    assert.throws(() => encodeRule({ ...exclude, syscalls: [call] }), /no system call has number/);
});

const keysOf = <T extends object>(table: T) =>
  fc.constantFrom(...(Object.keys(table) as (keyof T)[]));
const ruleTest = fc
  .record({
    field: keysOf(RuleField),
    operator: keysOf(RuleOperator),
    number: fc.nat(),
    text: anyLatin1,
  })
  .map(({ field, operator, number, text }): RuleTest => {
    const isText = ['subj_user', 'exe', 'key'].includes(field);
    return { field, operator, value: isText ? text : number };
  });

test('decoding is the inverse of encoding', () => {
  const rule = fc
    .record({
      list: keysOf(RuleList),
      action: fc.constantFrom('never' as const, 'always' as const),
      tests: fc.array(ruleTest, { maxLength: 64 }),
    })
    .map((parts): Rule => ({ ...parts }));
  const calls = fc.uniqueArray(fc.nat({ max: 2015 }), { minLength: 1, maxLength: 20 });
  const one = fc.tuple(rule, calls);
  forAll(
    one,
    ([rule, calls]) => {
      assert.equal(decodeRule(encodeRule(rule)), rule);
      const syscalls = calls.sort((a, b) => a - b);
      assert.equal(decodeRule(encodeRule({ ...rule, syscalls })), { ...rule, syscalls });
    },
    { share: 0.05 },
  );
});

test('any bytes are a rule or none, and never an error', () => {
  const long = fc.uint8Array({ minLength: 1030, maxLength: 1200 });
  forAll(long, (bytes) => void decodeRule(bytes), { share: 0.05 });
  const almost = fc.tuple(anyBytes, fc.nat(1039)).map(([bytes, at]) => {
    const rule = Buffer.from(encodeRule({ ...exclude, tests: Array(3).fill(exclude.tests[0]) }));
    rule.set(bytes.subarray(0, rule.length - at), at);
    return rule;
  });
  forAll(almost, (bytes) => void decodeRule(bytes));
  const cut = encodeRule({ ...exclude, tests: [{ field: 'exe', value: '/bin/sh' }] }).slice(0, -1);
  assert.is(decodeRule(cut), undefined);
});

test('a rule is added and removed by request, and a refusal is explained', async ({ signal }) => {
  const kernel = new FakeKernel();
  const asked: number[] = [];
  kernel.onRequest = ({ type, seq, payload }) => {
    asked.push(type);
    assert.equal(decodeRule(payload), exclude);
    kernel.deliver(acknowledgement(seq, type, type === 1012 ? -2 : 0));
  };
  const channel = new AuditChannel(kernel);
  await addRule(channel, exclude, signal);
  const { message } = await errorOf(InfrastructureError, () =>
    removeRule(channel, exclude, signal),
  );
  assert.match(message, /refused DEL_RULE .*: ENOENT, the filters have no such rule/);
  assert.equal(asked, [1011, 1012]);
});

test('the list of rules ends where the kernel says so', async ({ signal }) => {
  const kernel = new FakeKernel();
  kernel.onRequest = ({ type, seq }) => {
    kernel.deliver(reply(type, seq, encodeRule(exclude)));
    kernel.deliver(reply(type, seq, new Uint8Array(3)));
    kernel.deliver(reply(3, seq));
  };
  assert.equal(await rules(new AuditChannel(kernel), signal), [exclude, undefined]);
});
