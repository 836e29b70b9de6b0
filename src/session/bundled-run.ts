/** What lies where in a bundle, and what of it a replay takes for true: only what has the right form. */

import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  BadBundle,
  countOf,
  type Form,
  listOf,
  Malformed,
  oneOf,
  readBundle,
  recordOf,
  textOf,
  wordOf,
} from '../bundle/index.js';
import type { KernelManifest } from '../kernel/kernel.js';
import type { Accelerator, MachineType } from '../qemu/device.js';
import type { Status } from '../suite/index.js';
import { parseTranscript, type Transcript } from '../transcript/index.js';

/** Names of entries. */
export const bundleFiles = {
  image: 'kernel/vmlinux',
  config: 'kernel/config',
  kernel: 'kernel/manifest.json',
  guestRoot: 'guest-root.cpio',
  machine: 'machine.json',
  result: 'result.json',
  log: 'run.log',
  records: 'records.jsonl',
  program: (name: string) => `programs/${name}.bpf.o`,
  source: (file: string) => `sources/${file}`,
  console: (guest: number) => `guests/${guest}/console.log`,
  transcript: (guest: number) => `guests/${guest}/transcript.jsonl`,
};

/** The entry of a mail; `file` may be called anything. */
export function patchName(index: number, file: string): string {
  const safe = file.replaceAll(/[^\w.+-]/g, '_').slice(-80);
  return `series/${String(index + 1).padStart(4, '0')}-${safe}`;
}

export interface BundledMachine {
  type: MachineType;
  accelerator: Accelerator;
  /** Words of the kernel's command line that the user gave. */
  kernelArgs: readonly string[];
  /** QEMU's command, with the files by their names in the bundle. */
  command: string;
}

/** A test as it went in the run. */
export interface BundledTest {
  suite: string;
  name: string;
  status: Status;
  guest?: number;
  failure?: { message: string };
}

/** An unpacked bundle; disposing it removes it. */
export interface BundledRun extends AsyncDisposable {
  folder: string;
  id: string;
  kernel: KernelManifest;
  machine: BundledMachine;
  guests: { number: number; boot: string[] }[];
  tests: BundledTest[];
  failure?: { message: string };
  transcripts: Transcript[];
  /** Names of the programs. */
  programs: string[];
}

/**
 * Unpacks the bundle at `path` into a new folder; without `whole` only what assertions need.
 * @throws UsageError when it is none; then nothing is left of it
 */
export async function openBundle(path: string, { whole }: { whole: boolean }): Promise<BundledRun> {
  const folder = await mkdtemp(join(tmpdir(), `lsm-audit-bundle-`));
  const remove = () => rm(folder, { recursive: true, force: true });
  try {
    const { files } = await readBundle(path, folder, (name) => whole || isText(name));
    const names = files.map(({ name }) => name);
    const endless = files.find(({ name, bytes }) => isText(name) && bytes > maxTextBytes);
    if (endless) throw new BadBundle(path, `${endless.name} has ${endless.bytes} bytes`);
    const needed = [bundleFiles.result, bundleFiles.machine, bundleFiles.kernel];
    const boot = [bundleFiles.image, bundleFiles.guestRoot];
    const missing = [...needed, ...boot].find((name) => !names.includes(name));
    if (missing) throw new BadBundle(path, `it has no ${missing}`);
    const run = await readRun(folder, names);
    return { ...run, folder, [Symbol.asyncDispose]: remove };
  } catch (error) {
    await remove();
    if (error instanceof Malformed || error instanceof SyntaxError)
      throw new BadBundle(path, error.message);
    throw error;
  }
}

/** What is read at once; Node's longest text has twice as many. */
const maxTextBytes = 2 ** 28;

const isText = (name: string) => /\.(?:json|jsonl)$/.test(name) && name !== bundleFiles.records;

async function readRun(folder: string, names: readonly string[]) {
  const json = async (name: string) =>
    JSON.parse(await readFile(join(folder, name), 'utf8')) as unknown;
  const result = recordOf(await json(bundleFiles.result), 'result');
  const guests = listOf(guestFrom)(result['guests'], 'guests');
  const transcripts: Transcript[] = [];
  for (const { number } of guests) {
    const name = bundleFiles.transcript(number);
    if (!names.includes(name)) continue;
    transcripts.push(parseTranscript(await readFile(join(folder, name), 'utf8'), name));
  }
  const failure = result['failure'];
  return {
    id: textOf(result['id'], 'id'),
    kernel: kernelFrom(await json(bundleFiles.kernel), 'kernel'),
    machine: machineFrom(await json(bundleFiles.machine), 'machine'),
    guests,
    tests: listOf(testFrom)(result['tests'], 'tests'),
    ...(failure !== undefined && { failure: failureFrom(failure, 'failure') }),
    transcripts,
    programs: names.flatMap((name) => /^programs\/([\w.+-]+)\.bpf\.o$/.exec(name)?.[1] ?? []),
  };
}

const guestFrom: Form<BundledRun['guests'][number]> = (value, what) => {
  const { number, boot } = recordOf(value, what);
  return { number: countOf(number, 'number of a guest'), boot: listOf(wordOf)(boot, 'boot words') };
};

const failureFrom: Form<{ message: string }> = (value, what) => ({
  message: textOf(recordOf(value, what)['message'], what),
});

const statuses = ['passed', 'failed', 'expected-failure', 'skipped', 'not-run'] as const;

const testFrom: Form<BundledTest> = (value, what) => {
  const { suite, name, status, guest, failure } = recordOf(value, what);
  return {
    suite: textOf(suite, 'suite'),
    name: textOf(name, 'test'),
    status: oneOf(...statuses)(status, 'status'),
    ...(guest !== undefined && { guest: countOf(guest, 'guest of a test') }),
    ...(failure !== undefined && { failure: failureFrom(failure, 'failure') }),
  };
};

const machineFrom: Form<BundledMachine> = (value, what) => {
  const { type, accelerator, kernelArgs, command } = recordOf(value, what);
  return {
    type: oneOf('microvm', 'pc')(type, 'machine type'),
    accelerator: oneOf('kvm', 'tcg')(accelerator, 'accelerator'),
    kernelArgs: listOf(wordOf)(kernelArgs, 'boot words'),
    command: textOf(command, 'command'),
  };
};

const kernelFrom: Form<KernelManifest> = (value, what) => {
  const kernel = recordOf(value, what);
  const source = recordOf(kernel['source'], 'source');
  const series = recordOf(kernel['series'], 'series');
  const text = (from: Record<string, unknown>, key: string) => textOf(from[key], key);
  return {
    release: text(kernel, 'release'),
    source: {
      package: text(source, 'package'),
      version: text(source, 'version'),
      suite: text(source, 'suite'),
      sha256: text(source, 'sha256'),
    },
    series: {
      name: text(series, 'name'),
      sha256: text(series, 'sha256'),
      patches: listOf((patch, what) => {
        const found = recordOf(patch, what);
        const [file, subject] = [text(found, 'file'), text(found, 'subject')];
        return { file, subject, sha256: text(found, 'sha256') };
      })(series['patches'], 'patches'),
    },
    variant: text(kernel, 'variant'),
    configHash: text(kernel, 'configHash'),
    imageSha256: text(kernel, 'imageSha256'),
    toolchain: text(kernel, 'toolchain'),
    objects: countOf(kernel['objects'], 'objects'),
    buildS: countOf(kernel['buildS'], 'buildS'),
  };
};
