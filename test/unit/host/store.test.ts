import { appendFile, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as assert from 'uvu/assert';
import { silentLog } from '../../../src/host/log.js';
import { makeEntry, openEntry } from '../../../src/host/store.js';
import { suite } from '../../../src/suite/index.js';
import { errorOf } from '../../helpers/failing.js';
import { recordingLog } from '../../helpers/recording-log.js';
import { inTempFolder } from '../../helpers/temp-folder.js';

const test = suite('cache entries');

const fill = (text: string) => async (partial: string) => {
  await writeFile(join(partial, 'vmlinux'), text);
  await writeFile(join(partial, 'config'), 'CONFIG_BPF=y\n');
};

const contentOf = (entry: string) => readFile(join(entry, 'vmlinux'), 'utf8');

test('what was made can be opened, and says nothing', () =>
  inTempFolder(async (cache) => {
    const log = recordingLog();
    const folder = join(cache, 'kernels', 'abc');
    assert.is(await makeEntry(folder, fill('image')), folder);
    assert.is(await openEntry(folder, log), folder);
    assert.is(await contentOf(folder), 'image');
    assert.equal(log.warnings, []);
  }));

test('an entry that was never made is absent, without a word', () =>
  inTempFolder(async (cache) => {
    const log = recordingLog();
    assert.is(await openEntry(join(cache, 'abc'), log), undefined);
    assert.equal(log.warnings, []);
  }));

const damages: [string, (entry: string) => Promise<unknown>, RegExp][] = [
  ['was cut short', (e) => writeFile(join(e, 'vmlinux'), 'ima'), /vmlinux has 3 bytes, not 5$/],
  ['was altered', (e) => writeFile(join(e, 'vmlinux'), 'imagE'), /vmlinux was altered$/],
  ['has grown', (e) => appendFile(join(e, 'vmlinux'), '!'), /vmlinux has 6 bytes, not 5$/],
  ['lacks a file', (e) => rm(join(e, 'config')), /config is missing$/],
  ['lacks its seal', (e) => rm(join(e, 'seal.json')), /its seal\.json cannot be read/],
  [
    'has a cut seal',
    (e) => writeFile(join(e, 'seal.json'), '{"fil'),
    /its seal\.json cannot be read/,
  ],
  [
    'has an empty seal',
    (e) => writeFile(join(e, 'seal.json'), ''),
    /its seal\.json cannot be read/,
  ],
  [
    'has a seal of nothing',
    (e) => writeFile(join(e, 'seal.json'), '{}'),
    /its seal names no file$/,
  ],
  ['has a seal of null', (e) => writeFile(join(e, 'seal.json'), 'null'), /its seal names no file$/],
  [
    'has a seal of other words',
    (e) => writeFile(join(e, 'seal.json'), '{"files":{"vmlinux":null}}'),
    /vmlinux/,
  ],
];
for (const [damage, spoil, warning] of damages) {
  test(`an entry that ${damage} is dropped with a warning`, () =>
    inTempFolder(async (cache) => {
      const log = recordingLog();
      const folder = await makeEntry(join(cache, 'abc'), fill('image'));
      await spoil(folder);
      assert.is(await openEntry(folder, log), undefined);
      assert.is(log.warnings.length, 1);
      assert.match(log.warnings[0] ?? '', `dropping the cache entry ${folder}: `);
      assert.match(log.warnings[0] ?? '', warning);
      assert.equal(await readdir(cache), []);
    }));
}

test('a filling that fails leaves nothing behind', () =>
  inTempFolder(async (cache) => {
    const half = async (partial: string) => {
      await writeFile(join(partial, 'vmlinux'), 'half');
      throw new RangeError('compiler');
    };
    await errorOf(RangeError, () => makeEntry(join(cache, 'abc'), half));
    assert.equal(await readdir(cache), []);
  }));

test('nobody sees an entry before it is whole', () =>
  inTempFolder(async (cache) => {
    const folder = join(cache, 'abc');
    await makeEntry(folder, async (partial) => {
      await fill('image')(partial);
      assert.is(await openEntry(folder, silentLog), undefined);
    });
    assert.is(await openEntry(folder, silentLog), folder);
  }));

test('of two makers at once, both get the same whole entry', () =>
  inTempFolder(async (cache) => {
    const folder = join(cache, 'abc');
    let meet = () => {};
    const bothFilled = new Promise<void>((resolve) => {
      meet = resolve;
    });
    let filled = 0;
    const make = (text: string) =>
      makeEntry(folder, async (partial) => {
        await fill(text)(partial);
        filled += 1;
        if (filled === 2) meet();
        await bothFilled;
      });
    const made = await Promise.all([make('one'), make('two')]);
    assert.equal(made, [folder, folder]);
    assert.is(await openEntry(folder, silentLog), folder);
    assert.ok(['one', 'two'].includes(await contentOf(folder)));
    assert.equal(await readdir(cache), ['abc']);
  }));

test('an entry that another process has made meanwhile is kept', () =>
  inTempFolder(async (cache) => {
    const folder = join(cache, 'abc');
    await makeEntry(folder, async (partial) => {
      await fill('late')(partial);
      await makeEntry(folder, fill('first'));
    });
    assert.is(await contentOf(folder), 'first');
  }));

test('a folder that holds something else is no entry', () =>
  inTempFolder(async (cache) => {
    const log = recordingLog();
    await mkdir(join(cache, 'abc'));
    assert.is(await openEntry(join(cache, 'abc'), log), undefined);
    assert.is(log.warnings.length, 1);
  }));

test('an untouched file is not read again, and a touched one is', () =>
  inTempFolder(async (cache) => {
    const folder = join(cache, 'abc');
    await makeEntry(folder, fill('image'));
    const seal = JSON.parse(await readFile(join(folder, 'seal.json'), 'utf8')) as {
      files: Record<string, { sha256: string; state?: string }>;
    };
    const { vmlinux } = seal.files;
    if (!vmlinux?.state) throw new Error('the seal does not say in which state the file was');
    // With a digest that fits nothing, only a file that is not read can be whole.
    vmlinux.sha256 = 'none';
    await writeFile(join(folder, 'seal.json'), JSON.stringify(seal));
    assert.is(await openEntry(folder, silentLog), folder);
    delete vmlinux.state;
    await writeFile(join(folder, 'seal.json'), JSON.stringify(seal));
    assert.is(await openEntry(folder, silentLog), undefined);
  }));

test('a copied entry is read once, and sealed for the next time', () =>
  inTempFolder(async (cache) => {
    const folder = join(cache, 'abc');
    await makeEntry(folder, fill('image'));
    const before = await readFile(join(folder, 'seal.json'), 'utf8');
    await writeFile(join(folder, 'vmlinux'), 'image');
    assert.is(await openEntry(folder, silentLog), folder);
    assert.is.not(await readFile(join(folder, 'seal.json'), 'utf8'), before);
    assert.equal((await readdir(folder)).sort(), ['config', 'seal.json', 'vmlinux']);
  }));
