import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as assert from 'uvu/assert';
import { findProgram } from '../../../src/host/find-program.js';
import { suite } from '../../../src/suite/index.js';
import { fakePrograms } from '../../helpers/fake-programs.js';
import { inTempFolder } from '../../helpers/temp-folder.js';

const test = suite('programs in PATH');

test('the first folder that has it wins', () =>
  inTempFolder(async (folder) => {
    const one = await fakePrograms(join(folder, 'one'), { other: '' });
    const two = await fakePrograms(join(folder, 'two'), { tool: '' });
    const three = await fakePrograms(join(folder, 'three'), { tool: '' });
    assert.is(await findProgram('tool', `${one}::${two}:${three}`), join(two, 'tool'));
  }));

test('what cannot be executed, or is a folder, is no program', () =>
  inTempFolder(async (folder) => {
    await writeFile(join(folder, 'text'), '');
    await mkdir(join(folder, 'tool'));
    assert.is(await findProgram('text', folder), undefined);
    assert.is(await findProgram('tool', folder), undefined);
    assert.is(await findProgram('nothing', folder), undefined);
  }));

test('an absolute name is a file to read, wherever PATH points', () =>
  inTempFolder(async (folder) => {
    const file = join(folder, 'keyring.gpg');
    assert.is(await findProgram(file, ''), undefined);
    await writeFile(file, '');
    await chmod(file, 0o644);
    assert.is(await findProgram(file, ''), file);
  }));
