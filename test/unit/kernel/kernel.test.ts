import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as assert from 'uvu/assert';
import { SeriesError } from '../../../src/errors.js';
import type { ExecOptions } from '../../../src/host/exec.js';
import { type KernelRequest, kernelKey } from '../../../src/kernel/kernel-plan.js';
import { readSeries } from '../../../src/kernel/series.js';
import { suite } from '../../../src/suite/index.js';
import { errorOf } from '../../helpers/failing.js';
import { changed, created, mail, write } from '../../helpers/patches.js';
import { recordingLog } from '../../helpers/recording-log.js';
import { inTempFolder } from '../../helpers/temp-folder.js';
import { mailbox, patchBody, sent } from '../../helpers/threads.js';

const test = suite('identity of a kernel');

interface Bench {
  folder: string;
  request: KernelRequest;
  options: ExecOptions;
  log: ReturnType<typeof recordingLog>;
  key(request: KernelRequest): Promise<string>;
}

const withRequest = (work: (bench: Bench) => Promise<void>) =>
  inTempFolder(async (folder) => {
    const kconfig = join(folder, 'kconfig');
    await write(folder, {
      'kconfig/base.config': '# one\nCONFIG_A=y\n',
      'tree/security/audit.c': 'one\ntwo\nthree\n',
      'series/1.patch': mail('change', changed),
    });
    const tree = join(folder, 'tree');
    const log = recordingLog();
    const options = { phase: 'series', log } as const;
    const source = { package: 'p', version: '1', suite: 's', sha256: 'source', tree };
    const buildRoot = {
      root: { kind: 'build-root' as const, path: '/root' },
      toolchain: 'tools',
      description: 'x',
    };
    const series = await readSeries(join(folder, 'series'));
    const request = {
      ...{ source, series, buildRoot, kconfig, variant: { name: 'default', description: '' } },
      ...{ kernels: '/kernels', trees: '/trees', treeName: 'tree', jobs: 3 },
      applied: join(folder, 'applied'),
    };
    const key = (request: KernelRequest) => kernelKey(request, options);
    await work({ folder, request, options, log, key });
  });

/** The series in `files`, which are written below `folder`. */
async function seriesOf(folder: string, files: Readonly<Record<string, string>>) {
  await write(folder, files);
  return readSeries(Object.keys(files).map((name) => join(folder, name)));
}

test('everything that goes into the build changes it', () =>
  withRequest(async ({ folder, request, key }) => {
    const other = join(folder, 'other');
    await mkdir(other);
    await writeFile(join(other, 'base.config'), 'CONFIG_A=y\nCONFIG_B=y\n');
    const [file, patch] = [join(folder, 'v.config'), join(folder, 'v.patch')];
    await writeFile(file, 'CONFIG_A=8\n');
    await writeFile(patch, mail('top', created));
    await writeFile(join(folder, 'own.config'), 'CONFIG_C=y\n');
    const configs = [join(folder, 'own.config')];
    const more = await seriesOf(folder, { 'm.patch': mail('x', changed.replace('TWO', 'Two')) });
    const requests: KernelRequest[] = [
      request,
      { ...request, source: { ...request.source, sha256: 'other' } },
      { ...request, series: more },
      { ...request, series: await readSeries('none') },
      { ...request, buildRoot: { ...request.buildRoot, toolchain: 'other' } },
      { ...request, kconfig: other },
      { ...request, configs },
      { ...request, variant: { ...request.variant, file } },
      { ...request, variant: { ...request.variant, file }, configs },
      { ...request, variant: { ...request.variant, patch } },
      { ...request, variant: { ...request.variant, file, patch } },
    ];
    const keys = await Promise.all(requests.map(key));
    assert.is(new Set(keys).size, requests.length);
    assert.ok(keys.every((key) => /^[0-9a-f]+$/.test(key)));
  }));

