import * as assert from 'uvu/assert';
import { AuditType, typeName, typeNumber } from '../../../src/audit/types.js';
import { suite } from '../../../src/suite/index.js';

const test = suite('audit types');

test('the type of the series is 1427', () => {
  assert.is(typeName(1427), 'BPF_LSM_ACCESS');
  assert.is(typeNumber('BPF_LSM_ACCESS'), 1427);
});

test('every name reads back as its number, and no number has two names', () => {
  const entries = Object.entries(AuditType);
  for (const [name, number] of entries) {
    assert.is(typeNumber(name), number);
    assert.is(typeName(number), name);
  }
  assert.ok(entries.length > 90);
});

test('auditd prints a number without a name as UNKNOWN', () => {
  assert.is(typeName(1499), 'UNKNOWN[1499]');
  assert.is(typeNumber('UNKNOWN[1499]'), 1499);
});

test('the console prints numbers only', () => {
  assert.is(typeNumber('1427'), 1427);
});

test('what is no type has no number', () => {
  for (const name of ['', 'FOO', '1427x', 'UNKNOWN[]', 'UNKNOWN[1', 'toString', '123456']) {
    assert.is(typeNumber(name), undefined, name);
  }
});
