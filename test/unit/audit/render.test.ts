import * as assert from 'uvu/assert';
import { parseRecordLine } from '../../../src/audit/line.js';
import { renderRecord } from '../../../src/audit/render.js';
import { suite } from '../../../src/suite/index.js';
import { almostRecord, forAll } from '../../helpers/property.js';

const test = suite('audit rendering');

const rendered = (line: string) => renderRecord(parseRecordLine(line));

test('a record is shown with type, time and fields, as printed and as meant', () => {
  const line =
    'type=BPF_LSM_ACCESS msg=audit(1795495186.007:28): prog-id=6 comm="init" path=2F746D702F6120FF cause=';
  assert.equal(rendered(line), [
    'BPF_LSM_ACCESS (1427) 1795495186.007:28 2026-11-24T04:39:46.007Z',
    '  prog-id  6',
    '  comm     "init"',
    '  path     2F746D702F6120FF  = "/tmp/a \\xFF"',
    '  cause    (empty)',
  ]);
});

test('the machine and what auditd added are shown', () => {
  assert.equal(rendered('node=vm type=EOE msg=audit(1.234:5): \x1dUID="root"'), [
    'EOE (1320) 1.234:5 1970-01-01T00:00:01.234Z on vm',
    '  auditd added: UID="root"',
  ]);
});

test('problems are shown with their place', () => {
  assert.equal(rendered('audit: type=1427 audit(1.234:5): comm=zz junk\x1b').slice(2), [
    '  ! bad-hex at byte 38: zz',
    '  ! stray-text at byte 41: junk\\x1B',
  ]);
});

test('an unknown type and a line that is no record are called so', () => {
  assert.match(
    rendered('type=F\x1bO msg=audit(1.234:5): ')[0] ?? '',
    'unknown type F\\x1BO 1.234:5',
  );
  assert.match(rendered('audit(1.234:5): ')[0] ?? '', /^unknown type 1\.234:5/);
  assert.equal(rendered('hello'), ['no record', '  ! no-record at byte 0: hello']);
});

test('a stamp beyond all dates is shown without one', () => {
  const [head] = rendered('type=EOE msg=audit(999999999999999.999:5): ');
  assert.is(head, 'EOE (1320) 999999999999999.999:5');
});

test('any line is rendered without a byte that a terminal obeys', () => {
  forAll(almostRecord, (rest) => {
    for (const line of rendered(`type=1427 msg=audit(1.234:5): ${rest}`)) {
      assert.match(line, /^[ -~…]*$/);
    }
  });
});
