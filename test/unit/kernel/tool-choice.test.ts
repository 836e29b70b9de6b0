import { mkdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as assert from 'uvu/assert';
import { InfrastructureError, UsageError } from '../../../src/errors.js';
import { silentLog } from '../../../src/host/log.js';
import { toolFiles } from '../../../src/kernel/host-tools.js';
import { chooseTools, toolsIdentity } from '../../../src/kernel/tool-choice.js';
import { suite } from '../../../src/suite/index.js';
import { errorOf } from '../../helpers/failing.js';
import { withFakePrograms } from '../../helpers/fake-programs.js';
import { recordingLog } from '../../helpers/recording-log.js';
import { enoughTools, rememberTools } from '../../helpers/remembered-tools.js';
import { inTempFolder } from '../../helpers/temp-folder.js';

const test = suite('choice of tools');

/** The choice on a host whose tools are known to be these, when LSM_AUDIT_TOOLS is `wish`. */
const choiceWith = (found: Iterable<[string, string]>, wish?: string, log = recordingLog()) =>
  inTempFolder(async (folder) => {
    await rememberTools(folder, found);
    return chooseTools({ folder, log, env: wish === undefined ? {} : { LSM_AUDIT_TOOLS: wish } });
  });

const tooOld = [...enoughTools.filter(([name]) => name !== 'clang')];

test('the host’s own tools are taken where they suffice', async () => {
  for (const wish of [undefined, '', 'auto', 'host']) {
    assert.is((await choiceWith(enoughTools, wish)).kind, 'host');
  }
});

test('a build root is taken where they do not, and the reason is given', async () => {
  assert.equal(await choiceWith(tooOld), {
    kind: 'build root',
    why: 'the host’s own tools do not suffice (clang: missing)',
  });
});

test('of many reasons the first three are given, and the rest is counted', async () => {
  const { why } = await choiceWith([]);
  assert.match(why, /\(clang: missing, pahole: missing, bpftool: missing, and \d+ more\)$/);
});

test('a build root can be asked for, and then the host is not asked', async () => {
  const log = recordingLog();
  const choice = await chooseTools({
    folder: '/nonexistent',
    log,
    env: { LSM_AUDIT_TOOLS: 'build-root' },
  });
  assert.is(choice.kind, 'build root');
  assert.equal(log.commands, []);
});

test('who insists on tools that do not suffice is told why', async () => {
  const error = await errorOf(InfrastructureError, () => choiceWith(tooOld, 'host'));
  assert.equal(error.evidence, ['clang: missing']);
});

test('any other wish is an error of usage', async () => {
  await errorOf(UsageError, () => choiceWith(enoughTools, 'chroot'));
});

test('what was found is remembered, and not asked for again', async () => {
  const log = recordingLog();
  await choiceWith(enoughTools, undefined, log);
  assert.equal(log.commands, []);
});

/** A bwrap that answers for every tool of the host. */
const answering = `printf 'clang\\tclang version 19.1.7\\npahole\\tv1.30\\n'`;

test('the host is asked in the container, once', () =>
  inTempFolder((folder) =>
    withFakePrograms(join(folder, 'bin'), { bwrap: answering }, async () => {
      const log = recordingLog();
      const options = { folder: join(folder, 'cache'), log, env: {} };
      const first = await chooseTools(options);
      assert.match(first.why, /\(bpftool: missing, gcc: missing, /);
      assert.equal(await chooseTools(options), first);
      assert.is(log.commands.length, 1);
      assert.match(log.commands[0] ?? '', /^bwrap --unshare-all /);
    }),
  ));

test('memory of other tools, or none that can be read, is not used', () =>
  inTempFolder((folder) =>
    withFakePrograms(join(folder, 'bin'), { bwrap: answering }, async () => {
      for (const text of ['{"identity":"other","found":[]}', '{"ident', '']) {
        await writeFile(join(folder, 'host-tools.json'), text);
        const log = recordingLog();
        await chooseTools({ folder, log, env: {} });
        assert.is(log.commands.length, 1);
        assert.match(await readFile(join(folder, 'host-tools.json'), 'utf8'), /"v1\.30"/);
      }
    }),
  ));

test('a container that cannot be made leads to a build root, and is not remembered', () =>
  inTempFolder((folder) =>
    withFakePrograms(join(folder, 'bin'), { bwrap: 'echo "bwrap: no"; exit 1' }, async () => {
      const { kind, why } = await chooseTools({ folder, log: silentLog, env: {} });
      assert.is(kind, 'build root');
      assert.match(why, /the build container cannot be set up/);
      await errorOf(Error, () => readFile(join(folder, 'host-tools.json')));
    }),
  ));

test('tools that come, go or change have another identity', () =>
  inTempFolder(async (folder) => {
    const file = join(folder, 'clang');
    const identity = () => toolsIdentity([file, join(folder, 'pahole')]);
    const absent = await identity();
    await writeFile(file, '19');
    const present = await identity();
    await utimes(file, 1, 1);
    const touched = await identity();
    await writeFile(file, '19.1');
    await utimes(file, 1, 1);
    const grown = await identity();
    assert.is(new Set([absent, present, touched, grown]).size, 4);
    assert.is(await identity(), grown);
    await rm(file);
    assert.is(await identity(), absent);
    await mkdir(join(folder, 'pahole'));
    assert.is.not(await identity(), absent);
  }));

test('what a change of the tools is seen by includes Debian’s list of packages and both folders', () => {
  for (const file of ['/var/lib/dpkg/status', '/usr/bin/clang', '/usr/sbin/bpftool']) {
    assert.ok(toolFiles.includes(file), file);
  }
});
