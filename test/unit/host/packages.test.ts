import * as assert from 'uvu/assert';
import {
  hostTools,
  installWords,
  isNeeded,
  type PackageManager,
  remedyFor,
  testTools,
  toolsFor,
} from '../../../src/host/packages.js';
import { archiveKeyring } from '../../../src/kernel/mirror.js';
import { suite } from '../../../src/suite/index.js';

const test = suite('packages of the host');

const managers: PackageManager[] = ['apt', 'dnf', 'pacman'];

test('a tool that we know comes with a command for each package manager', () => {
  assert.is(
    remedyFor('git'),
    'Install it: apt-get install --no-install-recommends git, or dnf install git-core, or pacman -S --needed git. `lsm-audit doctor --install` does it.',
  );
});

test('any other program is at least named', () => {
  assert.is(remedyFor('frobnicate'), 'Install frobnicate.');
});

test('a package that brings two tools is installed once', () => {
  const words = installWords('apt', [...hostTools, ...hostTools]);
  assert.equal(words.slice(0, 3), ['apt-get', 'install', '--no-install-recommends']);
  assert.is(new Set(words).size, words.length);
});

test('every tool has a purpose, and a package of one word for each manager', () => {
  for (const { program, purpose, packages } of [...hostTools, ...testTools]) {
    assert.match(purpose, /^[a-z].*[^.]$/, program);
    for (const manager of managers) assert.match(packages[manager], /^[a-z][\w+.-]*$/, program);
  }
  const programs = [...hostTools, ...testTools].map(({ program }) => program);
  assert.is(new Set(programs).size, programs.length);
});

test('the keyring is the one that the archive is checked with', () => {
  assert.ok(hostTools.some(({ program }) => program === archiveKeyring));
});

test('what only a build root needs is not needed without one', () => {
  const needed = (root: boolean, buildRoot: boolean) =>
    hostTools.filter((tool) => isNeeded(tool, { root, buildRoot })).map(({ program }) => program);
  const only = (programs: string[]) =>
    programs.filter((name) => !needed(true, false).includes(name));
  assert.ok(needed(true, false).includes('qemu-system-x86_64'));
  assert.equal(needed(false, false), needed(true, false));
  assert.equal(only(needed(true, true)), ['unshare', 'mmdebstrap']);
  assert.equal(only(needed(false, true)), ['unshare', 'mmdebstrap', 'newuidmap']);
});

test('what only tests need is asked for with them', () => {
  const common = { root: true, buildRoot: true };
  assert.equal(toolsFor({ ...common, tests: false }), hostTools);
  assert.equal(toolsFor({ ...common, tests: true }), [...hostTools, ...testTools]);
  assert.match(remedyFor('ssh-keygen'), /apt-get install .* openssh-client/);
});
