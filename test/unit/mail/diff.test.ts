import * as assert from 'uvu/assert';
import { isInside, parseDiff, pathsOf } from '../../../src/mail/index.js';
import { suite } from '../../../src/suite/index.js';
import { changed, created, executable, mail, removed } from '../../helpers/patches.js';

const test = suite('diff of a mail');

const changes = (text: string) => parseDiff(text).changes;

test('a change has two names, a new file one, and so has a removed one', () => {
  assert.equal(changes(mail('x', changed + created + removed + executable)), [
    { from: 'security/audit.c', to: 'security/audit.c' },
    { to: 'security/new.c' },
    { from: 'security/old.c' },
    { from: 'scripts/run.sh', to: 'scripts/run.sh' },
  ]);
});

test('a move and a copy have the names of both places', () => {
  const moved = `diff --git a/old/name.c b/new/name.c
similarity index 100%
rename from old/name.c
rename to new/name.c
diff --git a/from.c b/to.c
copy from from.c
copy to to.c
`;
  assert.equal(pathsOf(changes(moved)), ['from.c', 'new/name.c', 'old/name.c', 'to.c']);
});

test('changes without lines count: empty files and binary files', () => {
  const empty = 'diff --git a/empty b/empty\nnew file mode 100644\nindex 000..e69de29\n';
  const binary = 'diff --git a/logo.ppm b/logo.ppm\nindex 1..2 100644\nGIT binary patch\n';
  assert.equal(changes(empty + binary), [{ to: 'empty' }, { from: 'logo.ppm', to: 'logo.ppm' }]);
});

test('names in quotes are read with their escapes', () => {
  const quoted = `diff --git "a/d/\\303\\244\\n\\"x" "b/d/\\303\\244\\n\\"x"
new file mode 100644
--- /dev/null
+++ "b/d/\\303\\244\\n\\"x"
@@ -0,0 +1 @@
+x
`;
  assert.equal(changes(quoted), [{ to: 'd/ä\n"x' }]);
});

test('a diff that git did not make is read by its two lines, dates left out', () => {
  const plain = `--- a/x.c\t2026-03-11 10:00:00\n+++ b/x.c\t2026-03-11 10:00:01\n@@ -1 +1 @@\n-a\n+b\n`;
  assert.equal(changes(`Index: x.c\n=====\n${plain}`), [{ from: 'x.c', to: 'x.c' }]);
});

test('what a hunk holds is no header, whatever it looks like', () => {
  const tricky = `diff --git a/x b/x
--- a/x
+++ b/x
@@ -1,2 +1,2 @@
--- a/etc/passwd
-diff --git a/y b/y
+++ b/etc/passwd
+@@ -1 +1 @@
`;
  const { changes: found, whole } = parseDiff(tricky);
  assert.equal(found, [{ from: 'x', to: 'x' }]);
  assert.ok(whole);
});

test('where it begins and ends is known, and what follows is no part of it', () => {
  const text = mail('x', changed);
  const { start, end } = parseDiff(text);
  assert.is(text.slice(start, end), changed);
  assert.is(parseDiff('no diff\n').start, -1);
});

test('the mark of a missing newline belongs to the diff', () => {
  const diff = `${changed}\\ No newline at end of file\n`;
  const { end } = parseDiff(`${diff}-- \n2.47.0\n`);
  assert.is(end, diff.length);
});

test('a hunk that lacks lines, or has one too many, is not whole', () => {
  assert.not(parseDiff(changed.replace(' three\n', '')).whole);
  assert.not(parseDiff(changed.replace('+TWO', 'TWO')).whole);
  assert.not(parseDiff(changed.replace('-two\n', '-two\n-2\n')).whole);
  assert.ok(parseDiff(changed).whole);
});

test('paths that leave the tree are dropped', () => {
  const outside = ['../etc/passwd', 'x/../../y', '/etc/shadow', '..', '', 'a\0b'];
  for (const path of outside) assert.not(isInside(path), path);
  assert.equal(pathsOf([{ from: '../x', to: 'kept/../fine.c' }, { to: '..fine' }]), [
    '..fine',
    'kept/../fine.c',
  ]);
});
