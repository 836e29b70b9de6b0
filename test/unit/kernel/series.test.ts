import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import * as assert from 'uvu/assert';
import { UsageError } from '../../../src/errors.js';
import { readSeries, withPatch } from '../../../src/kernel/series.js';
import { suite } from '../../../src/suite/index.js';
import { errorOf } from '../../helpers/failing.js';
import { changed, created, mail, removed, write } from '../../helpers/patches.js';
import { inTempFolder } from '../../helpers/temp-folder.js';
import { answer, creating, mailbox, patchBody, sent, version } from '../../helpers/threads.js';

const test = suite('patch series');

/** The series in `files`, by the words that name them there. */
const readFrom = (files: Readonly<Record<string, string>>, ...words: string[]) =>
  inTempFolder(async (folder) => {
    await write(folder, files);
    return readSeries(words.map((word) => (word === 'none' ? word : join(folder, word))));
  });

test('a folder is read in the order of its names, without the cover letter', async () => {
  const series = await readFrom(
    {
      's/0002-b.patch': mail('second', created),
      's/0001-a.patch': mail('first', changed),
      's/0000-cover-letter.patch': 'Subject: [PATCH 0/2] cover\n',
      's/README': 'no patch',
    },
    's',
  );
  assert.is(series.name, 's');
  assert.is(series.cover, '[PATCH 0/2] cover');
  assert.equal(
    series.patches.map(({ file, subject, label, paths }) => [file, subject, label, paths]),
    [
      ['0001-a.patch', '[PATCH] first', '0001-a.patch', ['security/audit.c']],
      ['0002-b.patch', '[PATCH] second', '0002-b.patch', ['security/new.c']],
    ],
  );
});

test('a folder with several versions gives the newest one', async () => {
  const tagged = (tag: string, name: string) =>
    sent({ subject: `[PATCH ${tag}] x`, body: patchBody(creating(name)) });
  const series = await readFrom(
    {
      's/0001-a.patch': tagged('1/2', 'a.c'),
      's/0002-b.patch': tagged('2/2', 'b.c'),
      's/v2-0000-cover-letter.patch': sent({ subject: '[PATCH v2 0/2] x' }),
      's/v2-0001-a.patch': tagged('v2 1/2', 'c.c'),
      's/v2-0002-b.patch': tagged('v2 2/2', 'd.c'),
    },
    's',
  );
  assert.equal(
    series.patches.map(({ file }) => file),
    ['v2-0001-a.patch', 'v2-0002-b.patch'],
  );
  assert.match(series.notes.join(), /^s: using v2, and not v1$/);
});

test('a folder with one version and a patch of the user gives all of them', async () => {
  const tagged = (subject: string, name: string) =>
    sent({ subject, body: patchBody(creating(name)) });
  const series = await readFrom(
    {
      's/v2-0001-a.patch': tagged('[PATCH v2 1/2] a', 'a.c'),
      's/v2-0002-b.patch': tagged('[PATCH v2 2/2] b', 'b.c'),
      's/v3-own.patch': tagged('[PATCH] own', 'c.c'),
    },
    's',
  );
  assert.is(series.patches.length, 3);
});

test('two versions of one patch without numbers are versions too', async () => {
  const files = {
    's/0001-a.patch': sent({ subject: '[PATCH] a', body: patchBody(creating('a.c')) }),
    's/v2-0001-a.patch': sent({ subject: '[PATCH v2] a', body: patchBody(creating('b.c')) }),
  };
  const { patches } = await readFrom(files, 's');
  assert.equal(
    patches.map(({ file }) => file),
    ['v2-0001-a.patch'],
  );
});

test('a part of a series is taken as it is, which is said', async () => {
  const part = sent({ subject: '[PATCH 2/3] x', body: patchBody(created) });
  const { notes } = await readFrom({ '2.patch': part }, '2.patch');
  assert.equal(notes, ['2.patch: going without 1/3, 3/3']);
});

