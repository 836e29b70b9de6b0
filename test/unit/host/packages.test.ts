import * as assert from 'uvu/assert';
import {
  hostTools,
  installWords,
  type PackageManager,
  remedyFor,
} from '../../../src/host/packages.js';
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
  for (const { program, purpose, packages } of hostTools) {
    assert.match(purpose, /^[a-z].*[^.]$/, program);
    for (const manager of managers) assert.match(packages[manager], /^[a-z][\w+.-]*$/, program);
  }
  const programs = hostTools.map(({ program }) => program);
  assert.is(new Set(programs).size, programs.length);
});
