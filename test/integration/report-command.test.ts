/** `report`: runs that are over, in words and as a page. No machine is needed. */

import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as assert from 'uvu/assert';
import { type RunReport, toJson } from '../../src/report/model.js';
import { suite } from '../../src/suite/index.js';
import { cli } from '../helpers/cli.js';
import { mixedFiles, mixedRun } from '../helpers/html-report.js';
import { kernelFacts } from '../helpers/run-report.js';
import { inTempFolder } from '../helpers/temp-folder.js';

const test = suite('report of a run', { deadlineS: 60 });

/** A cache with these runs. */
const withRuns = (runs: readonly RunReport[], work: (cache: string) => Promise<void>) =>
  inTempFolder(async (cache) => {
    for (const run of runs) {
      const path = join(cache, 'runs', run.id);
      await mkdir(join(path, 'inputs/programs'), { recursive: true });
      await writeFile(join(path, 'result.json'), toJson(run));
      await writeFile(join(path, 'console.log'), mixedFiles.consoles.get(1) ?? '');
      for (const [name, source] of mixedFiles.programs)
        await writeFile(join(path, 'inputs/programs', name), source);
    }
    await work(cache);
  });

const older = mixedRun({ id: '2026-01', group: '2026-01' });
const newer = mixedRun({ id: '2026-02', group: '2026-02' });
const kasan = mixedRun({
  id: '2026-03',
  group: '2026-02',
  kernel: { ...kernelFacts, variant: 'kasan' },
});

test('tells the newest run, all variants of it, in words', () =>
  withRuns([older, newer, kasan], async (cache) => {
    const { code, stdout, stderr } = await cli(['report'], { cache });
    assert.is(code, 0, stderr);
    assert.match(stdout, /^kernel {3}7\.2\.13-lsm-audit/);
    assert.match(stdout, /^ {2}✗ D backlog: reports the capability/m);
    assert.is(
      stdout.match(/^FAILED {2}1 passed, 2 failed, 1 expected-failure, 1 skipped$/gm)?.length,
      2,
    );
    assert.match(stdout, /^ {2}kasan +failed +1 passed, 2 failed$/m);
  }));

test('writes a page of a run, alone when that is wanted', () =>
  withRuns([newer, kasan], async (cache) => {
    const page = join(cache, 'report.html');
    const words = ['report', '2026-03', '--html', page];
    const { code, stdout, stderr } = await cli(words, { cache });
    assert.equal({ code, stdout, stderr }, { code: 0, stdout: '', stderr: '' });
    const whole = await readFile(page, 'utf8');
    assert.match(whole, /<th scope="col">default<\/th><th scope="col">kasan<\/th>/);
    assert.match(whole, /SEC\(\\"lsm\/capable\\"\)/);
    assert.match(whole, /Linux version 7\.2\.13/);
    await cli([...words, '--only'], { cache });
    const alone = await readFile(page, 'utf8');
    assert.match(alone, /<dt>configuration<\/dt><dd>kasan/);
    assert.not.match(alone, /<th scope="col">default<\/th>/);
  }));

const refused: [words: string[], complaint: RegExp][] = [
  [['2026-09'], /2026-09 is no run that has ended/],
  [['--html', '/no/such/folder/x.html'], /--html .*: there is no such folder/],
  [['--html', '/tmp'], /--html \/tmp is a folder/],
];

for (const [words, complaint] of refused)
  test(`refuses "report ${words.join(' ')}" as a usage error`, () =>
    withRuns([older], async (cache) => {
      const { code, stderr } = await cli(['report', ...words], { cache });
      assert.is(code, 2);
      assert.match(stderr, complaint);
      assert.match(stderr, /remedy: /);
    }));

test('says so when no run is in the cache', () =>
  withRuns([], async (cache) => {
    const { code, stderr } = await cli(['report'], { cache });
    assert.is(code, 2);
    assert.match(stderr, /no run is in the cache/);
  }));
