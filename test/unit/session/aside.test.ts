import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import * as assert from 'uvu/assert';
import { type Report, reportOn, withDoubts } from '../../../src/report/model.js';
import { keepAside, keptAside } from '../../../src/session/aside.js';
import { keptReport } from '../../../src/session/html-report.js';
import { suite } from '../../../src/suite/index.js';
import { runReport } from '../../helpers/run-report.js';
import { inTempFolder } from '../../helpers/temp-folder.js';

const test = suite('what a command knew beside its runs');

/** A command with two runs, in directories of their own. */
const withCommand = (work: (report: Report, paths: string[]) => Promise<void>) =>
  inTempFolder(async (root) => {
    const paths = ['one', 'two'].map((id) => join(root, id));
    for (const path of paths) await mkdir(path);
    const runs = ['one', 'two'].map((id) =>
      runReport({ id, group: 'one', runDirectory: join(root, id) }),
    );
    const elsewhere = [{ suite: 's', name: 't', variants: ['kasan'] }];
    const report = reportOn(runs, { elsewhere, unreached: ['lockdep'] });
    const doubts = [{ reason: 'no console', verdict: 'incomplete' as const }];
    await work(withDoubts(report, doubts), paths);
  });

test('a later report of the command has all of it, and is no better', () =>
  withCommand(async (report, paths) => {
    await keepAside(report);
    const kept = report.runs.map((run, i) => ({ path: paths[i] ?? '', report: run }));
    assert.equal(await keptReport(kept, { only: false }), report);
    assert.is(report.verdict, 'incomplete');
  }));

test('a report of one run alone has nothing of the others', () =>
  withCommand(async (report, paths) => {
    await keepAside(report);
    const [run] = report.runs;
    if (!run) throw new Error('no run');
    const alone = await keptReport([{ path: paths[0] ?? '', report: run }], { only: true });
    assert.equal([alone.elsewhere, alone.unreached, alone.doubts], [[], undefined, undefined]);
  }));

test('a command that was killed has kept nothing, and one whose directory is gone cannot', () =>
  withCommand(async (report, paths) => {
    assert.equal(await keptAside(paths[1] ?? '', 'one'), { elsewhere: [] });
    const runs = [runReport({ runDirectory: '/no/such/folder' })];
    await keepAside({ ...report, runs });
    await keepAside({ ...report, runs: [] });
  }));
