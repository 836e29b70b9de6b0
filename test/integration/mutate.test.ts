/** Mutants of the embedded series: each applies, and each kind of verdict comes about. */

import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as assert from 'uvu/assert';
import { exec } from '../../src/host/exec.js';
import { silentLog } from '../../src/host/log.js';
import { cachePaths, projectRoot } from '../../src/host/paths.js';
import { applySeries } from '../../src/kernel/apply.js';
import { readSeries } from '../../src/kernel/series.js';
import { ensureSource } from '../../src/kernel/source.js';
import type { MutationReport } from '../../src/mutate/verdict.js';
import { embeddedSeries } from '../../src/session/prepare.js';
import { suite } from '../../src/suite/index.js';
import { cli, orphans, withCache } from '../helpers/cli.js';
import { inTempFolder } from '../helpers/temp-folder.js';

const test = suite('mutation testing', { deadlineS: 1800 });
const embedded = join(projectRoot, 'test/mutants');
const cache = cachePaths();

test('each embedded mutant applies to the embedded series', () =>
  inTempFolder(async (folder) => {
    const options = { phase: 'series', log: silentLog } as const;
    const source = { folder: cache.sources, aptFolder: cache.apt, log: silentLog };
    const { tree } = await ensureSource(source);
    const series = await readSeries(embeddedSeries);
    await applySeries(series, { pristine: tree, scratch: folder, ...options });
    const broken: string[] = [];
    for (const file of await readdir(embedded)) {
      const args = ['apply', '--check', '--', join(embedded, file)];
      const { code, all } = await exec({ file: 'git', args, cwd: folder }, options);
      if (code !== 0) broken.push(all);
    }
    assert.equal(broken, []);
  }));

const kfuncs = 'security/lsm_audit_kfuncs.c';

/** One for each verdict: the change, what it ends as, and what is said of it. */
const fates: [name: string, from: string, to: string, status: string, says: RegExp][] = [
  [
    'blind',
    'return current->fs;',
    'return current->fs ? true : false;',
    'survived',
    /nothing at all/,
  ],
  ['garbled', 'return current->fs;', 'return current->root;', 'invalid', /no member named 'root'/],
  ['lame', 'return current->fs;', 'return false;', 'killed', /file reports path/],
  ['misplaced', 'return current->nothing;', 'return true;', 'invalid', /does not apply/],
  [
    'mortal',
    'return current->fs;',
    'return current->fs && *(char *)(long)in_nmi();',
    'killed',
    /file reports path|the kernel /,
  ],
];

const mutantOf = (from: string, to: string) => `# SPDX-License-Identifier: GPL-2.0
# Breaks: nothing at all
# Claims: basic

--- a/${kfuncs}
+++ b/${kfuncs}
@@ -78,3 +78,3 @@
 {
-\t${from}
+\t${to}
 }
`;

test('each mutant gets its verdict, which is kept for the next time', () =>
  withCache(async (cache) => {
    const folder = join(cache, 'slips');
    await mkdir(folder);
    for (const [name, from, to] of fates)
      await writeFile(join(folder, `${name}.patch`), mutantOf(from, to));
    const kernels = await readdir(join(cache, 'kernels'));
    const json = join(cache, 'mutants.json');
    const test = 'file_open: bpf_audit_log_file, _path and _inode > file reports';
    const words = ['mutate', '--mutants', folder, '--tests', test, '--json', json, '--resume'];
    const first = await cli(words, { cache });
    assert.is(first.code, 1, first.stdout + first.stderr);
    const report = JSON.parse(await readFile(json, 'utf8')) as MutationReport;
    assert.equal(
      report.verdicts.map(({ mutant, status }) => [mutant, status]),
      fates.map(([name, , , status]) => [name, status]),
    );
    for (const [name, , , status, says] of fates) {
      const line = first.stdout.match(new RegExp(`^${status} +${name} .*$`, 'm'))?.[0] ?? '';
      assert.match(line, says, `${name}: ${line}`);
    }
    assert.match(first.stdout, /66 % killed: 2 killed, 1 survived, 2 invalid/);
    // What was made for mutants is gone with them.
    assert.equal(await readdir(join(cache, 'kernels')), kernels);
    assert.equal(await readdir(join(cache, 'mutants')), []);
    assert.equal(await orphans(cache), []);
    // Of all these runs only the one without a mutant is remembered.
    assert.is((await readdir(join(cache, 'history'))).length, 1);
    const again = await cli(words, { cache });
    assert.is(again.code, 1, again.stdout + again.stderr);
    assert.not.match(again.stdout, /^killed/m);
    assert.match(again.stdout, /66 % killed: 2 killed, 1 survived, 2 invalid/);
  }));
