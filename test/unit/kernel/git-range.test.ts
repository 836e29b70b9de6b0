import { chmod, mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import * as assert from 'uvu/assert';
import { UsageError } from '../../../src/errors.js';
import { exec, execOk } from '../../../src/host/exec.js';
import { silentLog } from '../../../src/host/log.js';
import { parseRange, rangeWord } from '../../../src/kernel/git-range.js';
import { readSeries } from '../../../src/kernel/series.js';
import { suite } from '../../../src/suite/index.js';
import { errorOf } from '../../helpers/failing.js';
import { GitRepository } from '../../helpers/git-repository.js';
import { inTempFolder } from '../../helpers/temp-folder.js';

const test = suite('range of commits');

const options = { phase: 'series', log: silentLog } as const;

/** A repository with the commits base, one and two, as a developer has it. */
class Repository extends GitRepository {
  override async git(...words: string[]): Promise<string> {
    return (await super.git(...words)).trim();
  }

  async commit(subject: string, files: Readonly<Record<string, string>>): Promise<void> {
    for (const [name, text] of Object.entries(files)) await writeFile(join(this.path, name), text);
    await this.git('add', '-A');
    await this.git('commit', '-q', '--no-verify', '-m', subject);
  }

  /** The series of a range of it. */
  series(range: string, path = this.path) {
    return readSeries(`git:${path}:${range}`);
  }

  static async make(path: string): Promise<Repository> {
    await mkdir(path, { recursive: true });
    const made = new Repository(path);
    await made.git('init', '-q', '-b', 'main', '.');
    const makefile = 'VERSION = 7\nPATCHLEVEL = 1\nSUBLEVEL = 0\nEXTRAVERSION = -rc2\n';
    await made.commit('long ago', { 'a.c': 'old\n' });
    await made.commit('base', { Makefile: makefile, 'a.c': 'a\n', 'crlf.c': 'x\r\n' });
    await made.git('checkout', '-q', '-b', 'topic');
    await made.commit('one: Grüße', { 'a.c': 'A\n' });
    await made.commit('two', { 'b.c': 'b\0\xff', 'crlf.c': 'y\r\n' });
    return made;
  }
}

const inRepository = (work: (repository: Repository) => Promise<void>) =>
  inTempFolder(async (folder) => work(await Repository.make(join(folder, 'linux'))));

const words: [word: string, repository: string, base: string, tip: string][] = [
  ['git:v7.2..topic', '.', 'v7.2', 'topic'],
  ['git:HEAD~3..', '.', 'HEAD~3', 'HEAD'],
  ['git:../linux:main..topic', '../linux', 'main', 'topic'],
  ['git:/src/a:b/linux:origin/main..a^2', '/src/a:b/linux', 'origin/main', 'a^2'],
  ['git:~/linux:a..b', join(homedir(), 'linux'), 'a', 'b'],
];
for (const [word, repository, base, tip] of words) {
  test(`a range is understood, from any folder: ${word}`, () => {
    const range = { repository: resolve(repository), base, tip };
    assert.equal(parseRange(word), range);
    assert.equal(parseRange(rangeWord(range)), range);
  });
}

for (const path of ['v1..v2', '../series', './git:a..b', 'linux:a..b', 'gitx:a..b']) {
  test(`a path is a path: ${path}`, () => assert.is(parseRange(path), undefined));
}

for (const word of [
  ...['git:', 'git:topic', 'git:..topic', 'git:a...b', 'git:a..b..c', 'git::a..b'],
  ...['git:-x..b', 'git:a..--output=x', 'git:a b..c', 'git:a..b\n', 'git:a..@{x*}', 'git:a..b:'],
]) {
  test(`what is no range is a mistake of the caller: ${JSON.stringify(word)}`, async () => {
    const { remedy } = await errorOf(UsageError, () => parseRange(word));
    assert.match(remedy ?? '', 'git:BASE..TIP');
  });
}

test('the commits of a range are the patches of the series, oldest first', () =>
  inRepository(async (repository) => {
    const series = await repository.series('main..topic');
    assert.is(series.name, 'main..topic');
    assert.equal(
      series.patches.map(({ label, subject, paths }) => [label, subject, paths]),
      [
        ['commit 1/2 "one: Grüße"', 'one: Grüße', ['a.c']],
        ['commit 2/2 "two"', 'two', ['b.c', 'crlf.c']],
      ],
    );
    const commit = await repository.git('rev-parse', 'main');
    assert.equal(series.base, { commit, version: '7.1-rc2', prerequisites: [] });
  }));

test('a base that has moved on is no part of it', () =>
  inRepository(async (repository) => {
    const fork = await repository.git('rev-parse', 'main');
    const { sha256 } = await repository.series('main..topic');
    await repository.git('checkout', '-q', 'main');
    await repository.commit('meanwhile', { 'z.c': 'z\n' });
    const series = await repository.series('main..topic');
    assert.is(series.sha256, sha256);
    assert.is(series.base?.commit, fork);
  }));

test('a folder below, a worktree, a bare and a shallow clone serve as well', () =>
  inRepository(async (repository) => {
    const { sha256 } = await repository.series('main..topic');
    const place = (name: string) => join(repository.path, '..', name);
    await mkdir(join(repository.path, 'sub'));
    await repository.git('worktree', 'add', '-q', '--detach', place('worktree'));
    await repository.git('clone', '-q', '--bare', '.', place('bare'));
    await repository.git('clone', '-q', '--shared', '.', place('shared'));
    await repository.git('clone', '-q', '--depth=3', `file://${repository.path}`, place('shallow'));
    const clones = [
      join(repository.path, 'sub'),
      ...['worktree', 'bare', 'shared', 'shallow'].map(place),
    ];
    for (const clone of clones) {
      const range = /shared|shallow/.test(clone) ? 'HEAD~2..HEAD' : 'main..topic';
      assert.is((await repository.series(range, clone)).sha256, sha256, clone);
    }
  }));

test('a repository whose path has every sign that a name can have is read', () =>
  inTempFolder(async (folder) => {
    const repository = await Repository.make(join(folder, 'a b:"c" $(x)\\;ä'));
    assert.is((await repository.series('main..topic')).patches.length, 2);
  }));

const mistakes: [what: string, range: string, message: RegExp][] = [
  ['an unknown commit', 'main..nowhere', /linux has no commit nowhere$/],
  ['a commit that is a file', 'main..topic^{blob}', /no range|no commit/],
  ['nothing', 'topic..main', /linux: topic\.\.main holds no commit$/],
  ['a merge', 'main..merged', /linux: main\.\.merged holds a merge$/],
  ['unrelated commits', 'main..alone', /linux: main\.\.alone has no commit in common$/],
];
for (const [what, range, message] of mistakes) {
  test(`a range with ${what} is a mistake of the caller`, () =>
    inRepository(async (repository) => {
      await repository.git('checkout', '-q', '-b', 'merged', 'main');
      await repository.commit('other', { 'z.c': 'z\n' });
      await repository.git('merge', '-q', '--no-ff', '-m', 'merge', 'topic');
      await repository.git('checkout', '-q', '--orphan', 'alone');
      await repository.commit('alone', { 'z.c': 'z\n' });
      const error = await errorOf(UsageError, () => repository.series(range));
      assert.match(error.message, message);
    }));
}

test('a folder that is no repository, and none that is there, are mistakes of the caller', () =>
  inTempFolder(async (folder) => {
    const read = (path: string) => errorOf(UsageError, () => readSeries(`git:${path}:a..b`));
    assert.is((await read(folder)).message, `${folder} is no git repository`);
    assert.is((await read(`${folder}/none`)).message, `${folder}/none is not a folder`);
  }));

test('a history is no series', () =>
  inRepository(async (repository) => {
    const lines = Array.from({ length: 501 }, (_, i) =>
      ['commit refs/heads/long', `mark :${i + 1}`, 'committer D <d@example.org> 0 +0000']
        .concat(['data 1', 'x', i === 0 ? 'from refs/heads/main^0' : '', ''])
        .filter((line, at) => line !== '' || at > 5)
        .join('\n'),
    );
    const args = ['fast-import', '--quiet'];
    await execOk(
      { file: 'git', args, cwd: repository.path },
      { ...options, input: lines.join('') },
    );
    const { message } = await errorOf(UsageError, () => repository.series('main..long'));
    assert.match(message, 'main..long holds more than 500 commits');
  }));

test('a repository of someone else is read as well', (t) =>
  inRepository(async (repository) => {
    if (process.getuid?.() !== 0) return t.skip('only root can give files away');
    await execOk({ file: 'chown', args: ['-R', '65534', repository.path] }, options);
    assert.is((await repository.series('main..topic')).patches.length, 2);
  }));

/** Names, contents, modes and times of everything below `folder`. */
async function everything(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const states = entries.map(async (entry) => {
    const path = join(entry.path, entry.name);
    const { mode, mtimeMs, ctimeMs, size } = await stat(path);
    const text = entry.isFile() ? await readFile(path, 'latin1') : '';
    return [path, mode, mtimeMs, ctimeMs, size, text].join(' ');
  });
  return (await Promise.all(states)).sort();
}

test('a repository stays bit for bit as it was, also when it is dirty and in the middle of a rebase', () =>
  inRepository(async (repository) => {
    await repository.git('checkout', '-q', '-b', 'other', 'main');
    await repository.commit('conflict', { 'a.c': 'other\n' });
    const rebase = {
      file: 'git',
      args: ['-c', 'user.name=D', '-c', 'user.email=d', 'rebase', 'topic'],
    };
    assert.is((await exec({ ...rebase, cwd: repository.path }, options)).code, 1);
    await writeFile(join(repository.path, 'untracked.c'), 'u\n');
    await writeFile(join(repository.path, 'Makefile'), 'dirty\n');
    const before = await everything(repository.path);
    assert.is((await repository.series('main..topic')).patches.length, 2);
    assert.equal(await everything(repository.path), before);
  }));

test('nothing that a hostile repository names as a command is run, nor do its settings show', () =>
  inRepository(async (repository) => {
    const { sha256, patches } = await repository.series('main..topic');
    const marker = join(repository.path, '..', 'was-run');
    const evil = join(repository.path, '..', 'evil');
    await writeFile(evil, `#!/bin/sh\necho "$0 $*" >> '${marker}'\nexit 0\n`);
    await chmod(evil, 0o755);
    const settings = {
      ...{ 'core.fsmonitor': evil, 'core.pager': evil, 'core.sshCommand': evil },
      ...{ 'core.hooksPath': join(repository.path, '..'), 'core.editor': evil },
      ...{ 'core.alternateRefsCommand': evil, 'core.gitProxy': evil, 'core.askPass': evil },
      ...{ 'diff.external': evil, 'diff.evil.command': evil, 'diff.evil.textconv': evil },
      ...{ 'filter.evil.clean': evil, 'filter.evil.smudge': evil, 'filter.evil.process': evil },
      ...{ 'log.showSignature': 'true', 'gpg.program': evil, 'gpg.ssh.program': evil },
      ...{ 'diff.noprefix': 'true', 'diff.renames': 'copies', 'color.ui': 'always' },
      ...{ 'diff.context': '0', 'format.pretty': 'oneline' },
      ...{ 'alias.log': `!${evil}`, 'alias.rev-parse': `!${evil}`, 'trace2.eventTarget': marker },
      ...{ 'extensions.partialClone': 'evil', 'remote.evil.promisor': 'true' },
      ...{ 'remote.evil.url': `ext::${evil}`, 'protocol.ext.allow': 'always' },
      'remote.evil.uploadpack': evil,
    };
    await repository.git('config', 'core.repositoryFormatVersion', '1');
    for (const [name, value] of Object.entries(settings))
      await repository.git('config', '--file', '.git/config', name, value);
    await mkdir(join(repository.path, '.git/info'), { recursive: true });
    await writeFile(
      join(repository.path, '.git/info/attributes'),
      '* diff=evil filter=evil -text\n',
    );
    await writeFile(join(repository.path, '.gitattributes'), '* diff=evil filter=evil\n');
    for (const hook of await readdir(join(repository.path, '.git/hooks')).catch(() => []))
      await chmod(join(repository.path, '.git/hooks', hook), 0o755);
    const again = await repository.series('main..topic');
    assert.is(again.sha256, sha256);
    assert.equal(again.patches, patches);
    // A commit that nobody has would be fetched from the remote of a partial clone.
    const gone = '1'.repeat(40);
    await errorOf(UsageError, () => repository.series(`main..${gone}`));
    assert.is(await readFile(marker, 'utf8').catch(() => 'nothing'), 'nothing');
  }));

test('a repository that lacks objects is a mistake of the caller', () =>
  inRepository(async (repository) => {
    const blob = await repository.git('rev-parse', 'topic:a.c');
    const file = join(repository.path, '.git/objects', blob.slice(0, 2), blob.slice(2));
    await chmod(file, 0o600);
    await writeFile(file, 'damaged');
    const { message } = await errorOf(UsageError, () => repository.series('main..topic'));
    assert.match(message, 'main..topic cannot be read: objects are missing or damaged');
  }));
