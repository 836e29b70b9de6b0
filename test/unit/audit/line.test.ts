import * as assert from 'uvu/assert';
import { parseRecordLine } from '../../../src/audit/line.js';
import { joinFields } from '../../../src/audit/record.js';
import { suite } from '../../../src/suite/index.js';
import { almostRecord, anyLatin1, forAll } from '../../helpers/property.js';

const test = suite('audit line');

const record = 'audit(1795495186.537:28): prog-id=6 pid=1 comm=612062 capability=34 ';

test('a line of auditd has its type by name', () => {
  const seen = parseRecordLine(`type=BPF_LSM_ACCESS msg=${record}`);
  assert.equal([seen.form, seen.type, seen.typeText], ['auditd', 1427, 'BPF_LSM_ACCESS']);
  assert.is(seen.payload, record);
  assert.is(seen.tail, ' ');
  assert.is(seen.stamp?.serial, 28);
  assert.equal(seen.problems, []);
});

test('an auditd that is older than the type prints its number', () => {
  assert.is(parseRecordLine(`type=UNKNOWN[1427] msg=${record}`).type, 1427);
});

test('a machine may be named in front', () => {
  const seen = parseRecordLine(`node=vm.example type=BPF_LSM_ACCESS msg=${record}`);
  assert.equal([seen.node, seen.type, seen.payload], ['vm.example', 1427, record]);
});

test('what auditd adds behind the record is no part of it', () => {
  const seen = parseRecordLine(`type=BPF_LSM_ACCESS msg=${record}\x1dUID="root" AUID="unset"`);
  assert.equal([seen.payload, seen.enrichment], [record, 'UID="root" AUID="unset"']);
});

test('a separator with nothing behind it is no part of the record either', () => {
  const seen = parseRecordLine(`type=BPF_LSM_ACCESS msg=${record}\x1d`);
  assert.equal([seen.payload, seen.enrichment], [record, '']);
  const named = parseRecordLine(`type=BPF_LSM_ACCESS msg=${record}netif=a\x1d`);
  assert.equal([named.fields.at(-1)?.raw, named.enrichment], ['a\x1d', undefined]);
});

test('a separator in the name of an interface does not cut the record', () => {
  for (const name of ['a\x1db', '\x1d', 'a\x1dB']) {
    const seen = parseRecordLine(`type=BPF_LSM_ACCESS msg=${record}netif=${name}`);
    assert.equal([seen.body.endsWith(`netif=${name}`), seen.enrichment], [true, undefined]);
  }
  const both = parseRecordLine(`type=BPF_LSM_ACCESS msg=${record}netif=a\x1db\x1dUID="root"`);
  assert.equal([both.body.endsWith('netif=a\x1db'), both.enrichment], [true, 'UID="root"']);
});

test('lines of the console have their type by number, behind any prefix', () => {
  const prefixes = ['[   12.345678] ', '', '<5>[ 1.2] ', 'Nov 24 04:39:46 vm kernel: ', '[T1]'];
  for (const prefix of prefixes) {
    const seen = parseRecordLine(`${prefix}audit: type=1427 ${record}`);
    assert.equal(
      [seen.form, seen.type, seen.payload, seen.problems],
      ['console', 1427, record, []],
    );
  }
});

test('a record that quotes the console is still a line of auditd', () => {
  const seen = parseRecordLine(
    `type=USER msg=audit(1.234:5): msg='audit: type=1427 audit(2.345:6): '`,
  );
  assert.equal([seen.form, seen.type, seen.stamp?.serial], ['auditd', 1005, 5]);
});

test('the bare text has no type, which is a problem', () => {
  const seen = parseRecordLine(record);
  assert.equal([seen.form, seen.type, seen.stamp?.serial], ['bare', undefined, 28]);
  assert.equal(
    seen.problems.map(({ problem, offset }) => [problem, offset]),
    [['no-type', 0]],
  );
});

test('a type that nobody knows is a problem', () => {
  const seen = parseRecordLine(`node=a type=FOO msg=${record}`);
  assert.equal(seen.problems, [{ problem: 'unknown-type', offset: 12, text: 'FOO' }]);
  assert.equal([seen.type, seen.typeText], [undefined, 'FOO']);
});

test('a line that is no record is only that', () => {
  for (const line of ['[    0.000000] Linux version 7.2.13', 'type=SYSCALL', '', 'a="b']) {
    const seen = parseRecordLine(line);
    assert.equal(seen.problems, [{ problem: 'no-record', offset: 0, text: line }]);
    assert.is(seen.form, 'none');
  }
});

test('offsets count from the start of the line', () => {
  const line = `[ 1.2] audit: type=1427 ${record}junk cause=616`;
  const seen = parseRecordLine(line);
  assert.equal(
    seen.problems.map(({ problem, offset }) => [problem, offset]),
    [
      ['stray-text', line.indexOf('junk')],
      ['bad-hex', line.indexOf('616')],
    ],
  );
  for (const { key, offset } of seen.fields) assert.ok(line.startsWith(`${key}=`, offset), key);
});

test('offsets in the bare text are its own', () => {
  const { fields, problems } = parseRecordLine('audit(1.234:5): a=1 junk');
  assert.equal([fields[0]?.offset, problems[1]?.offset], [16, 20]);
});

test('of a long line that is no record the beginning is shown', () => {
  assert.is(parseRecordLine('x'.repeat(100)).problems[0]?.text, 'x'.repeat(40));
});

test('the line end is no part of the record', () => {
  for (const end of ['\r', '\n', '\r\n']) {
    assert.is(parseRecordLine(`type=BPF_LSM_ACCESS msg=${record}${end}`).payload, record);
  }
});

test('fields carry what they say', () => {
  const { fields } = parseRecordLine(`type=BPF_LSM_ACCESS msg=${record} cause=612062`);
  const [, , comm, , cause] = fields;
  assert.equal(comm?.value, { kind: 'text', text: 'a b', encoding: 'hex' });
  assert.equal(cause?.value, { kind: 'text', text: 'a b', encoding: 'hex' });
});

test('without a type only what is always a string is decoded', () => {
  const [comm, cause] = parseRecordLine('audit(1.234:5): comm=6120 cause=6120').fields;
  assert.equal([comm?.value.kind, cause?.value.kind], ['text', 'bare']);
});

test('any line is parsed, loses nothing, and survives JSON', () => {
  const heads = [
    '',
    'type=BPF_LSM_ACCESS msg=audit(1.234:5): ',
    'audit: type=1427 audit(1.234:5): ',
  ];
  for (const text of [anyLatin1, almostRecord]) {
    forAll(text, (rest) => {
      for (const head of heads) {
        const seen = parseRecordLine(head + rest);
        assert.is(joinFields(seen), seen.body);
        assert.ok((head + rest).includes(seen.payload));
        assert.equal(JSON.parse(JSON.stringify(seen)), seen);
      }
    });
  }
});
