/** The embedded series in the forms that people have: each is the same kernel, and builds nothing. */

import { cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import * as assert from 'uvu/assert';
import { ExitCode } from '../../src/errors.js';
import { silentLog } from '../../src/host/log.js';
import { cachePaths, cacheRoot } from '../../src/host/paths.js';
import { readSeries } from '../../src/kernel/series.js';
import { ensureSource } from '../../src/kernel/source.js';
import { splitMailbox } from '../../src/mail/index.js';
import { embeddedSeries } from '../../src/session/prepare.js';
import { suite } from '../../src/suite/index.js';
import { cli, warmCache } from '../helpers/cli.js';
import { GitRepository } from '../helpers/git-repository.js';
import { inTempFolder } from '../helpers/temp-folder.js';
import { answer, mailbox, version } from '../helpers/threads.js';

const test = suite('forms of a series', { deadlineS: 1800 });
const cache = cachePaths();

/** A repository of the files that the embedded series touches, with its commits on the branch topic. */
class Repository extends GitRepository {
  static async make(path: string): Promise<Repository> {
    const { tree } = await ensureSource({
      folder: cache.sources,
      aptFolder: cache.apt,
      log: silentLog,
    });
    const { patches } = await readSeries(embeddedSeries);
    for (const file of ['Makefile', ...patches.flatMap(({ paths }) => paths)]) {
      await mkdir(dirname(join(path, file)), { recursive: true });
      // What the series creates is not there.
      await cp(join(tree, file), join(path, file)).catch(() => {});
    }
    const made = new Repository(path);
    await made.git('init', '-q', '-b', 'main', '.');
    await made.git('add', '-A');
    await made.git('commit', '-q', '-m', 'base');
    await made.git('checkout', '-q', '-b', 'topic');
    for (const { file } of patches) await made.git('am', '-q', join(embeddedSeries, file));
    return made;
  }
}

/** The mail with its body in base64, and the footer of a list behind it in plain. */
function inBase64(mail: string): string {
  const [head = '', ...body] = mail.split('\n\n');
  const encoded = Buffer.from(body.join('\n\n')).toString('base64').replaceAll(/.{76}/g, '$&\n');
  const headers = head.replace(/^(?:MIME-Version|Content-).*\n?/gm, '').trimEnd();
  const footer = '\n\n-- \nlinux-audit mailing list\nhttps://lists.example.org/\n';
  return `${headers}\nContent-Transfer-Encoding: base64\n\n${encoded}${footer}`;
}

/** As an archive serves a thread: newest mail first, with answers, an older version, and half of a newer one. */
function mangled(mails: string[]): string {
  const [cover = '', one = '', two = ''] = mails;
  const reply = answer('x@dev', '[PATCH v2 1/2] audit');
  const crlf = one.replaceAll('\n', '\r\n');
  const from = 'lsm-audit developers <lsm-audit@example.org>';
  const older = version(1, 3, { from });
  const newer = version(3, 2, { without: [2], from });
  return mailbox([...newer, inBase64(two), reply, crlf, reply, ...older, cover]);
}

test('mails of a thread, commits of a branch and a folder of other mails need no build', () =>
  inTempFolder(async (folder) => {
    await warmCache();
    const repository = await Repository.make(join(folder, 'linux'));
    const form = ['format-patch', '-q', '-v2', '--cover-letter', '--base=main'];
    await repository.git(...form, '-o', join(folder, 'mails'), 'main..topic');
    const text = await repository.git(...form, '--stdout', 'main..topic');
    await writeFile(join(folder, 't.mbox.gz'), gzipSync(mangled(splitMailbox(text))));
    const words = [
      join(folder, 't.mbox.gz'),
      join(folder, 'mails'),
      `git:${repository.path}:main..topic`,
    ];
    for (const word of words) {
      const built = await cli(['build', '--series', word], { cache: cacheRoot() });
      assert.is(built.code, ExitCode.passed, built.stderr);
      assert.match(built.stdout, /^built {4}before \(cached\)/m, built.stdout);
      assert.match(built.stdout, /^ {9}made for .*commit [0-9a-f]{12}$/m, built.stdout);
      if (word.endsWith('gz')) assert.match(built.stderr, 't: v3 lacks 2/2, using v2');
    }
  }));

test('a mail that does not apply stops the build, by its subject, file and line', () =>
  inTempFolder(async (folder) => {
    await warmCache();
    const { patches } = await readSeries(embeddedSeries);
    const texts = await Promise.all(
      patches.map(({ file }) => readFile(join(embeddedSeries, file), 'utf8')),
    );
    const [one = '', two = ''] = texts;
    const broken = one.replace(/^ F:\tlib\/\*audit\.c$/m, ' F:\tlib/elsewhere.c');
    assert.is.not(broken, one);
    await writeFile(join(folder, 't.mbox'), `${two}\n${broken}`);
    const { code, stderr } = await cli(['build', '--series', join(folder, 't.mbox')], {
      cache: cacheRoot(),
    });
    assert.is(code, ExitCode.failed);
    assert.match(
      stderr,
      /error: \[PATCH 1\/2\] audit: Add .* does not apply: MAINTAINERS, the hunk at line \d+ \(series\)/,
    );
  }));

test('a mistake in a series or a fragment is told before anything is fetched or built', () =>
  inTempFolder(async (folder) => {
    await writeFile(join(folder, 'a.config'), 'CONFIG_HZ=100\n');
    await writeFile(join(folder, 'b.config'), '\nCONFIG_HZ=250\n');
    const conflict = ['a', 'b'].flatMap((name) => ['--config', join(folder, `${name}.config`)]);
    const mistakes: [words: string[], message: string][] = [
      [['--series', 'git:v1...v2'], '--series git:v1...v2 is no range of commits'],
      [['--series', join(folder, 'none')], `there is no ${folder}/none`],
      [conflict, `CONFIG_HZ is 100 in ${folder}/a.config:1, but 250 in ${folder}/b.config:2`],
    ];
    for (const [words, message] of mistakes) {
      const { code, stderr } = await cli(['build', ...words], { cache: join(folder, 'cache') });
      assert.is(code, ExitCode.usage, stderr);
      assert.match(stderr, `error: ${message} (arguments)`);
    }
  }));
