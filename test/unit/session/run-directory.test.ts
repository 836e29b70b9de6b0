import { mkdir, readdir, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as assert from 'uvu/assert';
import {
  listRuns,
  liveMachine,
  makeRunDirectory,
  pruneRuns,
  recordMachine,
} from '../../../src/session/run-directory.js';
import { suite } from '../../../src/suite/index.js';
import { inTempFolder } from '../../helpers/temp-folder.js';

const test = suite('run directory');

test('runs of one moment have folders of their own, which nobody else can read', () =>
  inTempFolder(async (root) => {
    const runs = join(root, 'cache/runs');
    const now = new Date('2026-03-11T10:00:00.123Z');
    const made = await Promise.all([1, 2, 3].map(() => makeRunDirectory(runs, now)));
    assert.is(new Set(made.map(({ path }) => path)).size, 3);
    for (const { path, file } of made) {
      assert.ok(path.startsWith(join(runs, '2026-03-11T10-00-00-123')));
      assert.is((await stat(path)).mode & 0o777, 0o700);
      assert.is(file('console.log'), join(path, 'console.log'));
    }
  }));

test('runs are listed from the oldest to the newest', () =>
  inTempFolder(async (runs) => {
    const days = ['2026-03-11', '2025-12-31', '2026-03-09'];
    for (const day of days) await makeRunDirectory(runs, new Date(`${day}T00:00:00Z`));
    const names = (await listRuns(runs)).map((path) =>
      path.slice(runs.length + 1, runs.length + 11),
    );
    assert.equal(names, ['2025-12-31', '2026-03-09', '2026-03-11']);
    assert.equal(await listRuns(join(runs, 'nowhere')), []);
  }));

test('a machine is alive as long as its process is the one that was recorded', () =>
  inTempFolder(async (runs) => {
    const run = await makeRunDirectory(runs);
    assert.is(await liveMachine(run.path), undefined);
    await recordMachine(run, process.pid, 'ssh.sock');
    const machine = await liveMachine(run.path);
    assert.equal([machine?.pid, machine?.socket], [process.pid, 'ssh.sock']);
    // The same number, but of a process that started at another time.
    const record = { pid: process.pid, startTicks: '1', socket: 'ssh.sock' };
    await writeFile(run.file('machine.json'), JSON.stringify(record));
    assert.is(await liveMachine(run.path), undefined);
  }));

test('a machine that has ended is not alive', () =>
  inTempFolder(async (runs) => {
    const run = await makeRunDirectory(runs);
    // Numbers of processes end far below (see /proc/sys/kernel/pid_max).
    await recordMachine(run, 2 ** 30, 'ssh.sock');
    assert.is(await liveMachine(run.path), undefined);
  }));

test('old runs go, but neither the newest twenty, nor recent ones, nor those with a machine', () =>
  inTempFolder(async (runs) => {
    const yesterday = new Date(Date.now() - 24 * 3_600_000);
    const names = Array.from({ length: 25 }, (_, i) => `run-${String(i).padStart(2, '0')}`);
    for (const name of names) await mkdir(join(runs, name));
    const own = (name: string) => ({
      path: join(runs, name),
      file: (f: string) => join(runs, name, f),
    });
    await recordMachine(own('run-01'), process.pid, 'ssh.sock');
    for (const name of names)
      if (name !== 'run-03') await utimes(join(runs, name), yesterday, yesterday);
    await pruneRuns(runs);
    const left = (await readdir(runs)).sort();
    assert.equal(
      names.filter((name) => !left.includes(name)),
      ['run-00', 'run-02', 'run-04'],
    );
  }));

test('runs that start at once may remove the same old run', () =>
  inTempFolder(async (runs) => {
    const yesterday = new Date(Date.now() - 24 * 3_600_000);
    for (let i = 0; i < 200; i++) {
      await mkdir(join(runs, `run-${i}`));
      await utimes(join(runs, `run-${i}`), yesterday, yesterday);
    }
    await Promise.all(Array.from({ length: 8 }, () => pruneRuns(runs)));
    assert.is((await readdir(runs)).length, 20);
  }));
