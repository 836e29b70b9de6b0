import { mkdir, readFile, readlink, stat, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import * as assert from 'uvu/assert';
import { SeriesError, UsageError } from '../../../src/errors.js';
import { silentLog } from '../../../src/host/log.js';
import { applySeries, changedPaths, readSeries, subjectOf } from '../../../src/kernel/series.js';
import { suite } from '../../../src/suite/index.js';
import { errorOf } from '../../helpers/failing.js';
import { inTempFolder } from '../../helpers/temp-folder.js';

const test = suite('patch series');

function mail(subject: string, diff: string): string {
  return `From 0000000000000000000000000000000000000000 Mon Sep 17 00:00:00 2001
From: A Developer <dev@example.org>
Date: Wed, 11 Mar 2026 10:00:00 +0000
Subject: [PATCH] ${subject}

Why this is needed.
---
${diff}-- 
2.47.0
`;
}

const changed = `diff --git a/security/audit.c b/security/audit.c
--- a/security/audit.c
+++ b/security/audit.c
@@ -1,3 +1,3 @@
 one
-two
+TWO
 three
`;

const created = `diff --git a/security/new.c b/security/new.c
new file mode 100644
index 000000000000..257cc5642cb1
--- /dev/null
+++ b/security/new.c
@@ -0,0 +1 @@
+foo
`;

const removed = `diff --git a/security/old.c b/security/old.c
deleted file mode 100644
--- a/security/old.c
+++ /dev/null
@@ -1 +0,0 @@
-old
`;

const executable = `diff --git a/scripts/run.sh b/scripts/run.sh
old mode 100644
new mode 100755
`;

/** Writes `files` below `folder`. */
async function write(folder: string, files: Readonly<Record<string, string>>): Promise<void> {
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), text);
  }
}

const pristineFiles = {
  Makefile: 'all:\n',
  'security/audit.c': 'one\ntwo\nthree\n',
  'security/old.c': 'old\n',
  'security/other.c': 'other\n',
  'scripts/run.sh': '#!/bin/sh\n',
};

interface Applied {
  paths: string[];
  scratch: string;
}

/** Applies `patches` to a small tree, and lets `look` see the result. */
function applied<T>(
  patches: Readonly<Record<string, string>>,
  look: (result: Applied) => Promise<T>,
): Promise<T> {
  return inTempFolder(async (root) => {
    const [pristine, folder, scratch] = ['pristine', 'series', 'scratch'].map((n) => join(root, n));
    assert.ok(pristine && folder && scratch);
    await write(pristine, pristineFiles);
    await symlink('audit.c', join(pristine, 'security/link.c'));
    await write(folder, patches);
    const series = await readSeries(folder);
    const options = { pristine, scratch, phase: 'series' as const, log: silentLog };
    const paths = await applySeries(series, options);
    for (const [name, text] of Object.entries(pristineFiles))
      assert.is(await readFile(join(pristine, name), 'utf8'), text, 'the pristine tree');
    return look({ paths, scratch });
  });
}

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

test('patches are applied on top of each other, and only touched files are copied', () => {
  const again = changed.replaceAll('two', 'TWO').replace('+TWO', '+2');
  const patches = {
    '0001.patch': mail('change', changed + created),
    '0002.patch': mail('change again, remove', again + removed + executable),
  };
  return applied(patches, async ({ paths, scratch }) => {
    assert.equal(paths, ['scripts/run.sh', 'security/audit.c', 'security/new.c', 'security/old.c']);
    assert.is(await readFile(join(scratch, 'security/audit.c'), 'utf8'), 'one\n2\nthree\n');
    assert.is(await readFile(join(scratch, 'security/new.c'), 'utf8'), 'foo\n');
    await errorOf(Error, () => stat(join(scratch, 'security/old.c')));
    await errorOf(Error, () => stat(join(scratch, 'security/other.c')));
    assert.is((await stat(join(scratch, 'scripts/run.sh'))).mode & 0o111, 0o111);
  });
});

