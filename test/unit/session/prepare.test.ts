import * as assert from 'uvu/assert';
import { embeddedSeries, treeNames } from '../../../src/session/prepare.js';
import { suite } from '../../../src/suite/index.js';

const test = suite('trees of series');

const source = { package: 'linux-source-7.2', version: '7.2.13-1~bpo13+1' };

test('the embedded series has the trusted tree', () => {
  const name = 'linux-source-7.2_7.2.13-1~bpo13+1-default';
  assert.equal(treeNames(source), { own: name, seed: undefined });
  assert.equal(treeNames(source, embeddedSeries), { own: name, seed: undefined });
});

test('each other series has a tree of its own, which starts from the trusted one', () => {
  const one = treeNames(source, '/home/dev/one');
  const two = treeNames(source, '/home/dev/two');
  assert.is(one.seed, treeNames(source).own);
  assert.is(new Set([one.own, two.own, one.seed]).size, 3);
  assert.equal(treeNames(source, '/home/dev/one'), one);
  assert.match(one.own, /^[\w.+~-]+$/);
});

test('each variant has a tree of its own, which starts from the default', () => {
  const own = treeNames(source, embeddedSeries, 'kasan');
  assert.is(own.seed, treeNames(source).own);
  assert.not.equal(own.own, own.seed);
  assert.is(treeNames(source, '/home/dev/one', 'kasan').seed, own.own);
});

test('fragments of the user have a tree of their own, which starts from the same one without them', () => {
  const own = treeNames(source, embeddedSeries, 'default', ['/home/dev/a.config']);
  const other = treeNames(source, embeddedSeries, 'default', ['/home/dev/b.config']);
  const variant = treeNames(source, embeddedSeries, 'kasan', ['/home/dev/a.config']);
  const plain = treeNames(source).own;
  assert.is(own.seed, plain);
  assert.is(variant.seed, treeNames(source, embeddedSeries, 'kasan').own);
  assert.is(new Set([own.own, other.own, variant.own, variant.seed, plain]).size, 5);
});

test('a version cannot lead out of the cache', () => {
  const { own } = treeNames({ package: 'linux-source-7.2', version: '../../7.2' });
  assert.not.match(own, '/');
});
