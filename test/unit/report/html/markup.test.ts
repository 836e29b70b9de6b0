import * as assert from 'uvu/assert';
import { dataBlock, html, visible } from '../../../../src/report/html/markup.js';
import { suite } from '../../../../src/suite/index.js';

const test = suite('markup of the HTML report');

/** The value that a page's script would get. */
const parsed = (text: string): unknown =>
  JSON.parse(text.replace(/^<script[^>]*>/, '').replace(/<\/script>\n$/, ''));

test('strings are text, in elements and in attributes', () => {
  const hostile = `<img src=x onerror='a()'>&"`;
  assert.is(
    html`<p title="${hostile}">${hostile}</p>`.text,
    '<p title="&lt;img src=x onerror=&#39;a()&#39;&gt;&amp;&quot;">&lt;img src=x onerror=&#39;a()&#39;&gt;&amp;&quot;</p>',
  );
});

test('markup in markup stays markup, lists follow one another, and false is nothing', () => {
  assert.is(
    html`<ul>${[1, 2].map((n) => html`<li>${n}</li>`)}${false}${undefined}</ul>`.text,
    '<ul><li>1</li><li>2</li></ul>',
  );
});

const unseen: [what: string, char: string, shown: string][] = [
  ['escape', '\x1b', '\\x1b'],
  ['carriage return', '\r', '\\x0d'],
  ['NUL', '\0', '\\x00'],
  ['C1 control', '\x9b', '\\x9b'],
  ['right-to-left override', '\u202e', '\\u{202e}'],
  ['isolate', '\u2066', '\\u{2066}'],
  ['zero-width space', '\u200b', '\\u{200b}'],
  ['line separator', '\u2028', '\\u{2028}'],
  ['no-break space', '\u00a0', '\\xa0'],
  ['Hangul filler', '\u3164', '\\u{3164}'],
  ['tag character', '\u{e0041}', '\\u{e0041}'],
  ['lone surrogate', '\ud800', '\\u{d800}'],
];

for (const [what, char, shown] of unseen)
  test(`a character without a picture is shown by its number: ${what}`, () => {
    assert.is(visible(`a${char}b`), `a${shown}b`);
    assert.is(html`${`a${char}b`}`.text, `a${shown}b`);
    assert.equal(parsed(dataBlock('x', [`a${char}b`]).text), [`a${shown}b`]);
  });

test('letters of any script, tabs and ends of lines stay', () => {
  const text = 'Grüße\t日本 ✓\n"x"';
  assert.is(visible(text), text);
  assert.equal(parsed(dataBlock('x', { text }).text), { text });
});

test('no data can end its element or begin a comment', () => {
  const value = {
    '</script><script>alert(1)</script>': ['<!--', ']]>', '\\u003c/script>', '\\x1b'],
  };
  const { text } = dataBlock('x', value);
  assert.is(text.match(/</g)?.length, 2);
  assert.not.match(text, /<!--/);
  assert.equal(parsed(text), value);
});

test('a backslash before what looks like an escape stays one', () => {
  const value = ['\\u001b', '\\\u001b', '\\n', 'C:\\r'];
  assert.equal(parsed(dataBlock('x', value).text), ['\\u001b', '\\\\x1b', '\\n', 'C:\\r']);
});
