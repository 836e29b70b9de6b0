import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as assert from 'uvu/assert';
import { UsageError } from '../../../src/errors.js';
import { projectRoot } from '../../../src/host/paths.js';
import { readFragments } from '../../../src/kernel/configuration.js';
import { suite } from '../../../src/suite/index.js';
import { errorOf } from '../../helpers/failing.js';
import { inTempFolder } from '../../helpers/temp-folder.js';

const test = suite('kernel configuration');

test('the fragments of the project agree, and ask for what the kfuncs need', async () => {
  const { merged } = await readFragments(join(projectRoot, 'kconfig'));
  for (const name of ['BPF_LSM', 'AUDIT', 'AUDITSYSCALL', 'DEBUG_INFO_BTF', 'PVH'])
    assert.is(merged.get(name)?.value, 'y', name);
});

test('the text does not depend on comments, nor on which file says what', () =>
  inTempFolder(async (folder) => {
    await writeFile(join(folder, 'b.config'), '# why\nCONFIG_B=y\n');
    await writeFile(join(folder, 'a.config'), 'CONFIG_A=8\n');
    await writeFile(join(folder, 'notes.txt'), 'CONFIG_C=y\n');
    assert.is((await readFragments(folder)).text, 'CONFIG_A=8\nCONFIG_B=y\n');
  }));

test('a contradiction names both files with their folder', () =>
  inTempFolder(async (folder) => {
    await writeFile(join(folder, 'a.config'), 'CONFIG_A=y\n');
    await writeFile(join(folder, 'b.config'), '# CONFIG_A is not set\n');
    const { message } = await errorOf(UsageError, () => readFragments(folder));
    const [a, b] = ['a.config:1', 'b.config:1'].map((place) => join(folder, place));
    assert.is(message, `CONFIG_A is y in ${a}, but n in ${b}`);
  }));

test('a folder without fragments is a mistake', () =>
  inTempFolder(async (folder) => {
    const { message } = await errorOf(UsageError, () => readFragments(folder));
    assert.is(message, `${folder} holds no *.config file`);
  }));
