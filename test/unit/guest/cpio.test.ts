import { execFileSync, spawnSync } from 'node:child_process';
import { lstat, readFile, readlink } from 'node:fs/promises';
import { join } from 'node:path';
import * as assert from 'uvu/assert';
import { type CpioEntry, cpioArchive } from '../../../src/guest/cpio.js';
import { suite } from '../../../src/suite/index.js';
import { inTempFolder } from '../../helpers/temp-folder.js';

const test = suite('initramfs archive');

const entries: CpioEntry[] = [
  { type: 'directory', path: '/etc', mode: 0o755 },
  { type: 'directory', path: '/tmp', mode: 0o1777 },
  { type: 'file', path: '/etc/a', mode: 0o640, data: Buffer.from('abcde') },
  { type: 'file', path: '/etc/empty', mode: 0o600, data: Buffer.alloc(0) },
  { type: 'file', path: '/etc/né', mode: 0o4755, data: Buffer.from([0, 255, 10]) },
  { type: 'link', path: '/bin', target: 'usr/bin' },
];
const console: CpioEntry = {
  type: 'character',
  path: '/dev/console',
  mode: 0o600,
  major: 5,
  minor: 1,
};

interface Member {
  name: string;
  mode: string;
  inode: number;
  owner: string;
  time: number;
  device: string;
  data: string;
}

/** Reads the "newc" format as the kernel's init/initramfs.c does, with every rule checked. */
function members(archive: Buffer): Member[] {
  const found: Member[] = [];
  let at = 0;
  const aligned = (end: number) => {
    const next = end + ((4 - (end % 4)) % 4);
    assert.ok(
      archive.subarray(end, next).every((byte) => byte === 0),
      'padding',
    );
    return next;
  };
  while (at < archive.length) {
    const header = archive.toString('latin1', at, at + 110);
    assert.match(header, /^070701[0-9A-F]{104}$/);
    const field = (i: number) => Number.parseInt(header.slice(6 + 8 * i, 14 + 8 * i), 16);
    const nameEnd = at + 110 + field(11);
    assert.is(archive[nameEnd - 1], 0);
    const name = archive.toString('utf8', at + 110, nameEnd - 1);
    const start = aligned(nameEnd);
    const data = archive.toString('latin1', start, start + field(6));
    at = aligned(start + field(6));
    found.push({
      name,
      mode: field(1).toString(8),
      inode: field(0),
      owner: `${field(2)}:${field(3)}`,
      time: field(5),
      device: `${field(9)},${field(10)}`,
      data,
    });
  }
  return found;
}

test('every entry has its type, mode and content, and the trailer ends it', () => {
  const found = members(cpioArchive([...entries, console]));
  assert.equal(
    found.map(({ name, mode, data }) => [name, mode, data]),
    [
      ['etc', '40755', ''],
      ['tmp', '41777', ''],
      ['etc/a', '100640', 'abcde'],
      ['etc/empty', '100600', ''],
      ['etc/né', '104755', '\0ÿ\n'],
      ['bin', '120777', 'usr/bin'],
      ['dev/console', '20600', ''],
      ['TRAILER!!!', '0', ''],
    ],
  );
  assert.is(found.find(({ name }) => name === 'dev/console')?.device, '5,1');
});

test('everything is owned by root, has no time, and an inode of its own', () => {
  const found = members(cpioArchive([...entries, console])).slice(0, -1);
  assert.ok(found.every(({ owner, time }) => owner === '0:0' && time === 0));
  assert.is(new Set(found.map(({ inode }) => inode)).size, found.length);
});

test('equal entries give equal bytes', () => {
  assert.ok(cpioArchive(entries).equals(cpioArchive(structuredClone(entries))));
});

test('archives can be concatenated', () => {
  const first = cpioArchive(entries);
  assert.is(first.length % 4, 0);
  const names = members(Buffer.concat([first, cpioArchive([console])])).map(({ name }) => name);
  assert.equal(names.slice(-3), ['TRAILER!!!', 'dev/console', 'TRAILER!!!']);
});

/** Whether there is a real cpio to ask. */
const installed = spawnSync('cpio', ['--version']).error === undefined;

test('cpio lists the archive', (t) => {
  if (!installed) t.skip('cpio is not installed');
  const input = cpioArchive([...entries, console]);
  const listed = execFileSync('cpio', ['-t', '--quiet'], { input, encoding: 'utf8' });
  assert.equal(listed.trimEnd().split('\n').length, 7);
  assert.match(listed, /^etc\/a$/m);
  assert.match(listed, /^dev\/console$/m);
});

test('cpio unpacks the archive', (t) => {
  if (!installed) t.skip('cpio is not installed');
  return inTempFolder(async (folder) => {
    // Special bits and device nodes are for root alone, so they are left to the reader above.
    const plain = entries.filter(({ path }) => path !== '/tmp' && path !== '/etc/né');
    execFileSync('cpio', ['-idm', '--quiet', '--no-preserve-owner'], {
      input: cpioArchive(plain),
      cwd: folder,
    });
    assert.is(await readFile(join(folder, 'etc/a'), 'utf8'), 'abcde');
    assert.is((await lstat(join(folder, 'etc/a'))).mode & 0o7777, 0o640);
    assert.is((await lstat(join(folder, 'etc/empty'))).size, 0);
    assert.is(await readlink(join(folder, 'bin')), 'usr/bin');
  });
});
