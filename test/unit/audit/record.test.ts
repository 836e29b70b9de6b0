import * as assert from 'uvu/assert';
import { joinFields, parseRecord, rawValues } from '../../../src/audit/record.js';
import { suite } from '../../../src/suite/index.js';
import { almostRecord, anyLatin1, forAll } from '../../helpers/property.js';

const test = suite('audit record');

const stamp = 'audit(1795495186.537:28): ';

/** The fields of a body of type 1427, or another, as [key, raw, form]. */
function fieldsOf(body: string, type = 1427): string[][] {
  const { fields } = parseRecord({ type, payload: stamp + body });
  return fields.map(({ key, raw, form }) => [key, raw, form]);
}

/** The problems of a body, with their offset in it. */
function problemsOf(body: string, type = 1427): [string, number, string][] {
  const { problems } = parseRecord({ type, payload: stamp + body });
  return problems.map(({ problem, offset, text }) => [problem, offset - stamp.length, text]);
}

test('a record has a stamp and fields in their order', () => {
  const body = 'prog-id=6 pid=1 comm="init" cause="bind4" saddr=127.0.0.1 src=1234 netif=lo';
  const seen = parseRecord({ type: 1427, payload: stamp + body });
  assert.equal(seen.stamp, { seconds: 1795495186, milliseconds: 537, serial: 28 });
  assert.is(seen.body, body);
  assert.equal(seen.problems, []);
  assert.equal(fieldsOf(body), [
    ['prog-id', '6', 'bare'],
    ['pid', '1', 'bare'],
    ['comm', '"init"', 'quoted'],
    ['cause', '"bind4"', 'quoted'],
    ['saddr', '127.0.0.1', 'bare'],
    ['src', '1234', 'bare'],
    ['netif', 'lo', 'bare'],
  ]);
});

test('the space behind a capability is the tail', () => {
  const seen = parseRecord({ type: 1427, payload: `${stamp}pid=1 capability=34 ` });
  assert.is(seen.tail, ' ');
  assert.equal(seen.problems, []);
});

test('two spaces are the gap of the field behind them', () => {
  const { fields } = parseRecord({ type: 1427, payload: `${stamp}capability=34  netif=lo` });
  assert.equal(
    fields.map(({ gap }) => gap),
    ['', '  '],
  );
});

test('offsets count from the start of the payload', () => {
  const { fields } = parseRecord({ type: 1427, payload: `${stamp}a=1 b=2` });
  assert.equal(
    fields.map(({ offset }) => offset),
    [26, 30],
  );
});

test('a key that comes twice is kept twice', () => {
  const seen = parseRecord({ type: 1427, payload: `${stamp}path="/a" path="/b"` });
  assert.equal(rawValues(seen, 'path'), ['"/a"', '"/b"']);
  assert.equal(rawValues(seen, 'ino'), []);
});

test('a value without memory is empty, and the next field is its own', () => {
  assert.equal(fieldsOf('cause= path="/a"'), [
    ['cause', '', 'empty'],
    ['path', '"/a"', 'quoted'],
  ]);
  assert.equal(problemsOf('cause= path="/a"'), []);
});

test('the end of an event is a stamp without a body', () => {
  for (const payload of ['audit(1.234:5): ', 'audit(1.234:5):']) {
    const seen = parseRecord({ type: 1320, payload });
    assert.equal([seen.body, seen.fields, seen.problems], ['', [], []]);
    assert.is(seen.stamp?.serial, 5);
  }
});

test('a payload without a stamp is all body', () => {
  for (const payload of ['', 'a=1', 'audit(1.23:5): a=1', 'audit(1.234:5):a=1', 'audit(x): a=1']) {
    const seen = parseRecord({ type: 1427, payload });
    assert.is(seen.stamp, undefined);
    assert.is(seen.body, payload);
    assert.equal(seen.problems[0], { problem: 'no-stamp', offset: 0, text: payload });
  }
});

test('words that are no fields are reported where they stand', () => {
  assert.equal(problemsOf('pid=1 junk comm="a" more'), [
    ['stray-text', 6, 'junk'],
    ['stray-text', 20, 'more'],
  ]);
});

