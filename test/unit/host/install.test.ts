import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as assert from 'uvu/assert';
import { InfrastructureError } from '../../../src/errors.js';
import { pasteable } from '../../../src/host/command.js';
import { findManager, installSteps, installWith } from '../../../src/host/install.js';
import { suite } from '../../../src/suite/index.js';
import { errorOf } from '../../helpers/failing.js';
import { fakePrograms, withFakePrograms } from '../../helpers/fake-programs.js';
import { recordingLog } from '../../helpers/recording-log.js';
import { inTempFolder } from '../../helpers/temp-folder.js';

const test = suite('installation of packages');

const commands = (...args: Parameters<typeof installSteps>) =>
  installSteps(...args).map(({ command }) => pasteable(command));

test('apt refreshes its lists once and asks no questions', () => {
  assert.equal(commands('apt', ['bubblewrap', 'git'], []), [
    'apt-get -o DPkg::Lock::Timeout=300 update',
    'env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=300 install --yes --no-install-recommends bubblewrap git',
  ]);
});

test('dnf and pacman ask no questions either', () => {
  assert.equal(commands('dnf', ['git-core'], []), ['dnf install --assumeyes git-core']);
  assert.equal(commands('pacman', ['git'], []), ['pacman -S --needed --noconfirm git']);
});

test('sudo stands before everything, the environment too', () => {
  for (const command of commands('apt', ['git'], ['sudo', '-n'])) {
    assert.match(command, /^sudo -n (env DEBIAN_FRONTEND=noninteractive )?apt-get /);
  }
});

/** The package manager found when PATH has these programs and dpkg's list has this text. */
const managerWith = (programs: string[], status: string | undefined) =>
  inTempFolder(async (folder) => {
    const scripts = Object.fromEntries(programs.map((name) => [name, '']));
    const path = await fakePrograms(join(folder, 'bin'), scripts);
    if (status !== undefined) await writeFile(join(folder, 'status'), status);
    return findManager(path, join(folder, 'status'));
  });

test('the package manager is the one that is there', async () => {
  assert.is(await managerWith(['apt-get', 'dnf'], 'Package: dpkg\n'), 'apt');
  assert.is(await managerWith(['dnf'], undefined), 'dnf');
  assert.is(await managerWith(['pacman'], undefined), 'pacman');
  assert.is(await managerWith([], 'Package: dpkg\n'), undefined);
});

test('an apt that has installed nothing is a guest on that system', async () => {
  assert.is(await managerWith(['apt-get', 'dnf'], ''), 'dnf');
  assert.is(await managerWith(['apt-get', 'pacman'], undefined), 'pacman');
});

const frob = {
  program: 'lsm-audit-test-frob',
  purpose: 'frobnicates',
  packages: { apt: 'frob', dnf: 'frob-core', pacman: 'frob' },
};

const asking = 'if [ "$1" = -n ]; then shift; fi; exec "$@"';

interface Scene {
  /** What apt-get does; it finds the folder of programs in $BIN. */
  aptGet: string;
  sudo?: string;
  root?: boolean;
  interactive?: boolean;
}

/** Installs `frob`, and returns what was logged and what apt-get was told. */
const installing = ({ aptGet, sudo = asking, root = true, interactive = false }: Scene) =>
  inTempFolder(async (folder) => {
    const log = recordingLog();
    const bin = join(folder, 'bin');
    const said = join(folder, 'said');
    const scripts = { 'apt-get': `BIN=${bin}; echo "$@" >> ${said}; ${aptGet}`, sudo };
    await withFakePrograms(bin, scripts, () =>
      installWith('apt', [frob], { log, interactive, root }),
    );
    return { log, said: await readFile(said, 'utf8') };
  });

const frobIsThere = `printf '' > $BIN/${frob.program}; chmod +x $BIN/${frob.program}`;

test('what is installed is said before it is', async () => {
  const { log, said } = await installing({ aptGet: frobIsThere });
  assert.is(log.infos[0], 'installing frob');
  assert.match(log.infos[1] ?? '', /apt-get -o DPkg::Lock::Timeout=300 update$/);
  assert.match(log.infos[2] ?? '', /install --yes --no-install-recommends frob$/);
  assert.match(said, /update\n.*install --yes --no-install-recommends frob\n$/);
});

test('lists that cannot be refreshed are a warning: the old ones may do', async () => {
  const aptGet = `case "$*" in *update) echo "E: no network"; exit 100;; esac; ${frobIsThere}`;
  const { log } = await installing({ aptGet });
  assert.equal(log.warnings, ['E: no network']);
});

test('a failed installation shows why, and the command to repeat', async () => {
  const aptGet = 'case "$*" in *install*) echo "E: Unable to locate package frob"; exit 100;; esac';
  const error = await errorOf(InfrastructureError, () => installing({ aptGet }));
  assert.is(error.message, 'the packages could not be installed');
  assert.equal(error.evidence, ['E: Unable to locate package frob']);
  assert.match(error.remedy ?? '', /install --yes --no-install-recommends frob$/);
});

test('an installation that brings no program is a failure', async () => {
  const error = await errorOf(InfrastructureError, () => installing({ aptGet: 'exit 0' }));
  assert.match(error.message, /still no lsm-audit-test-frob$/);
});

test('an ordinary user whom sudo trusts needs no password', async () => {
  const { log } = await installing({ aptGet: frobIsThere, root: false });
  assert.match(log.infos[1] ?? '', /^\$ sudo -n apt-get .* update$/);
});

test('where someone can answer, sudo may ask', async () => {
  const sudo = 'if [ "$1" = -n ]; then exit 1; fi; exec "$@"';
  const { log } = await installing({ aptGet: frobIsThere, sudo, root: false, interactive: true });
  assert.match(log.infos[1] ?? '', /^\$ sudo apt-get .* update$/);
});

test('where nobody can answer, the packages and the command are named', async () => {
  const scene = { aptGet: frobIsThere, sudo: 'exit 1', root: false };
  const error = await errorOf(InfrastructureError, () => installing(scene));
  assert.is(error.message, 'these packages are missing: frob');
  assert.is(
    error.remedy,
    'Run as root: apt-get update && apt-get install --no-install-recommends frob',
  );
});
