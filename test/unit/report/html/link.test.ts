import { Script } from 'node:vm';
import * as assert from 'uvu/assert';
import { linkModules } from '../../../../src/report/html/link.js';
import { reportAssets } from '../../../../src/session/report-assets.js';
import { suite } from '../../../../src/suite/index.js';

const test = suite('script of the HTML report');

test('modules become one script, in their order', () => {
  const modules = [
    'export const one = 1;\nexport function twice(n) {\n    return 2 * n;\n}\n',
    "import { one, twice } from './one.js';\nresult = twice(one);\nexport {};\n",
  ];
  const context = { result: 0 };
  new Script(linkModules(modules)).runInNewContext(context);
  assert.is(context.result, 2);
});

test('a name that two modules declare is an error, not the last one', () => {
  const twice = ['function f() {}\n', 'function f() {}\n'];
  assert.throws(() => new Script(linkModules(twice)), /already been declared/);
});

test('the page’s own script is whole, and can stand in a page', async () => {
  const { script, style } = await reportAssets();
  assert.ok(new Script(script));
  assert.not.match(script, /^\s*(?:import|export)\b/m);
  assert.not.match(script, /<\/script|<!--/i);
  assert.not.match(style, /<\/style|\r/i);
});

test('the script has no word for making markup or code of text', async () => {
  const { script } = await reportAssets();
  assert.not.match(
    script,
    /innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\b|new Function|createContextualFragment|DOMParser|srcdoc/,
  );
});
