import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import * as assert from 'uvu/assert';
import { BadBundle, readBundle, writeBundle } from '../../../src/bundle/index.js';
import { UsageError } from '../../../src/errors.js';
import { suite } from '../../../src/suite/index.js';
import { archiveOf, fileOf, type Member, manifestOf } from '../../helpers/bundles.js';
import { samples } from '../../helpers/property.js';
import { inTempFolder } from '../../helpers/temp-folder.js';

const test = suite('reading of bundles', { deadlineS: 60 });

const first: Member = { name: 'a.txt', bytes: 'first' };
const second: Member = { name: 'b/c.txt', bytes: 'second' };
const both = [first, second];

/** Unpacks `bytes` below a folder of its own; what there is afterwards, or what was wrong. */
async function unpacked(bytes: Uint8Array, wanted = (_: string) => true) {
  return inTempFolder(async (folder) => {
    const into = join(folder, 'into');
    await mkdir(into);
    await writeFile(join(folder, 'bundle'), bytes);
    const error = await readBundle(join(folder, 'bundle'), into, wanted).then(
      () => undefined,
      (error: unknown) => error,
    );
    assert.equal((await readdir(folder)).sort(), ['bundle', 'into'], 'something lies outside');
    const files: Record<string, string> = {};
    for (const entry of await readdir(into, { recursive: true, withFileTypes: true })) {
      if (!entry.isFile()) continue;
      const path = join(entry.path, entry.name);
      files[path.slice(into.length + 1)] = await readFile(path, 'utf8');
    }
    return { error, files };
  });
}

async function refused(bytes: Uint8Array, complaint: RegExp) {
  const { error } = await unpacked(bytes);
  assert.instance(error, BadBundle);
  assert.match((error as Error).message, complaint);
}

test('unpacks what is wanted', async () => {
  const bytes = await archiveOf([manifestOf(both), ...both]);
  const { error, files } = await unpacked(bytes, (name) => name !== 'a.txt');
  assert.is(error, undefined);
  assert.equal(files, { 'b/c.txt': 'second' });
});

/** Names that no entry may have. */
const names = [
  ...['/etc/passwd', '../up', 'a/../../up', './a', '.hidden', 'a//b', 'a/', '', 'a\nb', 'a\0b'],
  ...['a b', 'ü', 'x'.repeat(101), 'manifest.json'],
];

for (const name of names)
  test(`refuses the name ${JSON.stringify(name.slice(0, 12))}`, async () => {
    await refused(await archiveOf([manifestOf([{ name, bytes: 'x' }])]), /an entry called/);
  });

/** What a manifest without fault can be followed by. */
const contents: [what: string, members: Member[], complaint: RegExp][] = [
  [
    'an entry that the manifest does not name',
    [...both, { name: 'd', bytes: '' }],
    /knows nothing of "d"/,
  ],
  ['an entry twice', [first, first], /has a.txt twice/],
  ['a missing last entry', [first], /b\/c.txt is missing/],
  ['a missing first entry', [second], /a.txt is missing/],
  ['nothing', [], /a.txt is missing/],
  ['entries in another order', [second, first], /a.txt is missing/],
  ['another content', [{ ...first, bytes: 'fIrst' }, second], /checksum of a.txt is wrong/],
  ['another size', [{ ...first, bytes: 'longer' }, second], /a.txt has 6 bytes, not 5/],
  [
    'a symbolic link',
    [{ name: 'a.txt', type: 'symlink', linkname: '/etc/passwd' }],
    /no plain file/,
  ],
  ['a hard link', [{ name: 'a.txt', type: 'link', linkname: '/etc/passwd' }], /no plain file/],
  ['a device', [{ name: 'a.txt', type: 'character-device' }], /no plain file/],
  ['a fifo', [{ name: 'a.txt', type: 'fifo' }], /no plain file/],
  ['a folder', [{ name: 'a.txt', type: 'directory' }], /no plain file/],
  ['an extended header', [{ ...first, pax: { comment: 'x' } }, second], /no plain file/],
];

for (const [what, members, complaint] of contents)
  test(`refuses ${what}`, async () => {
    await refused(await archiveOf([manifestOf(both), ...members]), complaint);
  });

