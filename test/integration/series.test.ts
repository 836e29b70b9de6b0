/** What the embedded series promises beyond working: the kernel's own script finds no fault with it. */

import { cp, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import * as assert from 'uvu/assert';
import { exec } from '../../src/host/exec.js';
import { silentLog } from '../../src/host/log.js';
import { cachePaths } from '../../src/host/paths.js';
import { confined } from '../../src/host/sandbox.js';
import { ensureBuildRoot } from '../../src/kernel/build-root.js';
import { readSeries } from '../../src/kernel/series.js';
import { ensureSource } from '../../src/kernel/source.js';
import { treeIn } from '../../src/kernel/tree.js';
import { Phases } from '../../src/session/phases.js';
import { embeddedSeries, prepareKernel, treeNames } from '../../src/session/prepare.js';
import { suite } from '../../src/suite/index.js';
import { warmCache } from '../helpers/cli.js';
import { inTempFolder } from '../helpers/temp-folder.js';

const test = suite('the embedded series', { deadlineS: 1800 });
const cache = cachePaths();
const options = { phase: 'series', log: silentLog } as const;

function source() {
  return ensureSource({ folder: cache.sources, aptFolder: cache.apt, log: silentLog });
}

test('checkpatch --strict has no complaint', async () => {
  const { tree } = await source();
  const { root } = await ensureBuildRoot({ folder: cache.buildRoot, log: silentLog });
  const { patches } = await readSeries(embeddedSeries);
  await inTempFolder(async (folder) => {
    for (const { file } of patches) {
      // Outside of a repository: of a file that git tracks it would judge the patch as a source.
      await cp(join(embeddedSeries, file), join(folder, file));
      const words = ['perl', 'scripts/checkpatch.pl', '--strict', '--no-color', `/patches/${file}`];
      const binds = [
        { host: tree, inside: '/source' },
        { host: folder, inside: '/patches' },
      ];
      const command = confined(root, words as [string, ...string[]], { binds, cwd: '/source' });
      const { code, all } = await exec(command, options);
      assert.match(all, 'total: 0 errors, 0 warnings, 0 checks', basename(file));
      assert.is(code, 0);
    }
  });
});

test('the kernel with it builds without a warning', async () => {
  await warmCache();
  const request = { target: {}, cache, phases: new Phases(), log: silentLog };
  const { kernel } = await prepareKernel(request);
  assert.ok(kernel.manifest.objects > 0);
  const { own } = treeNames(await source());
  const log = await readFile(join(treeIn(join(cache.trees, own)).build, '../build.log'), 'utf8');
  assert.not.match(log, /warning:/);
});
