import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as assert from 'uvu/assert';
import { silentLog } from '../../../src/host/log.js';
import { patchesOf } from '../../../src/kernel/kernel-plan.js';
import { noSeries, readSeries } from '../../../src/kernel/series.js';
import { variantOf } from '../../../src/kernel/variants.js';
import { diffName, keepInputs, keptPrograms, readPrograms } from '../../../src/session/inputs.js';
import { embeddedSeries, kconfig, type Prepared } from '../../../src/session/prepare.js';
import { suite } from '../../../src/suite/index.js';
import { inTempFolder } from '../../helpers/temp-folder.js';

const test = suite('inputs of a run');

const prepared = {
  kernel: { folder: '/cache/kernels/k' },
  initramfs: '/cache/guest-roots/g/root.cpio',
  programs: new Map([['capable', '/cache/programs/p/capable.bpf.o']]),
} as unknown as Prepared;

test('a run keeps every patch that was applied, that of its variant included', () =>
  inTempFolder(async (path) => {
    const series = await readSeries(embeddedSeries);
    const { patches } = await patchesOf({ series, variant: variantOf('kasan', kconfig) });
    assert.is(patches.length, series.patches.length + 1);
    const directory = { path, file: (name: string) => join(path, name) };
    const sources = readPrograms();
    const made = { series, variant: 'kasan', sources, prepared, kernelArgs: ['quiet'] };
    await keepInputs(made, directory, silentLog);
    for (const [i, { diff }] of patches.entries())
      assert.is(await readFile(join(path, 'inputs', diffName(i)), 'latin1'), diff);
    assert.equal(JSON.parse(await readFile(join(path, 'inputs/inputs.json'), 'utf8')), {
      kernel: 'k',
      guestRoot: 'g',
      programs: { capable: 'p' },
      kernelArgs: ['quiet'],
    });
  }));

test('the sources of the programs are kept, headers too', () =>
  inTempFolder(async (path) => {
    const directory = { path, file: (name: string) => join(path, name) };
    const series = await readSeries([noSeries]);
    const sources = readPrograms();
    const made = { series, variant: 'default', sources, prepared, kernelArgs: [] };
    await keepInputs(made, directory, silentLog);
    const kept = await keptPrograms(path);
    assert.match(kept.get('capable.bpf.c') ?? '', 'SEC("lsm/capable")');
    assert.ok(kept.has('lsm_audit.bpf.h'));
  }));

test('a run that kept nothing has no sources', () =>
  inTempFolder(async (path) => assert.is((await keptPrograms(path)).size, 0)));
