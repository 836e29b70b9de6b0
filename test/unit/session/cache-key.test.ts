import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as assert from 'uvu/assert';
import { UsageError } from '../../../src/errors.js';
import { cacheKey } from '../../../src/session/cache-key.js';
import { suite } from '../../../src/suite/index.js';
import { errorOf } from '../../helpers/failing.js';
import { inTempFolder } from '../../helpers/temp-folder.js';

const test = suite('key of a cache');

const patch = (text: string) => `Subject: x\n\n--- a/f\n+++ b/f\n@@ -0,0 +1 @@\n${text}\n`;

test('the key says the line, and changes with it, the variants and the patches', () =>
  inTempFolder(async (folder) => {
    const series = [folder];
    await writeFile(join(folder, '0001.patch'), patch('+a'));
    const key = await cacheKey([{ series }]);
    assert.match(key, /^lsm-audit-newest-[0-9a-f]{16}$/);
    assert.is(await cacheKey([{ series }]), key);
    const others = [
      await cacheKey([{ series, line: '7.3' }]),
      await cacheKey([{ series, variant: 'kasan' }]),
      await cacheKey([{ series, variant: 'kasan' }, { series }]),
      await cacheKey([{}]),
    ];
    await writeFile(join(folder, '0001.patch'), patch('+b'));
    others.push(await cacheKey([{ series }]));
    const configs = [join(folder, 'own.config')];
    await writeFile(join(folder, 'own.config'), 'CONFIG_X=y\n');
    others.push(await cacheKey([{ series, configs }]));
    await writeFile(join(folder, 'own.config'), 'CONFIG_X=n\n');
    others.push(await cacheKey([{ series, configs }]));
    assert.match(others[0] ?? '', /^lsm-audit-7\.3-/);
    assert.is(new Set([key, ...others]).size, 8);
  }));

test('the order of the variants does not change the key', async () => {
  const keys = [
    ['kasan', 'lockdep'],
    ['lockdep', 'kasan'],
  ].map((variants) => cacheKey(variants.map((variant) => ({ variant }))));
  assert.is(await keys[0], await keys[1]);
});

test('a series or a line that there cannot be has no key', async () => {
  await errorOf(UsageError, () => cacheKey([{ series: ['/no/such/folder'] }]));
  await errorOf(UsageError, () => cacheKey([{ line: '6.12' }]));
  await errorOf(UsageError, () => cacheKey([{ configs: ['/no/such/file'] }]));
});
