/** A run in one file: everything that it takes to have it again elsewhere, and nothing of this host. */

import { readdir, readFile, realpath, stat } from 'node:fs/promises';
import { homedir, hostname, userInfo } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { type BundleEntry, type Scrub, scrubbed, scrubber, writeBundle } from '../bundle/index.js';
import { InfrastructureError, UsageError } from '../errors.js';
import { pasteable } from '../host/command.js';
import { digest } from '../host/digest.js';
import type { Log } from '../host/log.js';
import { type CachePaths, projectRoot } from '../host/paths.js';
import { openEntry } from '../host/store.js';
import type { KernelManifest } from '../kernel/kernel.js';
import { machineCommand } from '../qemu/machine.js';
import { withoutPlaces } from '../report/invocation.js';
import { type RunReport, schemaVersion } from '../report/model.js';
import { parseTranscript, type Transcript, transcriptLine } from '../transcript/index.js';
import { type BundledMachine, bundleFiles, patchName } from './bundled-run.js';
import { diffName, type Inputs, inputsFile, inputsFolder, sourcesFolder } from './inputs.js';
import { transcriptFile } from './recorder.js';
import { recordsOf } from './records.js';

export interface BundleRequest {
  /** A run directory, or its name in the cache. */
  run: string;
  /** The file to make. */
  file: string;
  cache: CachePaths;
  log: Log;
}

/** Packs a run. @returns how many entries the bundle has */
export async function bundleRun({ run, file, cache, log }: BundleRequest): Promise<number> {
  const folder = await runFolder(run, cache.runs);
  const report = await reportOf(folder);
  const inputs = await inputsOf(folder, report);
  const scrub = scrubber(await identity(folder, report.runDirectory, cache.root));
  const transcripts = await transcriptsOf(folder, report, scrub);
  const entries = [
    ...(await fromCache(inputs, report, cache, log)),
    ...(await kept(folder, report)),
    ...(await fromGuests(folder, report, transcripts)),
    ...(await described(folder, report, inputs, scrub)),
  ];
  const { files } = await writeBundle(file, report.id, entries);
  return files.length;
}

/** @throws UsageError when there is no such run */
export async function runFolder(run: string, runs: string): Promise<string> {
  for (const folder of [join(runs, run), run])
    if (await isFile(join(folder, bundleFiles.result))) return folder;
  throw new UsageError(
    `there is no run ${run} with a result`,
    `Name a folder of ${runs}, or its path.`,
  );
}

async function reportOf(folder: string): Promise<RunReport> {
  const report = JSON.parse(await readFile(join(folder, bundleFiles.result), 'utf8')) as RunReport;
  if (report.schema !== schemaVersion)
    throw notBundled(`its result has schema ${report.schema}`, report);
  if (!report.kernel || !report.machine) throw notBundled('it never came to boot a kernel', report);
  return report;
}

async function inputsOf(folder: string, report: RunReport): Promise<Inputs> {
  const text = await readFile(join(folder, inputsFolder, inputsFile), 'utf8').catch(() => {
    throw notBundled('it has not kept what it was made from', report);
  });
  return JSON.parse(text) as Inputs;
}

function notBundled(why: string, { id, invocation }: RunReport): InfrastructureError {
  return new InfrastructureError(`the run ${id} cannot be bundled: ${why}`, {
    phase: 'report',
    remedy: `Run it again (lsm-audit ${invocation?.join(' ')}), and bundle that run.`,
  });
}

async function fromCache(
  { kernel, guestRoot, programs }: Inputs,
  report: RunReport,
  cache: CachePaths,
  log: Log,
): Promise<BundleEntry[]> {
  const open = async (folder: string, what: string) => {
    const entry = await openEntry(folder, log);
    if (entry === undefined) throw notBundled(`${what} is no longer in the cache`, report);
    return entry;
  };
  const kernelEntry = await open(join(cache.kernels, kernel), 'its kernel');
  const image = await readFile(join(kernelEntry, 'vmlinux'));
  if (digest(image) !== report.kernel?.imageSha256)
    throw notBundled('the cache has another kernel in the place of its own', report);
  const root = await open(join(cache.guestRoots, guestRoot), 'its guest root');
  const objects = Object.entries(programs).map(async ([name, key]) => {
    const entry = await open(join(cache.programs, key), `its program ${name}`);
    const bytes = await readFile(join(entry, `${name}.bpf.o`));
    return { name: bundleFiles.program(name), bytes };
  });
  return [
    { name: bundleFiles.image, bytes: image },
    { name: bundleFiles.config, bytes: await readFile(join(kernelEntry, 'config')) },
    { name: bundleFiles.kernel, bytes: await manifestOf(kernelEntry, report) },
    { name: bundleFiles.guestRoot, bytes: await readFile(join(root, 'root.cpio')) },
    ...(await Promise.all(objects)),
  ];
}

/** The manifest of the kernel, under the names that the run knew it by. */
async function manifestOf(entry: string, { kernel, series }: RunReport): Promise<Buffer> {
  const text = await readFile(join(entry, 'manifest.json'), 'utf8');
  const manifest = JSON.parse(text) as KernelManifest;
  const named = {
    ...manifest,
    variant: kernel?.variant,
    series: { ...manifest.series, ...series },
  };
  return json(named);
}