test('mails that are named one by one are held together, by the name of their folder', async () => {
  const part = (number: number) =>
    sent({ subject: `[PATCH ${number}/3] x`, body: patchBody(creating(`${number}.c`)) });
  const files = { 's/1.patch': part(1), 's/2.patch': part(2), 's/3.patch': part(3) };
  const whole = await readFrom(files, 's/1.patch', 's/2.patch', 's/3.patch');
  assert.equal([whole.name, whole.notes], ['s', []]);
  const half = await readFrom(files, 's/1.patch', 's/3.patch');
  assert.equal(half.notes, ['s: going without 2/3']);
});

test('a mailbox gives the patches of its newest whole version, named as git would', async () => {
  const mails = [...version(2, 2), answer('v2-1@dev', 'x'), ...version(1, 2)].reverse();
  const series = await readFrom({ 't.mbox': mailbox(mails) }, 't.mbox');
  assert.is(series.name, 't');
  assert.is(series.cover, '[PATCH v2 0/2] audit: Parts');
  assert.equal(
    series.patches.map(({ file, label, paths }) => [file, label, paths]),
    [1, 2].map((n) => [
      `v2-000${n}-audit-Part-${n}.patch`,
      `[PATCH v2 ${n}/2] audit: Part ${n}`,
      [`security/v2-${n}.c`],
    ]),
  );
  assert.equal(series.notes, ['t: using v2, and not v1']);
});

test('a mailbox in gzip is the same, whatever it is called', () =>
  inTempFolder(async (folder) => {
    const text = mailbox(version(1, 2));
    await write(folder, { 't.mbox': text });
    for (const name of ['t.mbox.gz', 'thread']) {
      await writeFile(join(folder, name), gzipSync(text));
      const { sha256 } = await readSeries(join(folder, name));
      assert.is(sha256, (await readSeries(join(folder, 't.mbox'))).sha256);
    }
  }));

test('gzip that is cut, or unpacks without end, is a mistake of the caller', () =>
  inTempFolder(async (folder) => {
    const path = join(folder, 't.mbox.gz');
    await writeFile(path, gzipSync(mailbox(version(1, 2))).subarray(0, 100));
    const cut = await errorOf(UsageError, () => readSeries(path));
    assert.is(cut.message, `${path} is cut short or damaged`);
    await writeFile(path, gzipSync(Buffer.alloc(129 * 1024 * 1024)));
    const bomb = await errorOf(UsageError, () => readSeries(path));
    assert.is(bomb.message, `${path} has more than 134217728 bytes`);
  }));

test('several words are one series, in their order', async () => {
  const files = {
    'b.patch': mail('b', creating('b.c')),
    'a.patch': mail('a', creating('a.c')),
    't.mbox': mailbox(version(1, 2)),
    's/1.patch': mail('s', changed),
  };
  const { name, patches } = await readFrom(files, 'b.patch', 't.mbox', 'a.patch', 's');
  assert.is(name, 'b.patch + t + a.patch + ...');
  assert.equal(
    patches.flatMap(({ paths }) => paths),
    ['b.c', 'v1-1.c', 'v1-2.c', 'a.c', 'audit.c'].map((file) => `security/${file}`),
  );
});

test('a kernel that has the kfuncs needs no series, and nothing beside it', async () => {
  const { name, patches } = await readFrom({}, 'none');
  assert.equal([name, patches], ['none', []]);
  const both = await errorOf(UsageError, () => readFrom({}, 'none', 'none'));
  assert.is(both.message, '--series none stands alone');
  const files = { 'a.patch': mail('a', created) };
  const more = await errorOf(UsageError, () => readFrom(files, 'a.patch', 'none'));
  assert.is(more.message, '--series none stands alone');
});

test('what the series was made for is read from its cover letter, or from a patch', async () => {
  const commit = 'c'.repeat(40);
  const cover = sent({ subject: '[PATCH 0/1] x', body: `base-commit: ${commit}\n` });
  const one = sent({ subject: '[PATCH 1/1] x', body: patchBody(created) });
  const base = { commit, prerequisites: [] };
  const folder = { 's/0000-cover-letter.patch': cover, 's/0001-x.patch': one };
  assert.equal((await readFrom(folder, 's')).base, base);
  assert.equal((await readFrom({ t: mailbox([one, cover]) }, 't')).base, base);
  const alone = `${one}base-commit: ${commit}\n`;
  assert.equal((await readFrom({ 'x.patch': alone }, 'x.patch')).base, base);
});

