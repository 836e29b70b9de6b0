import { mkdir, readdir, readFile, readlink, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as assert from 'uvu/assert';
import { replaceFile, tryReplaceFile } from '../../../src/host/replace-file.js';
import { suite } from '../../../src/suite/index.js';
import { errorOf } from '../../helpers/failing.js';
import { inTempFolder } from '../../helpers/temp-folder.js';

const test = suite('files that are replaced');

test('a file is replaced by another one, and nothing is left beside it', () =>
  inTempFolder(async (folder) => {
    const file = join(folder, 'report');
    await writeFile(file, 'old');
    const { ino } = await stat(file);
    await replaceFile(file, 'new');
    assert.is(await readFile(file, 'utf8'), 'new');
    assert.is.not((await stat(file)).ino, ino);
    assert.equal(await readdir(folder), ['report']);
  }));

test('of a link, what it leads to is replaced', () =>
  inTempFolder(async (folder) => {
    const link = join(folder, 'link');
    await writeFile(join(folder, 'file'), 'old');
    await symlink('file', link);
    await replaceFile(link, 'new');
    assert.is(await readlink(link), 'file');
    assert.is(await readFile(join(folder, 'file'), 'utf8'), 'new');
  }));

test('a device stays a device', () =>
  inTempFolder(async (folder) => {
    const link = join(folder, 'null');
    await symlink('/dev/null', link);
    await replaceFile(link, 'new');
    await tryReplaceFile(link);
    assert.ok((await stat('/dev/null')).isCharacterDevice());
    assert.equal(await readdir(folder), ['null']);
  }));

test('what cannot be replaced stays, and nothing is left beside it', () =>
  inTempFolder(async (folder) => {
    // A folder in the place of the file beside it is refused to root, too.
    await mkdir(join(folder, `report.${process.pid}.new`));
    await writeFile(join(folder, 'report'), 'old');
    await errorOf(Error, () => replaceFile(join(folder, 'report'), 'new'));
    await errorOf(Error, () => tryReplaceFile(join(folder, 'report')));
    assert.is(await readFile(join(folder, 'report'), 'utf8'), 'old');
  }));

test('a trial changes nothing', () =>
  inTempFolder(async (folder) => {
    await writeFile(join(folder, 'report'), 'old');
    await tryReplaceFile(join(folder, 'report'));
    await tryReplaceFile(join(folder, 'other'));
    assert.equal(await readdir(folder), ['report']);
    assert.is(await readFile(join(folder, 'report'), 'utf8'), 'old');
  }));
