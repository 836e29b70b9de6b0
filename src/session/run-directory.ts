/** The folder that holds everything one run makes: sockets, keys, console, records, results. */

import { mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

export interface RunDirectory {
  path: string;
  file(name: string): string;
}

/** Makes a new run directory; its name sorts by time and cannot clash with another process'. */
export async function makeRunDirectory(
  runs: string,
  now: Date = new Date(),
): Promise<RunDirectory> {
  const stamp = now.toISOString().replaceAll(/[:.]/g, '-').slice(0, 23);
  for (let attempt = 0; ; attempt++) {
    const suffix = attempt === 0 ? '' : `-${attempt}`;
    const path = join(runs, `${stamp}-${process.pid}${suffix}`);
    await mkdir(runs, { recursive: true });
    try {
      // 0700: the keys of the guest are in here.
      await mkdir(path, { mode: 0o700 });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'EEXIST') continue;
      throw error;
    }
    return { path, file: (name) => join(path, name) };
  }
}

/** Where the files of the guest with this number lie: those of the first one in `run` itself. */
export async function guestDirectory(run: RunDirectory, number: number): Promise<RunDirectory> {
  if (number === 1) return run;
  const path = run.file(`guest-${number}`);
  await mkdir(path, { mode: 0o700 });
  return { path, file: (name) => join(path, name) };
}

/** A machine that a run has left up, or that outlived it: what `shell --run` and `clean` look for. */
export interface MachineRecord {
  pid: number;
  /** Start time of the process in clock ticks since boot, which tells a reused pid apart. */
  startTicks: string;
  socket: string;
}

const recordName = 'machine.json';

export async function recordMachine(run: RunDirectory, pid: number, socket: string): Promise<void> {
  const startTicks = (await processStart(pid)) ?? '';
  await writeFile(run.file(recordName), JSON.stringify({ pid, startTicks, socket }));
}

/** The machine of the run in `path` if it still runs. */
export async function liveMachine(path: string): Promise<MachineRecord | undefined> {
  const record = await readRecord(join(path, recordName));
  if (!record) return undefined;
  const start = await processStart(record.pid);
  return start !== undefined && start === record.startTicks ? record : undefined;
}

/** What a run noted of its machine; a note that was cut short names none. */
async function readRecord(file: string): Promise<MachineRecord | undefined> {
  try {
    const { pid, startTicks, socket } = JSON.parse(await readFile(file, 'utf8')) as MachineRecord;
    return typeof pid === 'number' ? { pid, startTicks, socket } : undefined;
  } catch {
    return undefined;
  }
}

/** Field 22 of /proc/PID/stat; the command name before it may hold spaces and parentheses. */
async function processStart(pid: number): Promise<string | undefined> {
  const stat = await readFile(`/proc/${pid}/stat`, 'latin1').catch(() => undefined);
  return stat?.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
}

/** All runs, oldest first. */
export async function listRuns(runs: string): Promise<string[]> {
  const names = await readdir(runs).catch((): string[] => []);
  return names.sort().map((name) => join(runs, name));
}

/** Runs kept for a look back; older ones go when a new run starts. */
const keptRuns = 20;

/** Removes the oldest run directories that have no live machine. */
export async function pruneRuns(runs: string): Promise<void> {
  const all = await listRuns(runs);
  for (const path of all.slice(0, Math.max(0, all.length - keptRuns))) {
    // Another run that starts now may have removed it.
    const found = await stat(path).catch(() => undefined);
    if (!found || Date.now() - found.mtimeMs < 3_600_000) continue;
    if (!(await liveMachine(path))) await rm(path, { recursive: true, force: true });
  }
}
