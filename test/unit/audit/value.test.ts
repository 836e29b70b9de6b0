import * as assert from 'uvu/assert';
import { parseRecord } from '../../../src/audit/record.js';
import { decodeField, isUntrusted } from '../../../src/audit/value.js';
import { suite } from '../../../src/suite/index.js';

const test = suite('audit value');

/** The second view of a single field, as a record of this type has it. */
function decoded(text: string, type = 1427) {
  const [field] = parseRecord({ type, payload: `audit(1.234:5): ${text}` }).fields;
  return field && decodeField(type, field);
}

test('a quoted string is what stands in the quotes', () => {
  assert.equal(decoded('comm="init"'), { kind: 'text', text: 'init', encoding: 'quoted' });
  assert.equal(decoded('comm=""'), { kind: 'text', text: '', encoding: 'quoted' });
});

test('hex is decoded to bytes, one a character', () => {
  assert.equal(decoded('path=2F6120C3A9'), { kind: 'text', text: '/a \xc3\xa9', encoding: 'hex' });
  assert.equal(decoded('path=006162'), { kind: 'text', text: '\0ab', encoding: 'hex' });
});

test('digits of a number are no hex', () => {
  for (const field of ['pid=1234', 'ino=4096', 'prog-id=10', 'opid=61', 'netif=ab', 'lport=1234']) {
    assert.is(decoded(field)?.kind, 'bare', field);
  }
});

test('all six strings that a kfunc prints are decoded', () => {
  for (const key of ['comm', 'ocomm', 'cause', 'path', 'name', 'dev']) {
    assert.equal(decoded(`${key}=6120`), { kind: 'text', text: 'a ', encoding: 'hex' }, key);
  }
});

test('strings of other records are decoded whatever the type', () => {
  for (const key of ['exe', 'cwd', 'proctitle', 'key', 'comm', 'name']) {
    assert.is(decoded(`${key}=6120`, 1300)?.kind, 'text', key);
  }
});

test('the type decides about a key of many meanings', () => {
  assert.equal(
    [1427, 1302].map((type) => isUntrusted(type, 'dev')),
    [true, false],
  );
  assert.equal(
    [1306, 1427].map((type) => isUntrusted(type, 'saddr')),
    [true, false],
  );
  assert.equal(
    ['a0', 'a12', 'a1[2]', 'argc', 'ab'].map((key) => isUntrusted(1309, key)),
    [...[true, true, true, false, false]],
  );
});

test('in our records a string is quoted or hex, never bare', () => {
  for (const field of ['comm=init', 'cause=(null)', 'path=?', 'dev=6a', 'name=616']) {
    assert.is(decoded(field)?.kind, 'malformed', field);
  }
});

test('quotes of our records hold nothing that must be hex', () => {
  for (const text of ['a b', 'a\x01', 'é']) {
    assert.is(decoded(`comm="${text}"`)?.kind, 'malformed', text);
  }
});

test('user space may quote what the kernel would not', () => {
  assert.is(decoded('exe="/bin/a b"', 1112)?.kind, 'text');
});

test('other records print placeholders for an absent string', () => {
  assert.equal(decoded('key=(null)', 1300), { kind: 'bare', text: '(null)' });
  assert.equal(decoded('exe=?', 1112), { kind: 'bare', text: '?' });
});

test('numbers and addresses of our records are as the kernel prints them', () => {
  const good = ['pid=0', 'capability=-1', 'ino=18446744073709551615', 'ioctlcmd=0x6601'];
  for (const field of [...good, 'saddr=::ffff:1.2.3.4', 'netif=\x1b"', 'else=\x1b']) {
    assert.is(decoded(field)?.kind, 'bare', field);
  }
  const bad = ['pid=', 'pid=01', 'prog-id=+1', 'opid="1"', 'ino=0x1', 'src=80\0', 'lport=-0'];
  for (const field of [...bad, 'ioctlcmd=0X1', 'ioctlcmd=0x10000', 'faddr=::g', 'daddr=']) {
    assert.is(decoded(field)?.kind, 'malformed', field);
  }
  assert.is(decoded('pid=unset', 1300)?.kind, 'bare', 'other records print what they like');
});

test('an empty value is neither text nor fault', () => {
  assert.equal(decoded('cause= a=1'), { kind: 'empty' });
});

test('a quote that is not closed, or closed early, is malformed', () => {
  for (const field of ['comm="', 'comm="a', 'comm="a"b', 'comm="a"b"']) {
    assert.is(decoded(field)?.kind, 'malformed', field);
  }
});

test('the text of a USER record may hold quotes', () => {
  const seen = decoded(`msg='op="a" it's'`, 1112);
  assert.equal(seen, { kind: 'text', text: `op="a" it's`, encoding: 'quoted' });
});
