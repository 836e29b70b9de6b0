import { mkdir, readdir, readFile, watch } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import * as assert from 'uvu/assert';
import { InfrastructureError, InterruptedError } from '../../../src/errors.js';
import { silentLog } from '../../../src/host/log.js';
import { ensureBuildRoot } from '../../../src/kernel/build-root.js';
import { installedVersions } from '../../../src/kernel/debian-root.js';
import { suite } from '../../../src/suite/index.js';
import { withEnvironment } from '../../helpers/environment.js';
import { errorOf } from '../../helpers/failing.js';
import { fakePrograms, withFakePrograms } from '../../helpers/fake-programs.js';
import { recordingLog } from '../../helpers/recording-log.js';
import { enoughTools, rememberTools } from '../../helpers/remembered-tools.js';
import { inTempFolder } from '../../helpers/temp-folder.js';

const test = suite('build root');

const env = {
  LSM_AUDIT_TOOLS: 'build-root',
  LSM_AUDIT_MIRROR: 'http://deb.example.org/debian',
};

/** Programs that enter no namespace, since tests may run where there are none. */
const noNamespaces = {
  setpriv: 'shift 2; exec "$@"',
  unshare: 'while :; do case $1 in --*) shift;; *) break;; esac; done; exec "$@"',
  newuidmap: '',
};

interface Made {
  folder: string;
  /** What is in `folder` now. */
  names: () => Promise<string[]>;
}

/** Calls `work` where mmdebstrap is this script; it finds its tarball in $TARBALL. */
const withMmdebstrap = (script: string, work: (made: Made) => Promise<void>) =>
  inTempFolder((temp) => {
    const folder = join(temp, 'cache');
    const mmdebstrap = `for word; do case $word in *.tar) TARBALL=$word;; esac; done\n${script}`;
    return withFakePrograms(join(temp, 'bin'), { ...noNamespaces, mmdebstrap }, () =>
      work({ folder, names: async () => (await readdir(folder)).sort() }),
    );
  });

/** A system of one package and a device. */
const whole = `mkdir -p $TMPDIR/root/var/lib/dpkg $TMPDIR/root/dev $TMPDIR/root/usr &&
echo > $TMPDIR/root/dev/null-to-be &&
printf 'Package: make\\nVersion: 4.4\\n\\nPackage: gcc\\nVersion: 14\\n' > $TMPDIR/root/var/lib/dpkg/status &&
tar -C $TMPDIR/root -cf $TARBALL .`;

test('it is made once, and known by the versions of its packages', () =>
  withMmdebstrap(whole, async ({ folder, names }) => {
    const log = recordingLog();
    const made = await ensureBuildRoot({ folder, log, env });
    assert.equal(log.infos.length, 1);
    assert.match(log.infos[0] ?? '', /^making the build root: Debian trixie .*0\.9 GiB/);
    assert.is((await names()).length, 2);
    const again = await ensureBuildRoot({ folder, log, env });
    assert.equal(again, made);
    assert.is(log.infos.length, 1);
    assert.is(made.root.kind, 'build-root');
    assert.match(made.toolchain, /^[0-9a-f]{64}$/);
    assert.is(made.description, 'a Debian trixie build root: LSM_AUDIT_TOOLS asks for it');
  }));

test('it holds what was unpacked but for the devices', () =>
  withMmdebstrap(whole, async ({ folder }) => {
    const { root } = await ensureBuildRoot({ folder, log: silentLog, env });
    const path = root.kind === 'host' ? '' : root.path;
    assert.match(await readFile(join(path, 'var/lib/dpkg/status'), 'utf8'), /Package: make/);
    assert.equal(await readdir(join(path, 'dev')), []);
  }));

test('its tools are the host’s own where they suffice', () =>
  inTempFolder(async (folder) => {
    await rememberTools(folder, enoughTools);
    const first = await ensureBuildRoot({ folder, log: silentLog, env: {} });
    assert.equal(first.root, { kind: 'host' });
    assert.is(first.description, "the host's own tools: they are new enough");
    await rememberTools(
      folder,
      enoughTools.map(([name, answer]) => [name, name === 'gcc' ? 'version 99.1' : answer]),
    );
    const second = await ensureBuildRoot({ folder, log: silentLog, env: {} });
    assert.is.not(second.toolchain, first.toolchain);
  }));

const halfMade = 'mkdir -p $TMPDIR/mmdebstrap.x/usr; echo half > $TARBALL';

test('a mmdebstrap that breaks halfway leaves nothing', () =>
  withMmdebstrap(`${halfMade}; echo "E: mmdebstrap failed to run"; exit 25`, async (made) => {
    const { folder, names } = made;
    const error = await errorOf(InfrastructureError, () =>
      ensureBuildRoot({ folder, log: silentLog, env }),
    );
    assert.is(error.message, 'the build root could not be made');
    assert.equal(error.evidence, ['E: mmdebstrap failed to run']);
    assert.equal(await names(), []);
  }));

test('a tarball that cannot be unpacked leaves nothing', () =>
  withMmdebstrap(halfMade, async ({ folder, names }) => {
    const error = await errorOf(InfrastructureError, () =>
      ensureBuildRoot({ folder, log: silentLog, env }),
    );
    assert.match(error.message, /^tar ended with/);
    assert.equal(await names(), []);
  }));

test('what a killed predecessor left is gone before it begins', () =>
  withMmdebstrap('echo $TMPDIR > $TMPDIR/../../where; ls -A $TMPDIR; exit 1', async (made) => {
    const { folder, names } = made;
    const fail = () =>
      errorOf(InfrastructureError, () => ensureBuildRoot({ folder, log: silentLog, env }));
    await fail();
    const scratch = (await readFile(join(folder, '../where'), 'utf8')).trim();
    await mkdir(join(scratch, 'leftover'), { recursive: true });
    assert.equal((await fail()).evidence, ['']);
    assert.equal(await names(), []);
  }));

/** Waits until `name` is made in `folder`. */
async function appears(folder: string, name: string, signal: AbortSignal): Promise<void> {
  for await (const { filename } of watch(folder, { signal })) if (filename === name) return;
}

test('an interrupt ends it, and leaves nothing', () =>
  withMmdebstrap(`${halfMade}; : > $TMPDIR/../../begun; exec tail -f /dev/null`, async (made) => {
    const { folder, names } = made;
    const stop = new AbortController();
    const begun = appears(dirname(folder), 'begun', stop.signal);
    const making = ensureBuildRoot({ folder, log: silentLog, env, signal: stop.signal });
    await Promise.race([begun, making]);
    stop.abort(new InterruptedError('host', 'SIGINT'));
    await errorOf(InterruptedError, () => making);
    assert.equal(await names(), []);
  }));

test('a host without mmdebstrap is told which package brings it', () =>
  inTempFolder(async (folder) => {
    const PATH = await fakePrograms(join(folder, 'bin'), noNamespaces);
    const error = await withEnvironment({ PATH }, () =>
      errorOf(InfrastructureError, () =>
        ensureBuildRoot({ folder: join(folder, 'cache'), log: silentLog, env }),
      ),
    );
    assert.is(error.message, 'mmdebstrap is not installed');
    assert.match(error.remedy ?? '', /apt-get install .* mmdebstrap/);
  }));

test('versions are those of the packages, sorted', () => {
  const status = `Package: make
Status: install ok installed
Version: 4.4.1-2
Description: Package: none

Package: gcc
Version: 4:14.2.0-1

Package: removed
`;
  assert.is(installedVersions(status), 'gcc 4:14.2.0-1\nmake 4.4.1-2\n');
});
