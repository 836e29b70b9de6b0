import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as assert from 'uvu/assert';
import type { HistoryEntry } from '../../../src/report/history.js';
import { readHistory, remember } from '../../../src/session/history.js';
import { suite } from '../../../src/suite/index.js';
import { historyEntry } from '../../helpers/history.js';
import { recordingLog } from '../../helpers/recording-log.js';
import { runReport } from '../../helpers/run-report.js';
import { inTempFolder } from '../../helpers/temp-folder.js';

const test = suite('history of runs');

async function idsIn(folder: string): Promise<string[]> {
  const entries: HistoryEntry[] = [];
  for await (const entry of readHistory(folder)) entries.push(entry);
  return entries.map(({ id }) => id);
}

test('runs are read from the newest to the oldest, however they were written', () =>
  inTempFolder(async (root) => {
    const folder = join(root, 'cache/history');
    const log = recordingLog();
    const ids = Array.from(
      { length: 150 },
      (_, i) => `run-${String((i * 7) % 150).padStart(3, '0')}`,
    );
    await Promise.all(ids.map((id) => remember(folder, runReport({ id }), log)));
    assert.equal(await idsIn(folder), ids.sort().reverse());
    assert.equal(log.warnings, []);
    assert.ok((await readdir(folder)).every((name) => name.endsWith('.json')));
  }));

test('a series is known by the digest of its patches, not by their names', () =>
  inTempFolder(async (folder) => {
    const patch = (file: string, sha256: string) => ({ file, subject: 'x', sha256 });
    const series: [string, string][] = [
      ['1.patch', 'aa'],
      ['2.patch', 'aa'],
      ['1.patch', 'bb'],
    ];
    for (const [i, [file, sha256]] of series.entries()) {
      const patches = [patch(file, sha256)];
      const report = runReport({ id: `run-${i}`, series: { name: 'mine', patches } });
      await remember(folder, report, recordingLog());
    }
    const digests: (string | undefined)[] = [];
    for await (const { series } of readHistory(folder)) digests.push(series?.sha256);
    assert.is(digests[1], digests[2]);
    assert.is.not(digests[0], digests[1]);
  }));

test('no more than the newest are kept', () =>
  inTempFolder(async (folder) => {
    for (const id of ['a', 'b', 'c', 'd', 'e'])
      await remember(folder, runReport({ id }), recordingLog(), 3);
    assert.equal(await idsIn(folder), ['e', 'd', 'c']);
  }));

test('of a night of repetitions those that passed are forgotten after the first 500', () =>
  inTempFolder(async (folder) => {
    const runs = [
      { id: 'a', repetition: 500 },
      { id: 'b', repetition: 501 },
      { id: 'c', repetition: 501, verdict: 'failed' as const },
    ];
    for (const run of runs) await remember(folder, runReport(run), recordingLog());
    assert.equal(await idsIn(folder), ['c', 'a']);
  }));

test('what is no entry is passed over, and told', () =>
  inTempFolder(async (folder) => {
    await remember(folder, runReport({ id: 'good' }), recordingLog());
    const text = await readFile(join(folder, 'good.json'), 'utf8');
    await writeFile(join(folder, 'cut.json'), text.slice(0, 100));
    await writeFile(join(folder, 'copy.json'), text);
    await writeFile(join(folder, 'newer.json'), JSON.stringify({ ...historyEntry(), schema: 9 }));
    await writeFile(join(folder, 'notes.txt'), 'mine');
    await mkdir(join(folder, 'folder.json'));
    const told: Record<string, string> = {};
    const ids: string[] = [];
    const note = (file: string, problem: string) => {
      told[file.slice(folder.length + 1)] = problem.split(':')[0] ?? '';
    };
    for await (const { id } of readHistory(folder, note)) ids.push(id);
    assert.equal(ids, ['good']);
    assert.equal(told, {
      'notes.txt': 'it is no record of a run',
      'newer.json': 'a newer lsm-audit wrote it',
      'folder.json': 'it cannot be read',
      'cut.json': 'it is cut or no JSON',
      'copy.json': 'it is about another run',
    });
  }));

test('an entry that is being written is nobody’s concern yet', () =>
  inTempFolder(async (folder) => {
    await writeFile(join(folder, 'run.json.new'), '{"sch');
    const told: string[] = [];
    for await (const _ of readHistory(folder, (file) => told.push(file))) assert.unreachable();
    assert.equal(told, []);
  }));

test('there is no history before the first run', () =>
  inTempFolder(async (root) => {
    assert.equal(await idsIn(join(root, 'nowhere')), []);
  }));

test('a history that cannot be written is a warning', () =>
  inTempFolder(async (root) => {
    const log = recordingLog();
    await writeFile(join(root, 'file'), '');
    await remember(join(root, 'file'), runReport(), log);
    assert.is(log.warnings.length, 1);
    assert.match(log.warnings[0] ?? '', /the history of runs cannot be written: /);
  }));
