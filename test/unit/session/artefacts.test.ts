import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import * as assert from 'uvu/assert';
import { cachePaths } from '../../../src/host/paths.js';
import type { RunReport } from '../../../src/report/model.js';
import { copyArtefacts } from '../../../src/session/artefacts.js';
import { suite } from '../../../src/suite/index.js';
import { kernelFacts, runReport } from '../../helpers/run-report.js';
import { inTempFolder } from '../../helpers/temp-folder.js';

const test = suite('artefacts of a run');

const tree = 'trees/linux-source-7.2_7.2.13-1-kasan/build.log';

/** The files that are copied of a run in a cache with logs of everything. */
async function copied(own: (root: string) => Partial<RunReport>): Promise<string[]> {
  return inTempFolder(async (root) => {
    const run = 'runs/one';
    for (const file of ['run.log', 'console.log', 'client_key', 'initramfs.cpio']) {
      await mkdir(join(root, run, 'guest-2'), { recursive: true });
      await writeFile(join(root, run, file), file);
      await writeFile(join(root, run, 'guest-2', file), file);
    }
    await mkdir(dirname(join(root, tree)), { recursive: true });
    await writeFile(join(root, tree), 'CC x.o');
    const guests = [1, 2, 3].map((number) => ({
      number,
      boot: [],
      console: number === 1 ? 'console.log' : `guest-${number}/console.log`,
    }));
    const report = runReport({ runDirectory: join(root, run), guests, ...own(root) });
    const folder = join(root, 'out');
    const target = { variant: 'kasan' };
    await copyArtefacts(report, { folder, cache: cachePaths(root), target });
    const names = await readdir(folder, { recursive: true, withFileTypes: true });
    return names
      .filter((entry) => entry.isFile())
      .map(({ path, name }) => join(path, name).slice(folder.length + 1))
      .sort();
  });
}

const always = ['console.log', 'guest-2/console.log', 'run.log'];

test('the log and each console that there is are kept, and no key', async () => {
  assert.equal(await copied(() => ({})), always);
});

test('the log of the build is kept when the run built its kernel', async () => {
  const kernel = { ...kernelFacts, cached: false };
  assert.equal(await copied(() => ({ kernel })), ['build.log', ...always]);
});

test('the log of the build that failed is kept', async () => {
  const failure = { message: 'x', details: [], phase: 'kernel build', exitCode: 1 };
  const of = (log: string) => copied((root) => ({ failure: { ...failure, log: join(root, log) } }));
  assert.equal(await of(tree), ['build.log', ...always]);
  assert.equal(await of('runs/one/client_key'), always);
});
