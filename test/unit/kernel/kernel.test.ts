import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as assert from 'uvu/assert';
import { type KernelRequest, kernelKey } from '../../../src/kernel/kernel.js';
import { suite } from '../../../src/suite/index.js';
import { inTempFolder } from '../../helpers/temp-folder.js';

const test = suite('identity of a kernel');

const withRequest = (work: (request: KernelRequest, folder: string) => Promise<void>) =>
  inTempFolder(async (folder) => {
    const kconfig = join(folder, 'kconfig');
    await mkdir(kconfig);
    await writeFile(join(kconfig, 'base.config'), '# one\nCONFIG_A=y\n');
    const source = { package: 'p', version: '1', suite: 's', sha256: 'source', tree: '/tree' };
    const series = { name: 'series', folder: '/series', patches: [], sha256: 'series' };
    const buildRoot = {
      root: { kind: 'build-root' as const, path: '/root' },
      toolchain: 'tools',
      description: 'x',
    };
    await work(
      {
        ...{ source, series, buildRoot, kconfig, variant: { name: 'default', description: '' } },
        ...{ kernels: '/kernels', trees: '/trees', treeName: 'tree', jobs: 3 },
      },
      folder,
    );
  });

test('everything that goes into the build changes it', () =>
  withRequest(async (request, folder) => {
    const other = join(folder, 'other');
    await mkdir(other);
    await writeFile(join(other, 'base.config'), 'CONFIG_A=y\nCONFIG_B=y\n');
    const [file, patch] = [join(folder, 'v.config'), join(folder, 'v.patch')];
    await writeFile(file, 'CONFIG_A=8\n');
    await writeFile(patch, 'diff --git a/a b/a\n--- a/a\n+++ b/a\n@@ -1 +1 @@\n-a\n+b\n');
    const requests: KernelRequest[] = [
      request,
      { ...request, source: { ...request.source, sha256: 'other' } },
      { ...request, series: { ...request.series, sha256: 'other' } },
      { ...request, buildRoot: { ...request.buildRoot, toolchain: 'other' } },
      { ...request, kconfig: other },
      { ...request, variant: { ...request.variant, file } },
      { ...request, variant: { ...request.variant, patch } },
      { ...request, variant: { ...request.variant, file, patch } },
    ];
    const keys = await Promise.all(requests.map(kernelKey));
    assert.is(new Set(keys).size, requests.length);
    assert.ok(keys.every((key) => /^[0-9a-f]+$/.test(key)));
  }));

test('where things lie, what they are called, and comments do not change it', () =>
  withRequest(async (request, folder) => {
    const other = join(folder, 'other');
    await mkdir(other);
    await writeFile(join(other, 'renamed.config'), 'CONFIG_A=y\n# two\n');
    const key = await kernelKey(request);
    const same: KernelRequest = {
      ...request,
      source: { ...request.source, tree: '/elsewhere' },
      series: { ...request.series, name: 'renamed', folder: '/elsewhere' },
      kconfig: other,
      variant: { ...request.variant, name: 'renamed' },
      trees: '/elsewhere',
      treeName: 'renamed',
      jobs: 64,
    };
    assert.is(await kernelKey(same), key);
  }));
