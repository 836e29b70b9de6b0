import { mkdir, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import * as assert from 'uvu/assert';
import { UsageError } from '../../../src/errors.js';
import { changedPaths, readSeries, subjectOf } from '../../../src/kernel/series.js';
import { suite } from '../../../src/suite/index.js';
import { errorOf } from '../../helpers/failing.js';
import { changed, created, executable, mail, removed, write } from '../../helpers/patches.js';
import { inTempFolder } from '../../helpers/temp-folder.js';

const test = suite('patch series');

test('a subject is unfolded, and may be missing', () => {
  assert.is(
    subjectOf('From: x\nSubject: [PATCH] one\n two\n\tthree\nDate: y\n'),
    '[PATCH] one two three',
  );
  assert.is(subjectOf('Subject: one\r\n two\r\nDate: y\r\n\r\nbody\r\n'), 'one two');
  assert.is(subjectOf('no headers at all'), '(no subject)');
});

test('the paths of a patch are those that it changes, creates, deletes or moves', () => {
  const moved = `diff --git a/old/name.c b/new/name.c
similarity index 100%
rename from old/name.c
rename to new/name.c
diff --git a/from.c b/to.c
copy from from.c
copy to to.c
`;
  assert.equal(changedPaths(mail('x', changed + created + removed + moved)), [
    'from.c',
    'new/name.c',
    'old/name.c',
    'security/audit.c',
    'security/new.c',
    'security/old.c',
  ]);
});

test('changes without lines count: modes, empty files and binary files', () => {
  const empty = 'diff --git a/empty b/empty\nnew file mode 100644\nindex 000..e69de29\n';
  const binary = 'diff --git a/logo.ppm b/logo.ppm\nindex 1..2 100644\nGIT binary patch\n';
  assert.equal(changedPaths(executable + empty + binary), ['empty', 'logo.ppm', 'scripts/run.sh']);
});

test('paths that leave the tree are dropped', () => {
  const lines = [
    '--- a/../etc/passwd',
    '+++ b/x/../../y',
    '--- a//etc/shadow',
    'rename to ..',
    'diff --git a/../z b/../z',
    '+++ b/kept/../fine.c',
  ];
  assert.equal(changedPaths(lines.join('\n')), ['kept/../fine.c']);
});

test('a folder is read in the order of its names, without the cover letter', () =>
  inTempFolder(async (folder) => {
    await write(folder, {
      '0002-b.patch': mail('second', created),
      '0001-a.patch': mail('first', changed),
      '0000-cover-letter.patch': 'Subject: [PATCH 0/2] cover\n',
      'v2-0000-cover-letter.patch': 'Subject: [PATCH v2 0/2] cover\n',
      README: 'no patch',
    });
    const series = await readSeries(folder);
    assert.equal(
      series.patches.map(({ file, subject, paths }) => [file, subject, paths]),
      [
        ['0001-a.patch', '[PATCH] first', ['security/audit.c']],
        ['0002-b.patch', '[PATCH] second', ['security/new.c']],
      ],
    );
    assert.is(series.cover, '[PATCH v2 0/2] cover');
  }));

test('a cover letter that is no file is none', () =>
  inTempFolder(async (folder) => {
    await write(folder, { '0001-a.patch': mail('first', changed) });
    await mkdir(join(folder, '0000-cover-letter.patch'));
    assert.not('cover' in (await readSeries(folder)));
  }));

test('a series is known by its patches, whatever its folder is called', () =>
  inTempFolder(async (root) => {
    const identity = async (name: string, patches: Record<string, string>) => {
      await write(join(root, name), patches);
      const series = await readSeries(join(root, name));
      assert.is(series.name, name);
      return series.sha256;
    };
    const [one, two] = [mail('one', changed), mail('two', created)];
    const first = await identity('a', { '1.patch': one, '2.patch': two });
    assert.is(await identity('b', { '1.patch': one, '2.patch': two }), first);
    assert.is.not(await identity('c', { '1.patch': two, '2.patch': one }), first);
    assert.is.not(await identity('d', { '1.patch': one }), first);
  }));

const unreadable: [string, (folder: string) => Promise<unknown>, string][] = [
  ['is missing', async () => {}, 'FOLDER/series is not a folder'],
  ['is a file', (f) => write(f, { series: '' }), 'FOLDER/series is not a folder'],
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
  [
    'holds a huge file',
    (f) => write(f, { 'series/1.patch': 'x'.repeat(16 * 1024 * 1024 + 1) }),
    'FOLDER/series/1.patch has 16777217 bytes: that is no patch',
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
