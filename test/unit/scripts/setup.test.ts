import { mkdir, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as assert from 'uvu/assert';
import { suite } from '../../../src/suite/index.js';
import { inFakeCheckout } from '../../helpers/fake-checkout.js';

const test = suite('scripts/setup');

const install =
  'npm ci --ignore-scripts --no-audit --no-fund --no-update-notifier --loglevel=error';
const compile = ['tsc -p tsconfig.json', 'tsc -p src/report/html/client/tsconfig.json'];
const doctor = 'node bin/lsm-audit.js doctor --install --quiet';

test('a fresh clone gets its packages, its build and what the host lacks, and is told', () =>
  inFakeCheckout(async ({ run }) => {
    const { code, err, calls } = await run('scripts/setup');
    assert.is(err, "setup: installing npm's packages (npm ci)\nsetup: building (npm run build)\n");
    assert.equal(calls, [install, ...compile, doctor]);
    assert.is(code, 0);
  }));

test('a second run has nothing to install and nothing to say, from anywhere', () =>
  inFakeCheckout(async ({ run }) => {
    await run('scripts/setup');
    const { code, out, err, calls } = await run('scripts/setup', [], '/');
    assert.equal({ code, out, err }, { code: 0, out: '', err: '' });
    assert.equal(calls, [...compile, doctor]);
  }));

test('packages are installed anew when the lock file has other content, not another time', () =>
  inFakeCheckout(async ({ folder, run }) => {
    const lock = join(folder, 'package-lock.json');
    await run('scripts/setup');
    await utimes(lock, 4e9, 4e9);
    assert.equal((await run('scripts/setup')).calls, [...compile, doctor]);
    await writeFile(lock, '{}');
    await utimes(lock, 1, 1);
    assert.equal((await run('scripts/setup')).calls, [install, ...compile, doctor]);
    assert.equal((await run('scripts/setup')).calls, [...compile, doctor]);
  }));

test('packages that someone removed are installed anew', () =>
  inFakeCheckout(async ({ folder, run }) => {
    await run('scripts/setup');
    await rm(join(folder, 'node_modules'), { recursive: true });
    assert.equal((await run('scripts/setup')).calls, [install, ...compile, doctor]);
  }));

test('an installation that fails is tried again', () =>
  inFakeCheckout(async ({ run, fake, folder }) => {
    await mkdir(join(folder, 'node_modules'));
    await fake({ npm: 'echo "npm error network" >&2; exit 1' });
    const { code, err } = await run('scripts/setup');
    assert.is(code, 69);
    assert.match(err, /npm error network\nsetup: npm ci failed, for the reason above\.\n$/);
    assert.is((await run('scripts/setup')).code, 69);
  }));

test('a checkout that does not compile is shown as the compiler tells it', () =>
  inFakeCheckout(async ({ run, folder }) => {
    await run('scripts/setup');
    const error = 'src/cli.ts(1,1): error TS1005';
    await writeFile(join(folder, 'node_modules/.bin/tsc'), `#!/bin/sh\necho "${error}"; exit 2\n`);
    const { code, out, err, calls } = await run('scripts/setup');
    assert.is(code, 69);
    assert.is(out, `${error}\n`);
    assert.is(err, 'setup: the checkout does not compile, for the reasons above.\n');
    assert.equal(calls, []);
  }));

test('what doctor cannot do, setup cannot', () =>
  inFakeCheckout(async ({ run, fake }) => {
    await fake({ node: 'if [ "$1" = --version ]; then echo v22.1.0; else exit 69; fi' });
    assert.is((await run('scripts/setup')).code, 69);
  }));

for (const version of ['v20.4.9', 'v18.20.4', 'v9.11.2']) {
  test(`Node.js ${version} is refused before anything is done`, () =>
    inFakeCheckout(async ({ run, fake }) => {
      await fake({ node: `echo ${version}` });
      const { code, err, calls } = await run('scripts/setup');
      assert.is(code, 69);
      assert.match(err, /^setup: Node\.js [\d.]+ is too old\. Install version 20\.5 or later\.\n$/);
      assert.equal(calls, []);
    }));
}

test('a machine without Node.js, or without npm, is told so', () =>
  inFakeCheckout(async ({ run, folder }) => {
    const bin = join(folder, '../bin');
    await rm(join(bin, 'npm'));
    assert.match((await run('scripts/setup')).err, /^setup: npm is missing\./);
    await rm(join(bin, 'node'));
    const { code, err } = await run('scripts/setup');
    assert.is(code, 69);
    assert.match(err, /^setup: Node\.js is missing\. Install version 20\.5 or later/);
  }));

test('the build removes the output of sources that are gone, and no other', () =>
  inFakeCheckout(async ({ run, folder }) => {
    await run('scripts/setup');
    const output = join(folder, 'dist/src');
    for (const name of ['gone.js', 'gone.js.map', 'gone.d.ts', 'cli.js.map', 'cli.d.ts']) {
      await writeFile(join(output, name), '');
    }
    await run('scripts/build', [], '/');
    assert.equal((await readdir(output)).sort(), ['cli.d.ts', 'cli.js', 'cli.js.map']);
  }));

test('the compiler’s notes go with its output', () =>
  inFakeCheckout(async ({ run, folder }) => {
    await run('scripts/setup');
    await rm(join(folder, 'dist/src'), { recursive: true });
    await writeFile(
      join(folder, 'node_modules/.bin/tsc'),
      '#!/bin/sh\nif [ -e dist/.tsbuildinfo ]; then exit 3; fi; mkdir -p dist/src\n',
    );
    assert.is((await run('scripts/build')).code, 0);
  }));
