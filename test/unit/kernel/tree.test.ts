import { mkdir, readdir, readFile, stat, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import * as assert from 'uvu/assert';
import { SeriesError } from '../../../src/errors.js';
import { lock } from '../../../src/host/lock.js';
import { silentLog } from '../../../src/host/log.js';
import { readSeries } from '../../../src/kernel/series.js';
import { ensureTree, type Tree } from '../../../src/kernel/tree.js';
import { suite } from '../../../src/suite/index.js';
import { errorOf } from '../../helpers/failing.js';
import { recordingLog } from '../../helpers/recording-log.js';
import { inTempFolder } from '../../helpers/temp-folder.js';

const test = suite('tree of a build');

/** A patch that makes \`text\` of the only line of \`path\`, which has been \`before\` or absent. */
function patch(path: string, before: string | undefined, text: string): string {
  const old = before === undefined ? '' : `-${before}\n`;
  const [from, span] = before === undefined ? ['/dev/null', '0,0'] : [`a/${path}`, '1'];
  const created = before === undefined ? 'new file mode 100644\n' : '';
  return `From: A Developer <dev@example.org>
Date: Wed, 11 Mar 2026 10:00:00 +0000
Subject: [PATCH] ${path}

---
diff --git a/${path} b/${path}
${created}--- ${from}
+++ b/${path}
@@ -${span} +1 @@
${old}+${text}
`;
}

interface Workshop {
  pristine: string;
  log: ReturnType<typeof recordingLog>;
  /** Builds the tree with these patches. */
  ensure(patches: readonly string[], folder?: string, seed?: string): Promise<Tree>;
}

function inWorkshop(work: (workshop: Workshop) => Promise<void>): Promise<void> {
  return inTempFolder(async (root) => {
    const pristine = join(root, 'pristine');
    await mkdir(join(pristine, 'kernel'), { recursive: true });
    await writeFile(join(pristine, 'kernel/a.c'), 'a\n');
    await writeFile(join(pristine, 'kernel/b.c'), 'b\n');
    await symlink('/tmp', join(pristine, 'outside'));
    const log = recordingLog();
    let count = 0;
    const ensure: Workshop['ensure'] = async (patches, folder = 'tree', seed) => {
      const series = join(root, `series-${count++}`);
      await mkdir(series);
      for (const [i, text] of patches.entries()) await writeFile(join(series, `${i}.patch`), text);
      return ensureTree(await readSeries(patches.length === 0 ? 'none' : series), {
        folder: join(root, folder),
        pristine,
        seed: seed === undefined ? undefined : join(root, seed),
        phase: 'series',
        log,
      });
    };
    await work({ pristine, log, ensure });
  });
}

const contentOf = ({ source }: Tree, path: string) => readFile(join(source, path), 'utf8');
const inodeOf = async (folder: string, path: string) => (await stat(join(folder, path))).ino;

test('patched files are put in their place, and the pristine tree stays as it is', () =>
  inWorkshop(async ({ pristine, ensure }) => {
    const tree = await ensure([
      patch('kernel/a.c', 'a', 'A'),
      patch('kernel/new.c', undefined, 'n'),
    ]);
    assert.is(await contentOf(tree, 'kernel/a.c'), 'A\n');
    assert.is(await contentOf(tree, 'kernel/new.c'), 'n\n');
    assert.is(await readFile(join(pristine, 'kernel/a.c'), 'utf8'), 'a\n');
    assert.is(await inodeOf(tree.source, 'kernel/b.c'), await inodeOf(pristine, 'kernel/b.c'));
  }));

test('a file whose content stays is not written again, so that make does not compile it', () =>
  inWorkshop(async ({ ensure }) => {
    const both = [patch('kernel/a.c', 'a', 'A'), patch('kernel/new.c', undefined, 'n')];
    const tree = await ensure(both);
    const inode = await inodeOf(tree.source, 'kernel/a.c');
    await ensure([...both.slice(0, 1), patch('kernel/new.c', undefined, 'm')]);
    assert.is(await inodeOf(tree.source, 'kernel/a.c'), inode);
    assert.is(await contentOf(tree, 'kernel/new.c'), 'm\n');
  }));

test('what a series no longer touches is pristine again', () =>
  inWorkshop(async ({ ensure }) => {
    await ensure([patch('kernel/a.c', 'a', 'A'), patch('kernel/new.c', undefined, 'n')]);
    const tree = await ensure([patch('kernel/b.c', 'b', 'B')]);
    assert.is(await contentOf(tree, 'kernel/a.c'), 'a\n');
    assert.is(await contentOf(tree, 'kernel/b.c'), 'B\n');
    await errorOf(Error, () => contentOf(tree, 'kernel/new.c'));
  }));

test('a tree that was copied from another one gets its objects, and its own series', () =>
  inWorkshop(async ({ ensure }) => {
    const seed = await ensure([patch('kernel/a.c', 'a', 'A')], 'seed');
    await writeFile(join(seed.build, 'a.o'), 'object');
    const tree = await ensure([patch('kernel/b.c', 'b', 'B')], 'own', 'seed');
    assert.is(await readFile(join(tree.build, 'a.o'), 'utf8'), 'object');
    assert.is(await contentOf(tree, 'kernel/a.c'), 'a\n');
    assert.is(await contentOf(tree, 'kernel/b.c'), 'B\n');
    assert.is(await contentOf(seed, 'kernel/a.c'), 'A\n');
    assert.is(await contentOf(seed, 'kernel/b.c'), 'b\n');
  }));

test('a tree is not copied while someone builds in it', () =>
  inWorkshop(async ({ pristine, log, ensure }) => {
    const seed = await ensure([patch('kernel/a.c', 'a', 'A')], 'seed');
    const held = await lock(join(dirname(pristine), 'seed'), { log: silentLog });
    let copied = false;
    const copy = ensure([patch('kernel/b.c', 'b', 'B')], 'own', 'seed').finally(() => {
      copied = true;
    });
    while (!copied && log.infos.length === 0) await turn();
    await writeFile(join(seed.build, 'a.o'), 'object');
    await held[Symbol.asyncDispose]();
    assert.is(await readFile(join((await copy).build, 'a.o'), 'utf8'), 'object');
  }));

test('a file becomes a folder, and a file again', () =>
  inWorkshop(async ({ pristine, ensure }) => {
    const gone = patch('kernel/a.c', 'a', '').replace('+++ b/kernel/a.c', '+++ /dev/null');
    const removed = gone.replace('-1 +1', '-1 +0,0').replace(/\+\n$/, '');
    const tree = await ensure([removed, patch('kernel/a.c/b.c', undefined, 'b')]);
    assert.is(await contentOf(tree, 'kernel/a.c/b.c'), 'b\n');
    await ensure([]);
    assert.is(await contentOf(tree, 'kernel/a.c'), 'a\n');
    assert.is(await readFile(join(pristine, 'kernel/a.c'), 'utf8'), 'a\n');
  }));

test('folders that are empty without the series are gone', () =>
  inWorkshop(async ({ ensure }) => {
    const tree = await ensure([patch('kernel/d/e/new.c', undefined, 'n')]);
    await ensure([]);
    await errorOf(Error, () => stat(join(tree.source, 'kernel/d')));
    assert.ok((await stat(join(tree.source, 'kernel'))).isDirectory());
  }));

test('a series cannot make folders behind a link that leads out of the tree', () =>
  inWorkshop(async ({ pristine, ensure }) => {
    const outside = join(dirname(pristine), 'outside');
    await mkdir(outside);
    await symlink(outside, join(pristine, 'way-out'));
    await errorOf(SeriesError, () => ensure([patch('way-out/sub/x.c', undefined, 'x')]));
    assert.equal(await readdir(outside), []);
  }));

test('a series cannot write through a link that leads out of the tree', () =>
  inWorkshop(async ({ ensure }) => {
    const { message } = await errorOf(SeriesError, () =>
      ensure([patch('outside/lsm-audit-escaped', undefined, 'x')]),
    );
    assert.match(message, 'outside');
  }));
