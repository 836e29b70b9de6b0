import { readFile, readlink, stat, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import * as assert from 'uvu/assert';
import { SeriesError } from '../../../src/errors.js';
import { silentLog } from '../../../src/host/log.js';
import { applySeries } from '../../../src/kernel/apply.js';
import { readSeries } from '../../../src/kernel/series.js';
import { suite } from '../../../src/suite/index.js';
import { errorOf } from '../../helpers/failing.js';
import { changed, created, executable, mail, removed, write } from '../../helpers/patches.js';
import { inTempFolder } from '../../helpers/temp-folder.js';
import { mailbox, patchBody, sent } from '../../helpers/threads.js';

const test = suite('patch series, applied');

const pristineFiles = {
  Makefile: 'all:\n',
  'security/audit.c': 'one\ntwo\nthree\n',
  'security/old.c': 'old\n',
  'security/other.c': 'other\n',
  'scripts/run.sh': '#!/bin/sh\n',
};

interface Applied {
  paths: string[];
  notes: string[];
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
    const { touched: paths, notes } = await applySeries(series, options);
    for (const [name, text] of Object.entries(pristineFiles))
      assert.is(await readFile(join(pristine, name), 'utf8'), text, 'the pristine tree');
    return look({ paths, notes, scratch });
  });
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

test('a diff without a mail around it is a patch too', () =>
  applied({ '1.patch': changed, '2.patch': `in other words\n${created}` }, async ({ paths }) => {
    assert.equal(paths, ['security/audit.c', 'security/new.c']);
  }));

test('a patch that treats a folder as a file is the fault of the series', async () => {
  const { message } = await refused({
    '1.patch': mail('folder', changed.replaceAll('security/audit.c', 'security')),
  });
  assert.match(message, /^1\.patch does not apply: security/);
});

test('a patch cannot write outside the tree', async () => {
  const paths = ['../escaped.c', '.git/hooks/post-applypatch', '/etc/lsm-audit', 'x/../../y.c'];
  for (const path of paths) {
    const { message } = await refused({
      '1.patch': mail('escape', created + created.replaceAll('security/new.c', path)),
    });
    assert.match(message, /^1\.patch does not apply: invalid path/, path);
  }
});

test('a patch cannot write through a link, be it of the series or of the tree', async () => {
  const link = created.replace('100644', '120000').replace('+foo', '+/tmp');
  const behind = (folder: string) => created.replaceAll('security/new.c', `${folder}/new.c`);
  for (const diff of [link + behind('security/new.c'), behind('security/link.c')]) {
    const { message } = await refused({ '1.patch': mail('link', diff) });
    assert.match(message, /new\.c.*beyond a symbolic link/);
  }
});

test('attributes that a series brings do not convert its files', () => {
  const attributes = created
    .replaceAll('security/new.c', '.gitattributes')
    .replace('+foo', '+* text eol=crlf working-tree-encoding=UTF-16 ident');
  const ident = created.replace('+foo', '+/* $Id$ */');
  return applied(
    { '1.patch': mail('attributes', attributes), '2.patch': mail('new', changed + ident) },
    async ({ scratch }) => {
      assert.is(await readFile(join(scratch, 'security/audit.c'), 'utf8'), 'one\nTWO\nthree\n');
      assert.is(await readFile(join(scratch, 'security/new.c'), 'utf8'), '/* $Id$ */\n');
    },
  );
});

test('strange names are names: line ends, quotes, shell characters, and those of options', () => {
  const names = ['a\nb', '"q"', '$(touch x);`y`', '-rf', 'ä\t'];
  const quoted = (name: string) => JSON.stringify(name).replaceAll('ä', '\\303\\244').slice(1, -1);
  const diffs = names.map((name) =>
    created
      .replace(/^diff.*$/m, `diff --git "a/d/${quoted(name)}" "b/d/${quoted(name)}"`)
      .replace(/^\+\+\+.*$/m, `+++ "b/d/${quoted(name)}"`),
  );
  return applied({ '1.patch': mail('names', diffs.join('')) }, async ({ paths, scratch }) => {
    assert.equal(new Set(paths), new Set(names.map((name) => `d/${name}`)));
    for (const name of names)
      assert.is(await readFile(join(scratch, 'd', name), 'utf8'), 'foo\n', name);
  });
});