/** The patches of the series as diffs, and the sources of the programs, as they were. */
async function kept(folder: string, report: RunReport): Promise<BundleEntry[]> {
  const from = join(folder, inputsFolder);
  const mails = (report.series?.patches ?? []).map(async ({ file, sha256 }, i) => {
    const bytes = await readFile(join(from, diffName(i))).catch(() => Buffer.alloc(0));
    if (digest(bytes.toString('latin1')) !== sha256)
      throw notBundled(`${file} was not kept`, report);
    return { name: patchName(i, file), bytes };
  });
  const names = await readdir(join(from, sourcesFolder));
  const sources = names.map(async (name) => ({
    name: bundleFiles.source(name),
    bytes: await readFile(join(from, sourcesFolder, name)),
  }));
  return Promise.all([...mails, ...sources]);
}

async function transcriptsOf(
  folder: string,
  { guests }: RunReport,
  scrub: Scrub,
): Promise<Transcript[]> {
  const all = guests.map(async ({ console: file }): Promise<Transcript[]> => {
    const path = join(folder, dirname(file), transcriptFile);
    const text = await readFile(path, 'utf8').catch(() => undefined);
    if (text === undefined) return [];
    const transcript = parseTranscript(text, path);
    const entries = transcript.entries.map((entry) =>
      entry.type === 'quit' ? { ...entry, stderr: scrub(entry.stderr) } : entry,
    );
    return [{ ...transcript, entries }];
  });
  return (await Promise.all(all)).flat();
}

async function fromGuests(
  folder: string,
  { guests }: RunReport,
  transcripts: readonly Transcript[],
): Promise<BundleEntry[]> {
  const consoles = guests.map(async ({ number, console: file }): Promise<BundleEntry[]> => {
    const bytes = await readFile(join(folder, file)).catch(() => undefined);
    return bytes ? [{ name: bundleFiles.console(number), bytes }] : [];
  });
  const records = (await Promise.all(transcripts.map(recordsOf))).flat();
  return [
    ...(await Promise.all(consoles)).flat(),
    ...transcripts.map(({ entries, ...header }) => ({
      name: bundleFiles.transcript(header.guest),
      bytes: Buffer.from([header, ...entries].map(transcriptLine).join('')),
    })),
    {
      name: bundleFiles.records,
      bytes: Buffer.from(records.map((record) => `${JSON.stringify(record)}\n`).join('')),
    },
  ];
}

/** What the host says of the run, without what it says of itself. */
async function described(
  folder: string,
  report: RunReport,
  { kernelArgs }: Inputs,
  scrub: Scrub,
): Promise<BundleEntry[]> {
  const { type, accelerator } = machineOf(report);
  const spec = { type, accelerator, kernelArgs, mode: 'serve' } as const;
  const files = { kernel: bundleFiles.image, initramfs: bundleFiles.guestRoot };
  const { cwd: _, ...command } = machineCommand({ ...spec, ...files }, '.');
  const machine: BundledMachine = { type, accelerator, kernelArgs, command: pasteable(command) };
  const log = await readFile(join(folder, bundleFiles.log), 'utf8').catch(() => '');
  const invocation = withoutPlaces(report.invocation);
  const result = scrubbed({ ...report, invocation }, scrub, untouched);
  return [
    { name: bundleFiles.machine, bytes: json(machine) },
    { name: bundleFiles.result, bytes: Buffer.from(JSON.stringify(result)) },
    { name: bundleFiles.log, bytes: Buffer.from(scrub(log)) },
  ];
}

const json = (value: unknown) => Buffer.from(`${JSON.stringify(value, null, 1)}\n`);

function machineOf({
  machine,
  accelerator,
}: RunReport): Pick<BundledMachine, 'type' | 'accelerator'> {
  return {
    type: machine?.type as BundledMachine['type'],
    accelerator: accelerator?.name as BundledMachine['accelerator'],
  };
}

/** Words of the report that are not the host's, or that somebody compares. */
const untouched = new Set([
  ...['suite', 'test', 'evidence', 'status', 'verdict', 'id', 'group', 'kind', 'variant', 'boot'],
]);

/** The run in `folder` was made in `run`, if somebody has moved it since. */
async function identity(folder: string, run: string, cache: string) {
  const named = [
    { path: resolve(folder), word: '[run]' },
    { path: run, word: '[run]' },
    { path: dirname(dirname(run)), word: '[cache]' },
    { path: cache, word: '[cache]' },
    { path: projectRoot, word: '[checkout]' },
  ];
  const real = await Promise.all(
    named.map(async ({ path, word }) => ({ path: await realpath(path).catch(() => path), word })),
  );
  return {
    folders: [...named, ...real],
    home: homedir(),
    hostName: hostname(),
    userName: userInfo().username,
  };
}

const isFile = (path: string) =>
  stat(path).then(
    (found) => found.isFile(),
    () => false,
  );

/** The name of a bundle that the user did not name. */
export const defaultBundleName = (run: string) => `lsm-audit-${basename(run)}.tar.gz`;
