import { readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import * as assert from 'uvu/assert';
import { projectRoot } from '../../../src/host/paths.js';
import { suite } from '../../../src/suite/index.js';
import { inFakeCheckout } from '../../helpers/fake-checkout.js';

const test = suite('scripts that run');

test('selftest sets up, then runs with its arguments in the caller’s folder', () =>
  inFakeCheckout(async ({ run, fake, folder }) => {
    const call = 'printf "$PWD:" >> "$CALLS"; printf " [%s]" "$@" >> "$CALLS"; echo >> "$CALLS"';
    await fake({ node: `if [ "$1" = --version ]; then echo v20.5.0; else ${call}; fi` });
    const elsewhere = dirname(folder);
    const { calls } = await run('scripts/selftest', ['--series', './my patches'], elsewhere);
    assert.equal(calls.slice(-2), [
      `${folder}: [bin/lsm-audit.js] [doctor] [--install] [--quiet]`,
      `${elsewhere}: [${folder}/scripts/../bin/lsm-audit.js] [run] [--series] [./my patches]`,
    ]);
  }));

test('selftest ends as the run does', () =>
  inFakeCheckout(async ({ run, fake }) => {
    const node = 'case "$2" in run) exit 1;; esac; echo v20.5.0';
    await fake({ node });
    assert.is((await run('scripts/selftest')).code, 1);
  }));

test('selftest runs nothing where setup failed', () =>
  inFakeCheckout(async ({ run, fake }) => {
    await fake({ npm: 'exit 1' });
    const { code, calls } = await run('scripts/selftest');
    assert.is(code, 69);
    assert.equal(calls, []);
  }));

for (const script of ['scripts/test', '.ci/run']) {
  test(`${script} sets up, lints, and runs unit and integration tests`, () =>
    inFakeCheckout(async ({ run }) => {
      const { calls } = await run(script, [], '/');
      assert.equal(calls.slice(-5), [
        'tsc -p tsconfig.json',
        'tsc -p src/report/html/client/tsconfig.json',
        'node bin/lsm-audit.js doctor --install --quiet --tests',
        'biome check --error-on-warnings .',
        'node dist/test/main.js unit integration',
      ]);
    }));
}

test('what the linter finds fails the test run', () =>
  inFakeCheckout(async ({ run, folder }) => {
    await run('scripts/setup');
    await writeFile(join(folder, 'node_modules/.bin/biome'), '#!/bin/sh\nexit 1\n');
    const { code, calls } = await run('scripts/test');
    assert.is(code, 1);
    assert.not(calls.some((call) => call.includes('dist/test/main.js')));
  }));

test('what npm builds with is what setup builds with', async () => {
  const manifest = JSON.parse(await readFile(join(projectRoot, 'package.json'), 'utf8'));
  assert.is(manifest.scripts.build, 'scripts/build');
  assert.is(manifest.engines.node, '>=20.5');
});