test('names that no host takes, and such that are no text, are refused', async () => {
  for (const name of ['x'.repeat(201), `${'d/'.repeat(600)}x`, '\\377']) {
    const diff = created
      .replace(/^diff.*\n/m, `diff --git "a/${name}" "b/${name}"\n`)
      .replace(/^\+\+\+.*$/m, `+++ "b/${name}"`);
    const { message } = await refused({ '1.patch': mail('long', diff) });
    assert.match(message, /^the series names a path that is too long, or no text: /);
  }
});

test('lines end as the file has them', () => {
  const crlf = created.replace('+foo', '+foo\r');
  return applied({ '1.patch': mail('crlf', crlf) }, async ({ scratch }) => {
    assert.is(await readFile(join(scratch, 'security/new.c'), 'utf8'), 'foo\r\n');
  });
});

const elsewhere = (folder: string) => changed.replaceAll('security/', folder);

for (const folder of ['tools/testing/selftests/bpf/', 'Documentation/bpf/']) {
  test(`what a series changes in ${folder} is left out where the kernel lacks it`, () => {
    const news = created.replaceAll('security/', folder);
    const patches = {
      '1.patch': mail('all', elsewhere(folder) + news + changed),
      '2.patch': mail('nothing', elsewhere(folder)),
    };
    return applied(patches, async ({ paths, notes, scratch }) => {
      assert.equal(paths, ['security/audit.c', `${folder}new.c`].sort());
      assert.is(await readFile(join(scratch, 'security/audit.c'), 'utf8'), 'one\nTWO\nthree\n');
      assert.equal(
        notes,
        [1, 2].map((n) => `${n}.patch: left out ${folder}audit.c, which this kernel does not have`),
      );
    });
  });
}

test('a selftest that the series itself brings is changed by its next patch', () => {
  const path = 'tools/testing/selftests/new.c';
  const news = created.replaceAll('security/new.c', path);
  const more = changed
    .replaceAll('security/audit.c', path)
    .replace(/@@.*/s, '@@ -1 +1 @@\n-foo\n+bar\n');
  const patches = { '1.patch': mail('new', news), '2.patch': mail('more', more) };
  return applied(patches, async ({ notes, scratch }) => {
    assert.equal(notes, []);
    assert.is(await readFile(join(scratch, path), 'utf8'), 'bar\n');
  });
});

test('a selftest that is there, and that the patch does not fit, stops the run', async () => {
  const path = 'tools/testing/selftests/new.c';
  const news = created.replaceAll('security/new.c', path);
  const patches = {
    '1.patch': mail('new', news),
    '2.patch': mail('other', changed.replaceAll('security/audit.c', path)),
  };
  const { message } = await refused(patches);
  assert.match(message, `2.patch does not apply: ${path}, the hunk at line 1`);
});

test('what looks like the folder of selftests is not it', async () => {
  for (const folder of ['tools/testing/', 'tools/testing/selftests/../', 'x/Documentation/']) {
    const { message } = await refused({ '1.patch': mail('x', elsewhere(folder)) });
    assert.match(message, /^1\.patch does not apply: /, folder);
  }
});

test('a name with the signs of a pattern leaves out nothing else', () => {
  const folder = 'tools/testing/selftests/';
  const news = created.replaceAll('security/new.c', `${folder}a.c`);
  const absent = elsewhere(folder).replaceAll('audit.c', '[a-z*].c');
  return applied({ '1.patch': mail('x', absent + news) }, async ({ paths }) => {
    assert.equal(paths, [`${folder}a.c`]);
  });
});

test('a mail of a thread that does not apply is named by its subject', () =>
  inTempFolder(async (root) => {
    const other = changed.replace(' one\n-two', ' uno\n-dos');
    await write(root, {
      'pristine/security/audit.c': 'one\ntwo\nthree\n',
      't.mbox': mailbox([
        sent({ subject: '[PATCH v2 2/2] audit: Other', body: patchBody(other) }),
        sent({ subject: '[PATCH v2 1/2] audit: Fine', body: patchBody(created) }),
      ]),
    });
    const series = await readSeries(join(root, 't.mbox'));
    const place = { pristine: join(root, 'pristine'), scratch: join(root, 'scratch') };
    const options = { ...place, phase: 'series' as const, log: silentLog };
    const { message } = await errorOf(SeriesError, () => applySeries(series, options));
    const where = 'security/audit.c, the hunk at line 1';
    assert.is(message, `[PATCH v2 2/2] audit: Other does not apply: ${where}`);
  }));
