import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as assert from 'uvu/assert';
import { UsageError } from '../../../src/errors.js';
import { silentLog } from '../../../src/host/log.js';
import { type RunReport, toJson } from '../../../src/report/model.js';
import { remember } from '../../../src/session/history.js';
import { filesOf, keptRuns } from '../../../src/session/kept-runs.js';
import { suite } from '../../../src/suite/index.js';
import { errorOf } from '../../helpers/failing.js';
import { runReport } from '../../helpers/run-report.js';
import { inTempFolder } from '../../helpers/temp-folder.js';

const test = suite('kept runs');

async function keep(runs: string, id: string, own: Partial<RunReport> = {}): Promise<RunReport> {
  const path = join(runs, id);
  const report = runReport({ id, group: id, runDirectory: path, ...own });
  await mkdir(path);
  await writeFile(join(path, 'result.json'), toJson(report));
  return report;
}

const all = { only: false };
const ids = (kept: { report: RunReport }[]) => kept.map(({ report }) => report.id);

test('the newest run that has ended is meant when none is named', () =>
  inTempFolder(async (runs) => {
    await keep(runs, '2026-01');
    await keep(runs, '2026-02');
    await mkdir(join(runs, '2026-03'));
    assert.equal(ids(await keptRuns(runs, [], all)), ['2026-02']);
  }));

test('a replay is not meant when none is named, and can be named', () =>
  inTempFolder(async (runs) => {
    await keep(runs, '2026-01');
    await keep(runs, '2026-02', { invocation: ['replay', 'x.tar.gz'] });
    assert.equal(ids(await keptRuns(runs, [], all)), ['2026-01']);
    assert.equal(ids(await keptRuns(runs, ['2026-02'], all)), ['2026-02']);
  }));

test('a run brings the others of its command, in their order, unless it alone is wanted', () =>
  inTempFolder(async (runs) => {
    await keep(runs, '2026-01');
    await keep(runs, '2026-02');
    await keep(runs, '2026-03', { group: '2026-02' });
    await keep(runs, '2026-04');
    await keep(runs, '2026-05', { group: '2026-02' });
    await keep(runs, '2026-06', { invocation: ['run', '2026-02'] });
    assert.equal(ids(await keptRuns(runs, ['2026-03'], all)), ['2026-02', '2026-03', '2026-05']);
    assert.equal(ids(await keptRuns(runs, ['2026-03'], { only: true })), ['2026-03']);
  }));

test('a run of a command whose first run is gone has the others still', () =>
  inTempFolder(async (runs) => {
    await keep(runs, '2026-01');
    await keep(runs, '2026-02', { group: '2026-01' });
    await rm(join(runs, '2026-01'), { recursive: true });
    assert.equal(ids(await keptRuns(runs, [], all)), ['2026-02']);
  }));

test('runs of several commands come once each, by name or path', () =>
  inTempFolder(async (runs) => {
    await keep(runs, '2026-01');
    await keep(runs, '2026-02', { group: '2026-01' });
    await keep(runs, '2026-03');
    const named = ['2026-03', join(runs, '2026-02'), '2026-01'];
    assert.equal(ids(await keptRuns(runs, named, all)), ['2026-03', '2026-01', '2026-02']);
  }));

test('a run that there is not, has not ended, or is of another schema is refused', () =>
  inTempFolder(async (runs) => {
    const refused = (name: string) => errorOf(UsageError, () => keptRuns(runs, [name], all));
    assert.match(
      (await errorOf(UsageError, () => keptRuns(runs, [], all))).message,
      /no run is in/,
    );
    assert.match((await refused('2026-09')).message, /2026-09 is no run that has ended/);
    await mkdir(join(runs, 'cut'));
    await writeFile(join(runs, 'cut', 'result.json'), '{"schema": 3, "id"');
    assert.match((await refused('cut')).message, /no run that has ended/);
    await keep(runs, 'old', { schema: 2 as 3 });
    assert.match((await refused('old')).message, /its report has schema 2, not 3/);
  }));

test('a run whose directory is gone is said to be, where it is remembered', () =>
  inTempFolder(async (runs) =>
    inTempFolder(async (history) => {
      const refused = async (name: string) => {
        const work = () => keptRuns(runs, [name], { only: false, history });
        return errorOf(UsageError, work);
      };
      const report = await keep(runs, '2026-01');
      await remember(history, report, silentLog);
      await rm(join(runs, '2026-01'), { recursive: true });
      const { message, remedy } = await refused('2026-01');
      assert.match(message, /directory of the run 2026-01 is gone/);
      assert.match(remedy ?? '', /lsm-audit runs .*lsm-audit report --history/);
      assert.match((await refused(join(runs, '2026-01'))).message, /is gone/);
      assert.match((await refused('2026-02')).message, /no run that has ended/);
      assert.match((await refused('/elsewhere/2026-01')).message, /no run that has ended/);
      await mkdir(join(runs, '2026-01'));
      assert.match((await refused('2026-01')).message, /no run that has ended/);
    }),
  ));

test('consoles are read from the run directory, and from nowhere else', () =>
  inTempFolder(async (runs) => {
    const guests = [
      { number: 1, boot: [], console: 'console.log' },
      { number: 2, boot: [], console: 'guest-2/console.log' },
      { number: 3, boot: [], console: '../secret' },
      { number: 4, boot: [], console: join(runs, 'secret') },
    ];
    const report = await keep(runs, '2026-01', { guests });
    await writeFile(join(runs, 'secret'), 'secret');
    await writeFile(join(runs, '2026-01/console.log'), 'a\r\nb\n');
    const { consoles } = await filesOf({ path: join(runs, '2026-01'), report });
    assert.equal([...consoles], [[1, 'a\nb\n']]);
  }));