test('a series of new files needs nothing of the tree', () =>
  applied({ '1.patch': mail('new', created) }, async ({ paths }) => {
    assert.equal(paths, ['security/new.c']);
  }));

test('a file of several mails is several patches', () => {
  const both = mail('one', changed) + mail('two', created);
  return applied({ '1.patch': both }, async ({ paths }) => {
    assert.equal(paths, ['security/audit.c', 'security/new.c']);
  });
});

test('a change that is taken back is no change', () => {
  const back = changed.replace('-two\n+TWO', '-TWO\n+two');
  return applied(
    { '1.patch': mail('one', changed), '2.patch': mail('two', back) },
    async ({ paths }) => {
      assert.equal(paths, []);
    },
  );
});

test('links stay links, a move changes both places, attributes of git are files like any other', () => {
  const diff = `diff --git a/security/link.c b/security/link.c
--- a/security/link.c
+++ b/security/link.c
@@ -1 +1 @@
-audit.c
\\ No newline at end of file
+other.c
\\ No newline at end of file
diff --git a/security/old.c b/security/moved.c
similarity index 100%
rename from security/old.c
rename to security/moved.c
diff --git a/.gitattributes b/.gitattributes
new file mode 100644
--- /dev/null
+++ b/.gitattributes
@@ -0,0 +1 @@
+*.c diff=cpp
`;
  return applied({ '1.patch': mail('three kinds', diff) }, async ({ paths, scratch }) => {
    const moved = ['security/moved.c', 'security/old.c'];
    assert.equal(paths, ['.gitattributes', 'security/link.c', ...moved]);
    assert.is(await readlink(join(scratch, 'security/link.c')), 'other.c');
    assert.is(await readFile(join(scratch, '.gitattributes'), 'utf8'), '*.c diff=cpp\n');
  });
});

const refused = (patches: Readonly<Record<string, string>>) =>
  errorOf(SeriesError, () => applied(patches, async () => 'applied'));

test('a patch that does not apply is named, with its file and hunk', async () => {
  const other = changed.replace(' one\n-two', ' uno\n-dos');
  const error = await refused({
    '1.patch': mail('fine', created),
    '2.patch': mail('other', other),
  });
  assert.is(error.message, '2.patch does not apply: security/audit.c, the hunk at line 1');
  assert.equal(error.evidence, [
    'Subject: [PATCH] other',
    'error: patch failed: security/audit.c:1',
    'error: security/audit.c: patch does not apply',
  ]);
  assert.match(error.remedy ?? '', 'Rebase the series');
  assert.is(error.exitCode, 1);
});

test('a patch for a file that this kernel does not have names the file', async () => {
  const { message } = await refused({
    '1.patch': mail('gone', changed.replaceAll('security/audit.c', 'security/gone.c')),
  });
  assert.is(message, '1.patch does not apply: security/gone.c: does not exist in index');
});

test('a patch that is cut short is the fault of the series', async () => {
  const cut = mail('cut', changed).split(' three')[0] ?? '';
  const { message, evidence } = await refused({ '1.patch': cut });
  assert.match(message, /^1\.patch does not apply: corrupt patch/);
  assert.match(evidence.join('\n'), 'error: corrupt patch');
});

test('a file that is a diff but no mail shows what git says', async () => {
  const { evidence } = await refused({ '1.patch': `not a mail\n${changed}` });
  assert.match(evidence.join('\n'), 'Patch format detection failed');
});

test('a patch that treats a folder as a file is the fault of the series', async () => {
  const { message } = await refused({
    '1.patch': mail('folder', changed.replaceAll('security/audit.c', 'security')),
  });
  assert.match(message, /^1\.patch does not apply: security/);
});

test('a patch cannot write outside the tree', async () => {
  for (const path of ['../escaped.c', '.git/hooks/post-applypatch']) {
    const { message } = await refused({
      '1.patch': mail('escape', created + created.replaceAll('security/new.c', path)),
    });
    assert.match(message, /^1\.patch does not apply: invalid path/, path);
  }
});