test('a series is known by its diffs, whatever its folder is called and its mails say', async () => {
  const identity = async (...mails: string[]) => {
    const files = mails.map((text, i) => [`s/${i}.patch`, text] as const);
    return (await readFrom(Object.fromEntries(files), 's')).sha256;
  };
  const [one, two] = [mail('one', changed), mail('two', created)];
  const first = await identity(one, two);
  assert.is(await identity(one.replace('Why this', 'Just because it'), two), first);
  assert.is.not(await identity(two, one), first);
  assert.is.not(await identity(one), first);
});

test('a patch on top changes what the series is known by', () =>
  inTempFolder(async (folder) => {
    await write(folder, { '1.patch': mail('one', changed), '2.patch': mail('two', created) });
    const series = await readSeries(join(folder, '1.patch'));
    const more = await withPatch(series, join(folder, '2.patch'));
    assert.is(more.patches.length, 2);
    assert.is.not(more.sha256, series.sha256);
  }));

test('names that would do something to a terminal do not reach it', async () => {
  const name = '1\n\x1b[2J.patch';
  const hostile = mail('=?utf-8?q?=1B=5B2J=0Aerror=3A?=', removed);
  const { name: series, patches } = await readFrom({ [`s\x1b]0;x/${name}`]: hostile }, 's\x1b]0;x');
  const shown = [series, ...patches.flatMap(({ file, label, subject }) => [file, label, subject])];
  assert.equal(shown, ['s·]0;x', '1··[2J.patch', '1··[2J.patch', '[PATCH] ·[2J·error:']);
});

const unreadable: [string, (folder: string) => Promise<unknown>, string][] = [
  ['is missing', async () => {}, 'there is no FOLDER/series'],
  [
    'is an empty file',
    (f) => write(f, { series: '' }),
    'FOLDER/series changes no file: it is no patch',
  ],
  ['is empty', (f) => mkdir(join(f, 'series')), 'FOLDER/series holds no *.patch file'],
  [
    'holds a cover letter only',
    (f) => write(f, { 'series/0000-cover-letter.patch': 'Subject: x\n' }),
    'FOLDER/series holds no *.patch file',
  ],
  [
    'holds a text without a diff',
    (f) => write(f, { 'series/1.patch': 'Subject: x\n\nhello\n' }),
    'FOLDER/series/1.patch changes no file: it is no patch',
  ],
  [
    'holds a folder called a patch',
    (f) => mkdir(join(f, 'series/1.patch'), { recursive: true }),
    'FOLDER/series/1.patch is not a file',
  ],
  [
    'holds a link to nowhere',
    async (f) => {
      await mkdir(join(f, 'series'));
      await symlink('nowhere', join(f, 'series/1.patch'));
    },
    'FOLDER/series/1.patch is not a file',
  ],
  ['is a device', (f) => symlink('/dev/zero', join(f, 'series')), 'FOLDER/series is not a file'],
  [
    'holds a huge file',
    (f) => write(f, { 'series/1.patch': 'x'.repeat(16 * 1024 * 1024 + 1) }),
    'FOLDER/series/1.patch has 16777217 bytes: that is no patch',
  ],
  [
    'is a patch without end',
    (f) => write(f, { series: `${created}${'x'.repeat(16 * 1024 * 1024)}` }),
    'FOLDER/series has a patch of more than 16777216 bytes',
  ],
];
for (const [what, prepare, expected] of unreadable) {
  test(`a series that ${what} is a mistake of the caller`, () =>
    inTempFolder(async (folder) => {
      await prepare(folder);
      const { message } = await errorOf(UsageError, () => readSeries(join(folder, 'series')));
      assert.is(message, expected.replace('FOLDER', folder));
    }));
}
