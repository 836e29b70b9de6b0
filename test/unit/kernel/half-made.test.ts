import { mkdir, readdir, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as assert from 'uvu/assert';
import { dropHalfMade } from '../../../src/kernel/half-made.js';
import { suite } from '../../../src/suite/index.js';
import { inTempFolder } from '../../helpers/temp-folder.js';

const test = suite('half-made targets');

/** Files of a build folder, each with the second in which it was written. */
const withBuild = (
  files: Readonly<Record<string, number>>,
  work: (folder: string) => Promise<void>,
) =>
  inTempFolder(async (folder) => {
    await mkdir(join(folder, 'security'));
    for (const [name, second] of Object.entries(files)) {
      await writeFile(join(folder, name), '');
      await utimes(join(folder, name), second, second);
    }
    await work(folder);
  });

test('a target that is newer than its saved command goes', () =>
  withBuild(
    { 'vmlinux.o': 9, '.vmlinux.o.cmd': 8, 'security/a.o': 9, 'security/.a.o.cmd': 8.999 },
    async (folder) => {
      const dropped = await dropHalfMade(folder);
      assert.equal(dropped.sort(), [join(folder, 'security/a.o'), join(folder, 'vmlinux.o')]);
      assert.equal((await readdir(folder)).sort(), ['.vmlinux.o.cmd', 'security']);
      assert.equal(await readdir(join(folder, 'security')), ['.a.o.cmd']);
    },
  ));

test('finished targets, and files that no command makes, stay', () =>
  withBuild(
    { 'a.o': 8, '.a.o.cmd': 8, 'b.o': 7, '.b.o.cmd': 8, '.c.o.cmd': 8, 'd.o': 9, 'e.cmd': 1, e: 9 },
    async (folder) => {
      assert.equal(await dropHalfMade(folder), []);
      assert.is((await readdir(folder)).length, 9);
    },
  ));

test('a folder in which nothing was built yet is fine', () =>
  withBuild({}, async (folder) => assert.equal(await dropHalfMade(folder), [])));
