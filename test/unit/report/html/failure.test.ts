import * as assert from 'uvu/assert';
import { detailLines, failureMarkup } from '../../../../src/report/html/failure.js';
import { suite } from '../../../../src/suite/index.js';

const test = suite('failures in the HTML report');

const lines = (...details: string[]) =>
  detailLines(details)
    .map(({ text }) => text)
    .join('');

test('what differs is marked in the records, and the carets are gone', () => {
  const markup = lines(
    'expected  name="link" ino=3',
    '                ^^^^      ^',
    'seen      name="name" ino=2',
    '                ^^^^      ^',
    '> value: name',
  );
  assert.is(
    markup,
    [
      '<span class="wanted">expected  name=&quot;<mark>link</mark>&quot; ino=<mark>3</mark>\n</span>',
      '<span class="got">seen      name=&quot;<mark>name</mark>&quot; ino=<mark>2</mark>\n</span>',
      '<span>&gt; value: name\n</span>',
    ].join(''),
  );
});

test('what is missing at the end of a record is marked behind it', () => {
  assert.match(lines('  seen      a=1', '               ^'), /a=1<mark> <\/mark>/);
});

test('a line of carets that belongs to no record stays', () => {
  assert.is(lines('audit(1:2): x', '   ^'), '<span>audit(1:2): x\n</span><span>   ^\n</span>');
});

test('of two lines that differ only what differs is marked', () => {
  assert.is(
    lines('++··"abc",', 'Actual:', '--··"axc",'),
    '<span class="wanted">++··&quot;a<mark>b</mark>c&quot;,\n</span><span>Actual:\n</span><span class="got">--··&quot;a<mark>x</mark>c&quot;,\n</span>',
  );
});

test('lines of several are compared in pairs, and those without a partner are whole', () => {
  const markup = lines('++a1', '++b1', 'Actual:', '--a2');
  assert.match(markup, /\+\+a<mark>1<\/mark>/);
  assert.match(markup, /<span class="wanted">\+\+b1\n/);
  assert.match(markup, /--a<mark>2<\/mark>/);
});

test('message and stack of an error are text', () => {
  const { text } = failureMarkup({ message: '<b>', details: [], stack: 'Error: <b>\n    at <x>' });
  assert.match(text, /<p class="message">&lt;b&gt;<\/p>/);
  assert.match(text, /<pre> {4}at &lt;x&gt;<\/pre>/);
});
