/** The whole suite on the kernels that every change is tested on. */

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as assert from 'uvu/assert';
import { cacheRoot } from '../../src/host/paths.js';
import type { Report } from '../../src/report/model.js';
import { suite } from '../../src/suite/index.js';
import { cli, warmCache } from '../helpers/cli.js';
import { inTempFolder } from '../helpers/temp-folder.js';

const test = suite('selftests', { deadlineS: 3600 });

const variants = ['default', 'init-pattern'];

test('the embedded series passes on default and init-pattern', async () => {
  await warmCache();
  await inTempFolder(async (folder) => {
    const json = join(folder, 'report.json');
    const words = ['run', '--accel', 'tcg', '--json', json];
    const asked = variants.flatMap((variant) => ['--variant', variant]);
    const { code, stdout, stderr } = await cli([...words, ...asked], { cache: cacheRoot() });
    assert.is(code, 0, stdout + stderr);
    const { verdict, runs } = JSON.parse(await readFile(json, 'utf8')) as Report;
    assert.is(verdict, 'passed');
    assert.equal(
      runs.map(({ kernel, verdict }) => [kernel?.variant, verdict]),
      variants.map((variant) => [variant, 'passed']),
    );
    for (const { tests } of runs) assert.ok(tests.length > 100, `${tests.length} tests`);
  });
});
