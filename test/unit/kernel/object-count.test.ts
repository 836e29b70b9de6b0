import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as assert from 'uvu/assert';
import { type ObjectProgress, trackObjects } from '../../../src/kernel/object-count.js';
import { suite } from '../../../src/suite/index.js';
import { inTempFolder } from '../../helpers/temp-folder.js';

const test = suite('progress of a kernel build');

/** A build of `objects`, and what it reported and remembered. */
async function build(memory: string, objects: number, before?: string) {
  if (before !== undefined) await writeFile(memory, before);
  const reported: ObjectProgress[] = [];
  const tracker = await trackObjects(memory, (progress) => reported.push(progress));
  for (let i = 0; i < objects; i++) tracker.line(`  CC      kernel/file${i}.o`);
  const done = await tracker.finish();
  const remembered = await readFile(memory, 'utf8').catch(() => undefined);
  return { reported, done, remembered };
}

const inMemory = (work: (memory: string) => Promise<void>) =>
  inTempFolder((folder) => work(join(folder, 'objects')));

test('compiled and assembled files count, and nothing else', () =>
  inMemory(async (memory) => {
    const tracker = await trackObjects(memory, undefined);
    for (const line of [
      '  CC      kernel/fork.o',
      '  CC [M]  net/dummy.o',
      '  AS      arch/x86/entry/entry_64.o',
      '  HOSTCC  scripts/kallsyms',
      '  AR      kernel/built-in.a',
      '  LD      vmlinux.o',
      'CC kernel/fork.o',
      'security/x.c:1:1: error: CC',
    ]) {
      tracker.line(line);
    }
    assert.is(await tracker.finish(), 3);
  }));

test('without a memory the total is the typical one, and a full build is remembered', () =>
  inMemory(async (memory) => {
    const { reported, done, remembered } = await build(memory, 1200);
    assert.equal(reported[0], { done: 1, total: 1300, item: 'kernel/file0.o' });
    assert.equal(reported.at(-1), { done: 1200, total: 1300, item: 'kernel/file1199.o' });
    assert.equal([done, remembered], [1200, '1200\n']);
  }));

test('the total is that of the last full build, and grows when there are more', () =>
  inMemory(async (memory) => {
    const { reported, remembered } = await build(memory, 1203, '1201\n');
    assert.equal(
      reported.slice(-3).map(({ done, total }) => `${done} of ${total}`),
      ['1201 of 1201', '1202 of 1202', '1203 of 1203'],
    );
    assert.is(remembered, '1203\n');
  }));

test('an incremental build does not change what is remembered', () =>
  inMemory(async (memory) => {
    assert.is((await build(memory, 2, '1201\n')).remembered, '1201\n');
    assert.is((await build(memory, 1065, '1201\n')).remembered, '1201\n');
  }));

test('an incremental build in a copied tree is not taken for a full one', () =>
  inMemory(async (memory) => {
    assert.is((await build(memory, 2)).remembered, undefined);
  }));

test('a memory that cannot be read is none', () =>
  inMemory(async (memory) => {
    assert.is((await build(memory, 1, 'garbage')).reported[0]?.total, 1300);
    assert.is((await build(memory, 1, '-5')).reported[0]?.total, 1300);
  }));