/** What a manifest may be that is none. */
const manifests: [what: string, own: object, complaint: RegExp][] = [
  ['another schema', { schema: 2 }, /its schema is 2/],
  ['no run', { run: 1 }, /incomplete/],
  ['no files', { files: {} }, /incomplete/],
  ['an entry twice', { files: [fileOf(first), fileOf(first)] }, /out of order or twice/],
  ['an entry in a file', { files: [fileOf(first), fileOf({ name: 'a.txt/b' })] }, /lies in a file/],
  ['no size', { files: [{ ...fileOf(first), bytes: 1.5 }] }, /no size of a.txt/],
  ['a size below nothing', { files: [{ ...fileOf(first), bytes: -1 }] }, /no size of a.txt/],
  ['no digest', { files: [{ ...fileOf(first), sha256: 'x' }] }, /no digest of a.txt/],
  ['too much', { files: [{ ...fileOf(first), bytes: 2 ** 31 }] }, /holds 2147483648 bytes/],
];

for (const [what, own, complaint] of manifests)
  test(`refuses a manifest with ${what}`, async () => {
    await refused(await archiveOf([manifestOf(both, own), ...both]), complaint);
  });

test('refuses what does not begin with a manifest, or has no readable one', async () => {
  await refused(await archiveOf(both), /begins with "a.txt"/);
  await refused(await archiveOf([]), /empty/);
  await refused(await archiveOf([{ name: 'manifest.json', bytes: '{' }]), /no JSON/);
  const huge = { name: 'manifest.json', bytes: ' '.repeat((1 << 20) + 1) };
  await refused(await archiveOf([huge]), /manifest is too large/);
  await refused(gzipSync(Buffer.alloc(0)), /empty/);
  await refused(Buffer.from('no gzip at all'), /no gzip file/);
});

test('stops at a bomb when it unpacks to more than the manifest says', async () => {
  // Of zeros, which an archive may end with as long as it likes.
  const sound = await archiveOf([manifestOf(both), ...both]);
  const bomb = Buffer.concat([sound, gzipSync(Buffer.alloc(64 << 20))]);
  await refused(bomb, /unpacks to more than its manifest says/);
  const before = gzipSync(Buffer.alloc(64 << 20));
  await refused(before, /unpacks to more than its manifest says/);
});

test('a bundle that is cut anywhere is refused', async () => {
  const bytes = await archiveOf([manifestOf(both), ...both]);
  for (let length = 0; length < bytes.length; length++) {
    const { error } = await unpacked(bytes.subarray(0, length));
    assert.instance(error, BadBundle, `cut to ${length} of ${bytes.length} bytes`);
    assert.match((error as Error).message, /it is cut short$/);
  }
});

test('a flipped bit is found, or changes nothing', async () => {
  const bytes = await archiveOf([manifestOf(both), ...both]);
  const arbitrary = fc.nat({ max: bytes.length * 8 - 1 });
  const { seed, values } = samples(arbitrary, { share: 0.2 });
  for (const bit of values) {
    const flipped = Buffer.from(bytes);
    flipped.writeUInt8((flipped.at(bit >> 3) ?? 0) ^ (1 << (bit & 7)), bit >> 3);
    const { error, files } = await unpacked(flipped);
    if (error) assert.instance(error, BadBundle, `bit ${bit}, seed ${seed}: ${String(error)}`);
    else assert.equal(files, { 'a.txt': 'first', 'b/c.txt': 'second' }, `bit ${bit}`);
  }
});

test('a file that is not there is a usage error, and no bad bundle', async () => {
  for (const path of ['/no/such/bundle', '/tmp']) {
    const error = await readBundle(path, '/nowhere', () => true).catch((error: unknown) => error);
    assert.instance(error, UsageError);
    assert.match((error as Error).message, /cannot be read/);
  }
  assert.not.ok(existsSync('/nowhere'));
});

test('what was written is read, and equal files give equal bytes', async () => {
  await inTempFolder(async (folder) => {
    const entries = both.map(({ name, bytes = '' }) => ({
      name,
      bytes: Buffer.from(bytes as string),
    }));
    const paths = ['one', 'two'].map((name) => join(folder, name));
    const [one = '', two = ''] = paths;
    await writeBundle(one, 'a run', entries);
    await writeBundle(two, 'a run', [...entries].reverse());
    assert.equal(await readFile(one), await readFile(two));
    assert.equal((await unpacked(await readFile(one))).files, {
      'a.txt': 'first',
      'b/c.txt': 'second',
    });
  });
});

test('a bundle that cannot be written leaves nothing', async () => {
  await inTempFolder(async (folder) => {
    const name = '../up';
    const failed = await writeBundle(join(folder, 'x'), 'a run', [
      { name, bytes: Buffer.alloc(1) },
    ]).catch((error: Error) => error.message);
    assert.match(String(failed), /no entry called/);
    await mkdir(join(folder, 'taken'));
    await writeBundle(join(folder, 'taken'), 'a run', []).catch(() => {});
    assert.equal(await readdir(folder), ['taken']);
  });
});
