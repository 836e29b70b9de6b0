/** What the embedded series promises beyond working: the kernel's own script finds no fault with it. */

import { cp, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import * as assert from 'uvu/assert';
import { exec } from '../../src/host/exec.js';
import { lock } from '../../src/host/lock.js';
import { silentLog } from '../../src/host/log.js';
import { cachePaths } from '../../src/host/paths.js';
import { confined } from '../../src/host/sandbox.js';
import { ensureBuildRoot } from '../../src/kernel/build-root.js';
import { makeCommand } from '../../src/kernel/kernel.js';
import { readSeries } from '../../src/kernel/series.js';
import { ensureSource } from '../../src/kernel/source.js';
import { treeIn } from '../../src/kernel/tree.js';
import { embeddedSeries, treeNames } from '../../src/session/prepare.js';
import { suite } from '../../src/suite/index.js';
import { warmCache } from '../helpers/cli.js';
import { inTempFolder } from '../helpers/temp-folder.js';

const test = suite('the embedded series', { deadlineS: 1800 });
const cache = cachePaths();
const object = 'security/lsm_audit_kfuncs.o';
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

test('its code compiles without a warning', async () => {
  await warmCache();
  const { own } = treeNames(await source());
  const folder = join(cache.trees, own);
  await using _held = await lock(folder, { log: silentLog });
  const { root } = await ensureBuildRoot({ folder: cache.buildRoot, log: silentLog });
  // Compiled anew, since make says nothing of an object that it finds made.
  await rm(join(treeIn(folder).build, object), { force: true });
  const { code, all } = await exec(makeCommand(folder, { root, jobs: 2 }, object), options);
  assert.is(code, 0, all);
  assert.match(all, `CC      ${object}`);
  assert.not.match(all, /warning:/i);
});
