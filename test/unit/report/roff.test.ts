import * as assert from 'uvu/assert';
import { bold, entry, example, paragraph, roffText } from '../../../src/report/roff.js';
import { suite } from '../../../src/suite/index.js';

const test = suite('text for troff');

const texts: [text: string, roff: string][] = [
  ['plain words, (and) more: 5 %', 'plain words, (and) more: 5 %'],
  ['--dry-run', '\\-\\-dry\\-run'],
  ['a \\fB b', 'a \\(rsfB b'],
  ['.SH no section', '\\&.SH no section'],
  ["'no request", '\\(aqno request'],
  ['a "word" and `code`', 'a \\(dqword\\(dq and \\(gacode\\(ga'],
  ['~/x^y', '\\(ti/x\\(hay'],
  ['one\n.two', 'one .two'],
  ['é…\u0007', '\\[u00E9]\\[u2026]'],
];
for (const [text, roff] of texts) {
  test(`[${text.replaceAll(/\p{Cc}/gu, '?')}] stays what it is`, () => {
    assert.is(roffText(text), roff);
  });
}

test('an entry is a term and what it means, an example stays in its lines', () => {
  assert.equal(entry(bold('-h'), 'help'), ['.TP', '\\fB\\-h\\fR', 'help']);
  assert.equal(example(['a', 'b']), ['.PP', '.nf', '.RS', 'a', 'b', '.RE', '.fi']);
});

test('a paragraph is filled into short lines, of which none becomes a request', () => {
  const text = `${'word '.repeat(15)}.TH 'x ${'y'.repeat(90)} .end`;
  assert.equal(paragraph(text), [
    'word word word word word word word word word word word word word word word .TH',
    '\\(aqx',
    'y'.repeat(90),
    '\\&.end',
  ]);
});
