import fc from 'fast-check';
import * as assert from 'uvu/assert';
import { companions, groupEvents } from '../../../src/audit/event.js';
import { parseRecord } from '../../../src/audit/record.js';
import { typeName } from '../../../src/audit/types.js';
import { suite } from '../../../src/suite/index.js';
import { forAll } from '../../helpers/property.js';

const test = suite('audit events');

const [SYSCALL, PATH, CWD, EOE, PROCTITLE, ACCESS] = [1300, 1302, 1307, 1320, 1327, 1427];

const record = (type: number, stamp: string, body = 'x=1') =>
  parseRecord({ type, payload: stamp === '' ? body : `audit(${stamp}): ${body}` });

/** The events as their stamps' serials, with the types of their records and their problems. */
const outline = (records: ReturnType<typeof record>[]) =>
  groupEvents(records).map(({ stamp, records, problems }) => [
    stamp?.serial,
    records.map(({ type }) => typeName(type)).join(' '),
    problems.map(({ problem, index }) => `${problem} ${index}`).join(', '),
  ]);

test('a system call is one event, from its first record to EOE', () => {
  const types = [ACCESS, SYSCALL, CWD, PATH, PATH, PROCTITLE, EOE];
  assert.equal(outline(types.map((type) => record(type, '1.234:5'))), [
    [5, 'BPF_LSM_ACCESS SYSCALL CWD PATH PATH PROCTITLE EOE', ''],
  ]);
});

test('a record that stands alone needs no end', () => {
  assert.equal(outline([record(ACCESS, '1.234:5')]), [[5, 'BPF_LSM_ACCESS', '']]);
});

test('entangled events are told apart, in the order of their first records', () => {
  const seen = outline([
    record(SYSCALL, '1.234:6'),
    record(SYSCALL, '1.234:5'),
    record(ACCESS, '1.234:7'),
    record(EOE, '1.234:6'),
    record(EOE, '1.234:5'),
  ]);
  assert.equal(seen, [
    [6, 'SYSCALL EOE', ''],
    [5, 'SYSCALL EOE', ''],
    [7, 'BPF_LSM_ACCESS', ''],
  ]);
});

test('a serial alone makes no event: the time belongs to it', () => {
  const stamps = ['1.234:5', '1.235:5', '2.234:5', '1.234:5'];
  const seen = outline(stamps.map((stamp) => record(ACCESS, stamp)));
  assert.equal(
    seen.map(([, types]) => types),
    ['BPF_LSM_ACCESS BPF_LSM_ACCESS', 'BPF_LSM_ACCESS', 'BPF_LSM_ACCESS'],
  );
});

test('a syscall without its end may lack more', () => {
  assert.equal(outline([record(CWD, '1.234:5'), record(SYSCALL, '1.234:5')]), [
    [5, 'CWD SYSCALL', 'no-end 1'],
  ]);
});

test('what comes behind the end, or twice, is a problem', () => {
  const types = [SYSCALL, SYSCALL, EOE, PATH, EOE];
  assert.equal(outline(types.map((type) => record(type, '1.234:5'))), [
    [5, 'SYSCALL SYSCALL EOE PATH EOE', 'repeated 1, after-end 3, repeated 4'],
  ]);
});

test('records without a stamp are no event together', () => {
  assert.equal(outline([record(ACCESS, ''), record(ACCESS, '')]), [
    [undefined, 'BPF_LSM_ACCESS', 'no-stamp 0'],
    [undefined, 'BPF_LSM_ACCESS', 'no-stamp 0'],
  ]);
});

test('the companions of a record are the others of its event', () => {
  const own = record(ACCESS, '1.234:5');
  const mates = [record(SYSCALL, '1.234:5'), record(EOE, '1.234:5')];
  const events = groupEvents([own, record(ACCESS, '1.234:6'), ...mates]);
  assert.equal(companions(own, events), mates);
  assert.equal(companions(record(ACCESS, '1.234:5'), events), [], 'of a record of elsewhere');
});

test('every record is in one event, and the order is kept', () => {
  const some = fc.array(
    fc.tuple(
      fc.constantFrom(SYSCALL, PATH, EOE, ACCESS),
      fc.constantFrom('1.234:5', '1.234:6', '2.234:5', ''),
    ),
    { maxLength: 12 },
  );
  forAll(some, (parts) => {
    const records = parts.map(([type, stamp]) => record(type, stamp));
    const events = groupEvents(records);
    const grouped = events.flatMap(({ records }) => records);
    assert.is(grouped.length, records.length);
    assert.is(new Set(grouped).size, records.length);
    let last = -1;
    for (const { stamp, records: own, problems } of events) {
      const places = own.map((each) => records.indexOf(each));
      assert.equal(
        places,
        [...places].sort((a, b) => a - b),
      );
      assert.ok((places[0] ?? -1) > last);
      last = places[0] ?? last;
      for (const each of own) assert.equal(each.stamp, stamp);
      for (const { index } of problems) assert.ok(index < own.length);
    }
  });
});