test('where things lie, what they are called, and comments do not change it', () =>
  withRequest(async ({ folder, request, key }) => {
    const other = join(folder, 'other');
    await mkdir(other);
    await writeFile(join(other, 'renamed.config'), 'CONFIG_A=y\n# two\n');
    await writeFile(join(folder, 'own.config'), '# as it is\nCONFIG_A=y\n');
    const same: KernelRequest = {
      ...request,
      series: { ...request.series, name: 'renamed', origin: '/elsewhere' },
      kconfig: other,
      configs: [join(folder, 'own.config')],
      variant: { ...request.variant, name: 'renamed' },
      trees: '/elsewhere',
      treeName: 'renamed',
      jobs: 64,
    };
    assert.is(await key(same), await key(request));
  }));

test('what comes to the same files is the same kernel: other mails, other steps, another form', () =>
  withRequest(async ({ folder, request, key }) => {
    const first = await key(request);
    const steps = await seriesOf(folder, {
      'one.patch': mail('one', changed.replace('TWO', '2') + created),
      'two.patch': mail('two', changed.replace('-two\n+TWO', '-2\n+TWO')),
      'three.patch': mail(
        'three',
        created
          .replace(/^new file.*\n/m, 'deleted file mode 100644\n')
          .replace(/^---.*\n\+\+\+.*\n/m, '--- a/security/new.c\n+++ /dev/null\n')
          .replace('@@ -0,0 +1 @@\n+foo', '@@ -1 +0,0 @@\n-foo'),
      ),
    });
    assert.is(await key({ ...request, series: steps }), first);
    const reply = sent({ subject: 'Re: [PATCH v3] change', body: '> yes\n' });
    const moved = changed.replace('@@ -1,3', '@@ -7,3');
    const thread = mailbox([
      reply,
      sent({ subject: '[PATCH v3] change, rebased', body: patchBody(moved) }),
    ]);
    const mailed = await seriesOf(folder, { 't.mbox': thread });
    assert.is(await key({ ...request, series: mailed }), first);
  }));

test('a mode is content as well', () =>
  withRequest(async ({ folder, request, key }) => {
    const mode =
      'diff --git a/security/audit.c b/security/audit.c\nold mode 100644\nnew mode 100755\n';
    const series = await seriesOf(folder, {
      'x.patch': mail('x', changed),
      'm.patch': mail('m', mode),
    });
    assert.is.not(await key({ ...request, series }), await key(request));
  }));

test('a series is applied once for it, and leaves nothing but what came of it', () =>
  withRequest(async ({ request, log, key }) => {
    const first = await key(request);
    const commands = log.commands.length;
    assert.ok(commands > 0);
    assert.is(await key(request), first);
    assert.is(log.commands.length, commands);
    assert.is((await readdir(request.applied)).length, 1);
  }));

test('what became of a series in one source says nothing of another one', () =>
  withRequest(async ({ folder, request, key }) => {
    await key(request);
    await write(folder, { 'other/security/audit.c': 'eins\nzwei\ndrei\n' });
    const source = { ...request.source, sha256: 'other', tree: join(folder, 'other') };
    const { message } = await errorOf(SeriesError, () => key({ ...request, source }));
    assert.match(message, 'security/audit.c, the hunk at line 1');
  }));

test('a memory that is damaged is made anew', () =>
  withRequest(async ({ request, key }) => {
    const first = await key(request);
    const [name = ''] = await readdir(request.applied);
    for (const damage of ['', '{', 'null', '{"sha256":"x","notes":[]}']) {
      await writeFile(join(request.applied, name), damage);
      assert.is(await key(request), first, damage);
    }
  }));

test('a series that does not apply has none, and is told so again', () =>
  withRequest(async ({ folder, request, key }) => {
    const series = await seriesOf(folder, {
      'x.patch': mail('x', changed.replace('-two', '-zwei')),
    });
    for (const _ of [1, 2]) {
      const { message } = await errorOf(SeriesError, () => key({ ...request, series }));
      assert.match(message, 'x.patch does not apply: security/audit.c, the hunk at line 1');
    }
    assert.equal(await readdir(request.applied), []);
  }));