test('a key of other characters is reported', () => {
  assert.equal(problemsOf('a\x01=1 =2'), [
    ['bad-key', 0, 'a\x01'],
    ['bad-key', 5, ''],
  ]);
});

test('a quote that does not end is reported, and the next field is still seen', () => {
  assert.equal(problemsOf('comm="ab pid=1'), [['unterminated-quote', 5, '"ab']]);
  assert.equal(fieldsOf('comm="ab pid=1'), [
    ['comm', '"ab', 'quoted'],
    ['pid', '1', 'bare'],
  ]);
});

test('text behind a quote is reported', () => {
  assert.equal(problemsOf('comm="a"b pid=1'), [['text-after-quote', 5, '"a"b']]);
  assert.equal(fieldsOf('comm="a"b pid=1')[0], ['comm', '"a"b', 'quoted']);
});

test('what must be hex and is not is reported', () => {
  assert.equal(problemsOf('comm=612'), [['bad-hex', 5, '612']]);
  assert.equal(problemsOf('comm=6a'), [['bad-hex', 5, '6a']]);
  assert.equal(problemsOf('pid=6a ino= src="1"'), [
    ['bad-value', 4, '6a'],
    ['bad-value', 11, ''],
    ['bad-quote', 16, '"1"'],
  ]);
  assert.equal(problemsOf('comm=6A x=61x'), []);
});

test('quotes around what must be hex are reported, and do not end the field', () => {
  assert.equal(problemsOf('comm="a b" pid=1'), [['bad-quote', 5, '"a b"']]);
  assert.equal(fieldsOf('comm="a b" pid=1').length, 2);
});

test('an interface may be called by a quote, and by bytes beyond ASCII', () => {
  for (const name of ['"', '"a', 'a"b', '\xc3\xa9', '\x01', 'a=b']) {
    assert.equal(fieldsOf(`src=1 netif=${name}`).at(-1), ['netif', name, 'bare']);
    assert.equal(problemsOf(`src=1 netif=${name}`), []);
  }
});

test('the text of a USER record is one field, whatever it holds', () => {
  const body = `pid=1 uid=0 msg='op=login acct="a b" it's res=failed'`;
  assert.equal(fieldsOf(body, 1112).at(-1), ['msg', body.slice(16), 'quoted']);
  assert.equal(problemsOf(body, 1112), []);
});

test('the text of a USER record that does not end is reported', () => {
  assert.equal(problemsOf("pid=1 msg='op=login res", 1112)[0], [
    'unterminated-quote',
    10,
    "'op=login",
  ]);
});

test('the text of a USER record may be empty, but not half quoted', () => {
  assert.equal(
    [fieldsOf("msg=''", 1112), problemsOf("msg=''", 1112)],
    [[['msg', "''", 'quoted']], []],
  );
  assert.equal(problemsOf("msg='", 1112), [['unterminated-quote', 4, "'"]]);
  assert.equal(fieldsOf("msg='", 1112), [['msg', "'", 'quoted']]);
});

test('a record of 200 KiB is parsed in one pass', () => {
  const body = `comm="a"${' a="'.repeat(50_000)}`;
  assert.is(fieldsOf(body).length, 25_001);
});

test('parsing never throws and loses nothing', () => {
  for (const text of [anyLatin1, almostRecord]) {
    forAll(text, (payload) => {
      for (const type of [1427, 1300, 1112]) {
        const seen = parseRecord({ type, payload });
        assert.is(joinFields(seen), seen.body);
        assert.ok(payload.endsWith(seen.body));
        for (const { offset, key } of seen.fields) {
          assert.is(payload.slice(offset, offset + key.length + 1), `${key}=`);
        }
      }
    });
  }
});

test('a body behind a stamp is parsed as it is without one', () => {
  forAll(almostRecord, (body) => {
    const seen = parseRecord({ type: 1427, payload: stamp + body });
    assert.is(seen.body, body);
    assert.ok(seen.problems.every(({ problem }) => problem !== 'no-stamp'));
  });
});
