import * as assert from 'uvu/assert';
import { baseOf, lineOf, makefileVersion, parseMail } from '../../../src/mail/index.js';
import { suite } from '../../../src/suite/index.js';
import { creating, patchBody, sent } from '../../helpers/threads.js';

const test = suite('base of a series');

const commit = '0123456789abcdef0123456789abcdef01234567';
const baseIn = (text: string) =>
  baseOf([parseMail(sent({ subject: '[PATCH] x', body: `${patchBody(creating('x.c'))}${text}` }))]);

test('the commit and the patches below it are read, as git writes them', () => {
  const text = `base-commit: ${commit}\nprerequisite-patch-id: ${'a'.repeat(40)}\nprerequisite-patch-id: ${'b'.repeat(40)}\n`;
  assert.equal(baseIn(text), { commit, prerequisites: ['a'.repeat(40), 'b'.repeat(40)] });
});

test('a version is read where people write one', () => {
  assert.equal(baseIn('base-commit: v7.2-rc3\n'), { version: '7.2-rc3', prerequisites: [] });
  assert.equal(baseIn(`base-commit: ${commit} (v7.2.13)\n`), {
    commit,
    version: '7.2.13',
    prerequisites: [],
  });
  assert.equal(baseIn('base-branch: v7.3\r\n'), { version: '7.3', prerequisites: [] });
});

test('a series that says nothing has no base, and nobody can make it print anything', () => {
  assert.is(baseIn(''), undefined);
  assert.is(baseIn('\n> base-commit: v7.1\n'), undefined);
  assert.equal(baseIn('base-commit: \x1b[2J\n'), { prerequisites: [] });
});

test('the cover letter speaks before the patches', () => {
  const mails = [`base-commit: v7.2\n`, `base-commit: v7.1\n`].map((body) =>
    parseMail(sent({ subject: '[PATCH 0/1] x', body })),
  );
  assert.is(baseOf(mails)?.version, '7.2');
});

test('a Makefile tells the version', () => {
  const makefile = (sub: string, extra: string) =>
    `# SPDX\nVERSION = 7\nPATCHLEVEL = 2\nSUBLEVEL = ${sub}\nEXTRAVERSION =${extra}\nNAME = Fish\n`;
  assert.is(makefileVersion(makefile('0', ' -rc3')), '7.2-rc3');
  assert.is(makefileVersion(makefile('13', '')), '7.2.13');
  assert.is(makefileVersion('all:\n'), undefined);
});

test('versions of a line have its name', () => {
  assert.equal(['7.2.13-1', '7.2-rc3', '7.3~rc7-1~exp1', 'x'].map(lineOf), [
    '7.2',
    '7.2',
    '7.3',
    'x',
  ]);
});
