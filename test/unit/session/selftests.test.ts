import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as assert from 'uvu/assert';
import { InfrastructureError } from '../../../src/errors.js';
import { loadSelftests } from '../../../src/session/selftests.js';
import { suite } from '../../../src/suite/index.js';
import { errorOf } from '../../helpers/failing.js';
import { inTempFolder } from '../../helpers/temp-folder.js';

const test = suite('loading of selftests');

const registry = new URL('../../../src/suite/index.js', import.meta.url);
const moduleOf = (...suites: string[]) =>
  [
    `import { suite } from ${JSON.stringify(registry)};`,
    ...suites.map((name) => `suite('${name}')('works', () => {});`),
  ].join('\n');

function load(files: Readonly<Record<string, string>>) {
  return inTempFolder(async (folder) => {
    await writeFile(join(folder, 'package.json'), '{"type":"module"}');
    for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
    return loadSelftests(folder);
  });
}

test('suites come in the order of their files, and other files are left alone', async () => {
  const suites = await load({
    'b.test.js': moduleOf('b'),
    'a.test.js': moduleOf('a1', 'a2'),
    'helper.js': 'throw new Error("not a test")',
    'a.test.d.ts': '',
  });
  assert.equal(
    suites.map(({ name, tests }) => [name, tests.length]),
    [
      ['a1', 1],
      ['a2', 1],
      ['b', 1],
    ],
  );
});

const useless: [string, Record<string, string>, RegExp][] = [
  ['holds no test', { 'helper.js': '' }, /holds no \*\.test\.js$/],
  ['has a test that cannot be read', { 'a.test.js': 'const' }, /^a\.test\.js cannot be loaded: /],
  [
    'has a test that throws',
    { 'a.test.js': 'throw new Error("x")' },
    /cannot be loaded: Error: x$/,
  ],
  ['has a test without a suite', { 'a.test.js': '' }, /^a\.test\.js declares no suite$/],
];
for (const [what, files, expected] of useless) {
  test(`a folder that ${what} is an error, and not a run without tests`, async () => {
    const { message, remedy } = await errorOf(InfrastructureError, () => load(files));
    assert.match(message, expected);
    assert.match(remedy ?? '', 'npm run build');
  });
}

test('a folder that is missing is an error', async () => {
  const { message } = await errorOf(InfrastructureError, () => loadSelftests('/nonexistent'));
  assert.is(message, '/nonexistent cannot be read');
});
