import { link, mkdir, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as assert from 'uvu/assert';
import { folderBytes, humanBytes } from '../../../src/host/size.js';
import { suite } from '../../../src/suite/index.js';
import { inTempFolder } from '../../helpers/temp-folder.js';

const test = suite('sizes');

const onDisk = async (path: string) => (await stat(path)).blocks * 512;

test('a folder is as large as what is below it, with a file of two names counted once', () =>
  inTempFolder(async (folder) => {
    const sub = join(folder, 'sub');
    await mkdir(sub);
    await writeFile(join(folder, 'a'), Buffer.alloc(100_000));
    await writeFile(join(sub, 'b'), Buffer.alloc(5000));
    const expected =
      (await onDisk(folder)) +
      (await onDisk(sub)) +
      (await onDisk(join(folder, 'a'))) +
      (await onDisk(join(sub, 'b')));
    await link(join(folder, 'a'), join(sub, 'again'));
    assert.is(await folderBytes(folder), expected);
    assert.ok(expected >= 105_000);
  }));

test('a link is not followed, and may lead to nowhere', () =>
  inTempFolder(async (folder) => {
    await symlink('/', join(folder, 'root'));
    await symlink('nowhere', join(folder, 'dangling'));
    assert.ok(((await folderBytes(folder)) ?? Number.POSITIVE_INFINITY) < 1_000_000);
  }));

test('what is not there has no size', async () => {
  assert.is(await folderBytes('/nonexistent/folder'), undefined);
});

const texts: [number, string][] = [
  [0, '0 B'],
  [1023, '1023 B'],
  [1024, '1.0 KiB'],
  [10_240, '10 KiB'],
  [1_048_575, '1.0 MiB'],
  [943_718_400, '900 MiB'],
  [1_932_735_283, '1.8 GiB'],
  [5 * 2 ** 50, '5120 TiB'],
];
for (const [bytes, text] of texts) {
  test(`${bytes} bytes are ${text}`, () => {
    assert.is(humanBytes(bytes), text);
  });
}
