import fc from 'fast-check';
import * as assert from 'uvu/assert';
import { escaped, unescaped } from '../../../src/report/escape.js';
import { suite } from '../../../src/suite/index.js';
import { anyText } from '../../helpers/any-report.js';
import { forAll } from '../../helpers/property.js';

const test = suite('texts of strangers');

test('what cannot be seen is shown by its number, and a backslash twice', () => {
  assert.is(escaped('a\x1b[2J\u0085\u202e\ud800\\x1b'), 'a\\x1b[2J\\x85\\u{202e}\\u{d800}\\\\x1b');
  assert.is(escaped('Grüße 名前 💥'), 'Grüße 名前 💥');
});

test('what a format reads is shown so, too, and a tab stays where it may', () => {
  assert.is(escaped('a#b\t', { unsafe: /#/ }), 'a\\x23b\\x09');
  assert.is(escaped('a\t\n', { keep: '\t' }), 'a\t\\x0a');
});

test('every text can be had again', () => {
  forAll(fc.oneof(anyText, fc.string({ unit: 'binary' })), (text) => {
    const shown = escaped(text, { unsafe: /[^\x20-\x7e]|[#x{}u0-9]/ });
    assert.match(shown, /^[\x20-\x7e]*$/);
    assert.is(unescaped(shown), text);
  });
});
