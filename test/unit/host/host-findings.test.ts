import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as assert from 'uvu/assert';
import { isComplete } from '../../../src/host/finding.js';
import {
  diskFinding,
  missingTools,
  nodeFinding,
  subordinateIdFinding,
  toolFindings,
} from '../../../src/host/host-findings.js';
import { silentLog } from '../../../src/host/log.js';
import { hostTools } from '../../../src/host/packages.js';
import { suite } from '../../../src/suite/index.js';
import { withEnvironment } from '../../helpers/environment.js';
import { fakePrograms, withFakePrograms } from '../../helpers/fake-programs.js';
import { inTempFolder } from '../../helpers/temp-folder.js';

const test = suite('findings on the host');

const asUser = { root: false, buildRoot: true, tests: false };

test('Node.js 20.5 and later will do', () => {
  const states = ['20.4.0', '18.19.1', '20.5.0', '20.20.2', '22.0.0'].map(
    (version) => nodeFinding(version).state,
  );
  assert.equal(states, ['missing', 'missing', 'ok', 'ok', 'ok']);
});

test('a program that is there is shown with its path and version', () =>
  inTempFolder((folder) =>
    withFakePrograms(folder, { git: 'echo "git version 2.39.5 (beta)"' }, async () => {
      const findings = await toolFindings(asUser, { log: silentLog });
      assert.is(findings.length, hostTools.length);
      assert.equal(
        findings.find(({ name }) => name === 'git'),
        {
          name: 'git',
          state: 'ok',
          detail: 'applies patch series',
          version: '2.39.5',
          path: join(folder, 'git'),
        },
      );
    }),
  ));

test('a program that does not tell its version is there all the same', () =>
  inTempFolder((folder) =>
    withFakePrograms(folder, { newuidmap: 'echo usage 1.2 >&2; exit 1' }, async () => {
      const findings = await toolFindings(asUser, { log: silentLog });
      const found = findings.find(({ name }) => name === 'newuidmap');
      assert.is(found?.state, 'ok');
      assert.is(found?.version, undefined);
    }),
  ));

test('a bwrap that makes no container is there all the same', () =>
  inTempFolder((folder) =>
    withFakePrograms(folder, { bwrap: 'echo "bwrap: no such option"; exit 1' }, async () => {
      const findings = await toolFindings(asUser, { log: silentLog });
      assert.is(findings.find(({ name }) => name === 'bwrap')?.version, undefined);
    }),
  ));

/** Calls `work` where PATH has nothing but `scripts`. */
const alone = <T>(scripts: Record<string, string>, work: () => Promise<T>): Promise<T> =>
  inTempFolder(async (folder) => {
    const PATH = await fakePrograms(folder, scripts);
    return withEnvironment({ PATH }, work);
  });

test('a needed program that is not there comes with a command for each package manager', async () => {
  const findings = await alone({}, () => toolFindings(asUser, { log: silentLog }));
  const found = findings.find(({ name }) => name === 'bwrap');
  assert.is(found?.state, 'missing');
  assert.equal(found?.remedies, [
    'apt-get install --no-install-recommends bubblewrap',
    'dnf install bubblewrap',
    'pacman -S --needed bubblewrap',
  ]);
  assert.not(isComplete(findings));
});

test('what is not needed here is no lack', async () => {
  const states = (circumstances: typeof asUser) =>
    alone({}, async () => {
      const findings = await toolFindings(circumstances, { log: silentLog });
      return ['mmdebstrap', 'newuidmap', 'bwrap'].map(
        (name) => findings.find((finding) => finding.name === name)?.state,
      );
    });
  assert.equal(await states(asUser), ['missing', 'missing', 'missing']);
  assert.equal(await states({ ...asUser, root: true }), ['missing', 'unneeded', 'missing']);
  assert.equal(await states({ ...asUser, buildRoot: false }), ['unneeded', 'unneeded', 'missing']);
});

test('the missing tools are those that are needed and not there', async () => {
  const missing = await alone({ git: '', xz: '' }, () =>
    missingTools({ ...asUser, buildRoot: false }),
  );
  const programs = missing.map(({ program }) => program).filter((name) => !name.startsWith('/'));
  assert.equal(programs, ['qemu-system-x86_64', 'bwrap', 'setpriv', 'apt-get', 'dpkg-deb']);
});

test('the tools of the tests are among them when tests are to be run', async () => {
  const missing = (tests: boolean) => alone({}, () => missingTools({ ...asUser, tests }));
  const names = (await missing(true)).slice((await missing(false)).length);
  assert.equal(
    names.map(({ program }) => program),
    ['cpio', 'ssh-keygen', 'mount', 'chromium'],
  );
});

const user = { username: 'ada', uid: 1000 };

/** The state found for `user` when these are the lines of subuid and subgid. */
const stateWith = (subuid: string, subgid: string) =>
  inTempFolder(async (folder) => {
    const files = [join(folder, 'subuid'), join(folder, 'subgid')];
    for (const [i, text] of [subuid, subgid].entries()) await writeFile(files[i] ?? '', text);
    return (await subordinateIdFinding(asUser, { user, files })).state;
  });

test('a user needs the ids of a whole system, by name or number, in both files', async () => {
  const whole = 'bob:100000:65536\nada:165536:65536\n';
  assert.is(await stateWith(whole, whole), 'ok');
  assert.is(await stateWith(whole, '1000:165536:65536\n'), 'ok');
  assert.is(await stateWith(whole, 'bob:100000:65536\n'), 'missing');
  assert.is(await stateWith('ada:165536:1000\n', whole), 'missing');
  assert.is(await stateWith('', ''), 'missing');
});

test('root, and who builds with the host’s tools, needs none', async () => {
  const files = ['/nonexistent/subuid'];
  for (const circumstances of [
    { ...asUser, root: true },
    { ...asUser, buildRoot: false },
  ]) {
    assert.is((await subordinateIdFinding(circumstances, { user, files })).state, 'unneeded');
  }
});

test('the disk of a folder that is not made yet is that of the folder above it', () =>
  inTempFolder(async (folder) => {
    const found = await diskFinding(join(folder, 'not', 'yet'), true);
    assert.match(found.detail, /^\d+(\.\d)? [KMGT]?i?B free for the cache/);
    assert.is(found.path, join(folder, 'not', 'yet'));
  }));

test('too little room keeps a first run from being done, not a later one', async () => {
  // The file system of processes has no room at all.
  const first = await diskFinding('/proc', false);
  assert.is(first.state, 'missing');
  assert.match(first.detail, /^0 B free for the cache; a first run needs about 6\.0 GiB$/);
  assert.is((await diskFinding('/proc', true)).state, 'note');
});
