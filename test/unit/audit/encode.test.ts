import * as assert from 'uvu/assert';
import { hex, untrustedString } from '../../../src/audit/encode.js';
import { suite } from '../../../src/suite/index.js';
import { anyBytes, forAll } from '../../helpers/property.js';

const test = suite('audit encoding');

const cases: [what: string, value: string | Uint8Array, printed: string][] = [
  ['plain text is quoted', 'bind4', '"bind4"'],
  ['nothing is a pair of quotes', '', '""'],
  ['a space makes it hex', 'a b', '612062'],
  ['a quote makes it hex', 'a"b', '612262'],
  ['a control character makes it hex', 'a\tb', '610962'],
  ['the first and the last character that are quoted', '!~', '"!~"'],
  ['delete makes it hex', '\x7f', '7F'],
  ['text beyond ASCII is its UTF-8 bytes in upper-case hex', 'é', 'C3A9'],
  ['bytes that are no UTF-8 stay what they are', Uint8Array.of(0x61, 0xff), '61FF'],
  ['backslash, apostrophe and = need no hex', "\\'=", '"\\\'="'],
  ['a NUL ends the string', 'ab\0 c', '"ab"'],
  ['digits stay quoted', '1234', '"1234"'],
];

for (const [what, value, printed] of cases) {
  test(what, () => assert.is(untrustedString(value), printed));
}

test('every byte alone is quoted or hex as the kernel decides', () => {
  for (let byte = 1; byte < 256; byte += 1) {
    const quoted = byte >= 0x21 && byte <= 0x7e && byte !== 0x22;
    const digits = byte.toString(16).toUpperCase().padStart(2, '0');
    const printed = quoted ? `"${String.fromCharCode(byte)}"` : digits;
    assert.is(untrustedString(Uint8Array.of(byte)), printed);
  }
});

test('hex has two digits for every byte, NUL too', () => {
  assert.is(hex(Uint8Array.of(0, 0x0a, 0xff)), '000AFF');
});

test('what is printed never holds a space or a quote within', () => {
  forAll(anyBytes, (bytes) => assert.match(untrustedString(bytes), /^(?:"[!#-~]*"|[0-9A-F]+)$/));
});
