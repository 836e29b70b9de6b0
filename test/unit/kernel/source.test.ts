import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import * as assert from 'uvu/assert';
import { UsageError } from '../../../src/errors.js';
import { silentLog } from '../../../src/host/log.js';
import { makeEntry } from '../../../src/host/store.js';
import { cachedSource, ensureSource, newestOf, parseMadison } from '../../../src/kernel/source.js';
import { suite } from '../../../src/suite/index.js';
import { errorOf } from '../../helpers/failing.js';
import { recordingLog } from '../../helpers/recording-log.js';
import { inTempFolder } from '../../helpers/temp-folder.js';

const test = suite('kernel source');

const madison = `linux-source-7.2 | 7.2.13-1 | https://deb.example.org/debian unstable/main amd64 Packages
linux-source-7.2 | 7.2.9-1~bpo13+1 | https://deb.example.org/debian stable-backports/main amd64 Packages
linux-source-7.3 | 7.3~rc7-1~exp1 | https://deb.example.org/debian experimental/main amd64 Packages
     linux | 7.2.13-1 | https://deb.example.org/debian unstable/main Sources
`;

test('the table of apt-cache madison is read, and other lines are passed over', () => {
  assert.equal(parseMadison(madison), [
    { package: 'linux-source-7.2', version: '7.2.13-1', suite: 'unstable' },
    { package: 'linux-source-7.2', version: '7.2.9-1~bpo13+1', suite: 'stable-backports' },
    { package: 'linux-source-7.3', version: '7.3~rc7-1~exp1', suite: 'experimental' },
    { package: 'linux', version: '7.2.13-1', suite: 'unstable' },
  ]);
  assert.equal(parseMadison('\nN: Unable to locate package\na | b\n'), []);
});

/** Versions from the newest to the oldest. */
const ordered = [
  '7.10.1-1',
  '7.3.1-1',
  '7.3-1',
  '7.3~rc10-1~exp1',
  '7.3~rc7-1~exp1',
  '7.2.13-2',
  '7.2.13-1',
  '7.2.13-1~bpo13+1',
  '7.2.9-1',
];
const pick = (versions: readonly string[], line?: string) =>
  newestOf(
    versions.map((version) => ({ version })),
    line,
  )?.version;

test('of two versions, the newer one is chosen, in any order', () => {
  for (const [i, newer] of ordered.entries()) {
    for (const older of ordered.slice(i + 1)) {
      assert.is(pick([older, newer], '7'), newer, `${newer} is newer than ${older}`);
      assert.is(pick([newer, older], '7'), newer, `${newer} is newer than ${older}`);
    }
  }
});

test('the newest of many does not depend on their order', () => {
  fc.assert(
    fc.property(fc.shuffledSubarray(ordered, { minLength: 1 }), (some) => {
      const expected = ordered.find((version) => some.includes(version));
      assert.is(pick(some, '7'), expected);
    }),
  );
});

test('a release candidate counts only where its line is asked for', () => {
  assert.is(pick(['7.3~rc7-1~exp1', '7.2.13-1']), '7.2.13-1');
  assert.is(pick(['7.3~rc7-1~exp1', '7.2.13-1'], '7.3'), '7.3~rc7-1~exp1');
  assert.is(pick(['7.3~rc7-1~exp1']), undefined);
  assert.is(pick([]), undefined);
});

test('the offers are left as they were', () => {
  const offers = [{ version: '7.2.9-1' }, { version: '7.2.13-1' }];
  newestOf(offers);
  assert.equal(offers, [{ version: '7.2.9-1' }, { version: '7.2.13-1' }]);
});

const lines: [string, RegExp][] = [
  ['6.12', /^Linux 6\.12 is too old: the kfuncs need KF_IMPLICIT_ARGS/],
  ['7.1', /^Linux 7\.1 is too old/],
  ['7', /^"7" is not a kernel line$/],
  ['7.2.13', /^"7\.2\.13" is not a kernel line$/],
  ['newest', /^"newest" is not a kernel line$/],
  ['', /^"" is not a kernel line$/],
];
for (const [line, expected] of lines) {
  test(`the line "${line}" is refused before anything is fetched`, async () => {
    const log = recordingLog();
    const folder = '/nonexistent';
    const { message } = await errorOf(UsageError, () =>
      ensureSource({ folder, aptFolder: folder, line, log }),
    );
    assert.match(message, expected);
    assert.equal(log.commands, []);
  });
}

/** Puts a source into the cache `folder`, with or without its tree. */
async function cache(folder: string, version: string, tree = true): Promise<void> {
  const [, line] = /^(\d+\.\d+)/.exec(version) ?? [];
  const name = `linux-source-${line}`;
  const entry = join(folder, `${name}_${version}`);
  const facts = { package: name, version, suite: 'unstable', sha256: 'ab' };
  await makeEntry(entry, (partial) =>
    writeFile(join(partial, 'source.json'), JSON.stringify(facts)),
  );
  if (tree) await mkdir(`${entry}.tree`);
}

test('the newest source in the cache is used without asking the network', () =>
  inTempFolder(async (folder) => {
    const log = recordingLog();
    for (const version of ['7.2.9-1', '7.2.13-1', '7.3~rc7-1~exp1']) await cache(folder, version);
    const source = await ensureSource({ folder, aptFolder: '/nonexistent', log });
    assert.equal(source, {
      package: 'linux-source-7.2',
      version: '7.2.13-1',
      suite: 'unstable',
      sha256: 'ab',
      tree: join(folder, 'linux-source-7.2_7.2.13-1.tree'),
    });
    const options = { folder, aptFolder: '/nonexistent', line: '7.3', log };
    assert.is((await ensureSource(options)).version, '7.3~rc7-1~exp1');
    assert.equal(log.commands, []);
  }));

test('a source without its tree, or of another line, is not in the cache', () =>
  inTempFolder(async (folder) => {
    await cache(folder, '7.2.13-1', false);
    await cache(folder, '7.2.9-1');
    const find = (line?: string) => cachedSource({ folder, log: silentLog, line });
    assert.is((await find())?.version, '7.2.9-1');
    assert.is((await find('7.2'))?.version, '7.2.9-1');
    assert.is(await find('7.4'), undefined);
  }));

test('an empty cache has no source', async () => {
  assert.is(
    await cachedSource({ folder: '/nonexistent', log: silentLog, line: undefined }),
    undefined,
  );
});
