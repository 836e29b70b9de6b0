/** The recipes for CI systems are YAML, and call commands, options and scripts that there are. */

import { constants } from 'node:fs';
import { access, readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import * as assert from 'uvu/assert';
import { parseDocument } from 'yaml';
import yargs from 'yargs';
import * as ci from '../../../src/commands/ci.js';
import * as run from '../../../src/commands/run.js';
import { variantNames } from '../../../src/commands/target-options.js';
import { projectRoot } from '../../../src/host/paths.js';
import { suite } from '../../../src/suite/index.js';

const test = suite('CI recipes');

const folders = ['.github/workflows', 'docs/ci'];

const files: string[] = [];
for (const folder of folders) {
  const names = await readdir(join(projectRoot, folder));
  files.push(...names.filter((name) => name.endsWith('.yml')).map((name) => join(folder, name)));
}

async function parsed(file: string): Promise<unknown> {
  const document = parseDocument(await readFile(join(projectRoot, file), 'utf8'), { strict: true });
  assert.equal([...document.errors, ...document.warnings], []);
  return document.toJS();
}

/** Every text in a YAML document. */
function texts(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(texts) : [];
}

/** The words behind each call of lsm-audit; what the CI system fills in is `default`. */
function calls(value: unknown): string[][] {
  return texts(value).flatMap((text) =>
    [...text.matchAll(/lsm-audit\.js ([^\n|;&>)]*)/g)].map(([, words = '']) =>
      words
        .replaceAll(/\$\{\{[^}]*\}\}|"\$\w+"/g, 'default')
        .trim()
        .split(/\s+/),
    ),
  );
}

/** Parses as cli.ts does. @throws Error what is wrong */
async function strictly(words: readonly string[]) {
  const parser = yargs([...words])
    .strict()
    .exitProcess(false)
    .fail((message, error) => {
      throw error ?? new Error(message);
    });
  for (const { name, summary, options } of [ci, run])
    parser.command(name, summary, options, () => {});
  return parser.parseAsync();
}

test('there is one for this project, one for GitHub, and one for GitLab', () => {
  const wanted = ['.github/workflows/ci.yml', 'docs/ci/github.yml', 'docs/ci/gitlab.yml'];
  assert.equal(files.sort(), wanted);
});

for (const file of files) {
  test(`${file} calls lsm-audit as it can be called`, async () => {
    const all = calls(await parsed(file));
    assert.ok(all.some(([command]) => command === 'ci'));
    for (const words of all) {
      const { variant, output } = await strictly(words);
      const named = [variant].flat().filter((name) => name !== 'all');
      assert.ok(
        named.every((name) => variantNames().includes(String(name))),
        words.join(' '),
      );
      if (!words.includes('--print-cache-key')) assert.is(output, 'results');
    }
  });

  test(`${file} calls scripts that there are, and takes results where they lie`, async () => {
    const document = await parsed(file);
    const scripts = texts(document).flatMap((text) => text.match(/\bscripts\/[\w-]+/g) ?? []);
    for (const script of scripts) await access(join(projectRoot, script), constants.X_OK);
    const results = texts(document).flatMap((text) => text.match(/^results\/.*/gm) ?? []);
    for (const result of results)
      assert.ok(Object.values<string>(ci.fileNames).includes(basename(result)), result);
    assert.ok(texts(document).includes('results'));
  });
}

test('the variants of the recipes are those that there are', async () => {
  const matrices = [
    ...texts(await parsed('docs/ci/github.yml')),
    ...texts(await parsed('docs/ci/gitlab.yml')),
  ].filter((text) => ['kasan', 'lockdep', 'default'].includes(text));
  assert.is(matrices.length, 6);
  assert.ok(matrices.every((name) => variantNames().includes(name)));
});

test('a call that there is not is seen', async () => {
  for (const words of [['ci', '--nonsense'], ['cy'], ['ci', '--accel', 'xen']]) {
    const error = await strictly(words).catch((error: Error) => error);
    assert.instance(error, Error, words.join(' '));
  }
});
