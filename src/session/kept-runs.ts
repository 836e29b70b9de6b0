/** Runs that are over, as their directories have kept them: reports, consoles, programs. */

import { existsSync } from 'node:fs';
import { open, readFile } from 'node:fs/promises';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { UsageError } from '../errors.js';
import type { RunFiles } from '../report/html/input.js';
import { type RunReport, schemaVersion } from '../report/model.js';
import { isRemembered } from './history.js';
import { keptPrograms } from './inputs.js';
import { listRuns } from './run-directory.js';

/** A run directory that has a report. */
export interface KeptRun {
  path: string;
  report: RunReport;
}

/**
 * The runs with these names or paths, each with all others of the same command unless `only`; the newest
 * that is no replay when none is named.
 * @param history where runs are remembered longer than they are kept
 * @throws UsageError when there is no such run, or its report is not one that we can read
 */
export async function keptRuns(
  runs: string,
  names: readonly string[],
  { only, history }: { only: boolean; history?: string },
): Promise<KeptRun[]> {
  const named =
    names.length > 0 ? await Promise.all(names.map(byName(runs, history))) : [await newest(runs)];
  const all = only ? named : (await Promise.all(named.map(groupOf))).flat();
  const seen = new Set<string>();
  return all.filter(({ path }) => !seen.has(path) && seen.add(path));
}

const remedy = 'Name a folder below runs/ of the cache; nothing means the newest run.';

const byName = (runs: string, history?: string) => async (name: string) => {
  const path = name.includes('/') ? resolve(name) : join(runs, name);
  const report = await readReport(path);
  if (report === undefined) {
    if (history !== undefined && (await isGone(path, runs, history))) throw gone(name);
    throw new UsageError(`${name} is no run that has ended`, remedy);
  }
  if (report.schema !== schemaVersion) {
    const which = `its report has schema ${report.schema}, not ${schemaVersion}`;
    throw new UsageError(`${name} is of another version: ${which}`, 'Run the tests again.');
  }
  return { path, report };
};

async function isGone(path: string, runs: string, history: string): Promise<boolean> {
  if (dirname(path) !== resolve(runs) || existsSync(path)) return false;
  return isRemembered(history, basename(path));
}

const gone = (name: string) =>
  new UsageError(
    `the directory of the run ${name} is gone, and with it its report`,
    'What is remembered of it: lsm-audit runs lists it, and lsm-audit report --history TEST has its tests.',
  );

async function newest(runs: string): Promise<KeptRun> {
  for (const path of (await listRuns(runs)).reverse()) {
    const report = await readReport(path);
    if (report?.schema !== schemaVersion) continue;
    // What somebody had again of a bundle is no run of one's own.
    if (report.invocation[0] !== 'replay') return { path, report };
  }
  throw new UsageError('no run is in the cache', 'Run the tests first: lsm-audit run.');
}

/** All runs of the command that a run is of, in their order. */
async function groupOf(run: KeptRun): Promise<KeptRun[]> {
  const { group } = run.report;
  const others = (await listRuns(dirname(run.path))).filter((path) => basename(path) >= group);
  const found: KeptRun[] = [];
  for (const path of others) {
    if (path !== run.path && !(await isOf(path, group))) continue;
    const report = path === run.path ? run.report : await readReport(path);
    if (report?.group === group && report.schema === schemaVersion) found.push({ path, report });
  }
  return found.length > 0 ? found : [run];
}

/** Whether the report of a run may be of this group: its first lines say so, and the rest is large. */
async function isOf(path: string, group: string): Promise<boolean> {
  const file = await open(join(path, 'result.json')).catch(() => undefined);
  if (!file) return false;
  try {
    const { buffer, bytesRead } = await file.read({ buffer: Buffer.alloc(1024) });
    return buffer.subarray(0, bytesRead).includes(JSON.stringify(group));
  } finally {
    await file.close();
  }
}

async function readReport(path: string): Promise<RunReport | undefined> {
  try {
    return JSON.parse(await readFile(join(path, 'result.json'), 'utf8')) as RunReport;
  } catch {
    return undefined;
  }
}

/** What lies beside the report of a run. A console that it names elsewhere is not its own. */
export async function filesOf({ path, report }: KeptRun): Promise<RunFiles> {
  const consoles = report.guests.map(async ({ number, console }) => {
    const file = resolve(path, console);
    const inside = !relative(path, file).startsWith('..');
    const text = inside ? await readFile(file, 'utf8').catch(() => undefined) : undefined;
    return text === undefined ? [] : [[number, text.replaceAll('\r\n', '\n')] as const];
  });
  const [found, programs] = await Promise.all([Promise.all(consoles), keptPrograms(path)]);
  return { consoles: new Map(found.flat()), programs };
}
