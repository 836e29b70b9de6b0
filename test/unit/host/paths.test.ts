import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import * as assert from 'uvu/assert';
import { cachePaths, cacheRoot, projectRoot } from '../../../src/host/paths.js';
import { suite } from '../../../src/suite/index.js';

const test = suite('paths');

const standard = join(homedir(), '.cache/lsm-audit');
const caches: [string, NodeJS.ProcessEnv, string][] = [
  ['by default', {}, standard],
  ['with XDG_CACHE_HOME', { XDG_CACHE_HOME: '/xdg' }, '/xdg/lsm-audit'],
  ['with an empty XDG_CACHE_HOME', { XDG_CACHE_HOME: '' }, standard],
  ['with a relative XDG_CACHE_HOME', { XDG_CACHE_HOME: 'xdg' }, standard],
  ['with LSM_AUDIT_CACHE', { LSM_AUDIT_CACHE: '/own', XDG_CACHE_HOME: '/xdg' }, '/own'],
  ['with a relative LSM_AUDIT_CACHE', { LSM_AUDIT_CACHE: 'own' }, resolve('own')],
];
for (const [when, env, expected] of caches) {
  test(`the cache ${when} is ${expected.replace(homedir(), '~').replace(resolve('.'), '.')}`, () => {
    assert.is(cacheRoot(env), expected);
  });
}

test('everything in the cache lies below its root, each in its own place', () => {
  const { root, ...parts } = cachePaths('/own');
  assert.is(root, '/own');
  const places = Object.values(parts);
  assert.ok(places.every((place) => place.startsWith('/own/')));
  assert.is(new Set(places).size, places.length);
});

test('the project is found from where its modules lie', () => {
  assert.ok(existsSync(join(projectRoot, 'package.json')));
  assert.ok(existsSync(join(projectRoot, 'vm/root.list')));
});
