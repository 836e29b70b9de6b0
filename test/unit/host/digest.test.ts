import { mkdir, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as assert from 'uvu/assert';
import { digest, fileDigest, folderDigest } from '../../../src/host/digest.js';
import { suite } from '../../../src/suite/index.js';
import { inTempFolder } from '../../helpers/temp-folder.js';

const test = suite('digests');

test('the digest of a file is its SHA-256', () =>
  inTempFolder(async (folder) => {
    await writeFile(join(folder, 'a'), 'abc');
    const known = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad';
    assert.is(await fileDigest(join(folder, 'a')), known);
  }));

test('the borders between parts count', () => {
  assert.is.not(digest('ab', 'c'), digest('a', 'bc'));
  assert.is.not(digest('ab'), digest('ab', ''));
  assert.is.not(digest('a', 'b'), digest('b', 'a'));
  // Lengths are those of the bytes, or the first text would end where the second pair has its border.
  assert.is.not(digest('éé0:'), digest('éé', ''));
});

test('text and its bytes are the same', () => {
  assert.is(digest('né'), digest(Buffer.from('né')));
});

test('a folder is known by the names and contents of its files, wherever it lies', () =>
  inTempFolder(async (root) => {
    const make = async (name: string, text: string) => {
      await mkdir(join(root, name, 'sub'), { recursive: true });
      await writeFile(join(root, name, 'sub', 'a'), text);
      await writeFile(join(root, name, 'b'), 'same');
      return folderDigest(join(root, name));
    };
    const one = await make('one', 'text');
    assert.is(await make('two', 'text'), one);
    assert.is(await folderDigest(`${join(root, 'two')}/`), one);
    assert.is(await folderDigest(join(root, 'one', '..', '.', 'two')), one);
    assert.is.not(await make('three', 'other'), one);
    await rename(join(root, 'two', 'b'), join(root, 'two', 'c'));
    assert.is.not(await folderDigest(join(root, 'two')), one);
    await symlink('b', join(root, 'one', 'link'));
    assert.is(await folderDigest(join(root, 'one')), one);
    await rm(join(root, 'one', 'sub'), { recursive: true });
    assert.is.not(await folderDigest(join(root, 'one')), one);
  }));
