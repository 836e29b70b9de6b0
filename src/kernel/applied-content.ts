/**
 * The identity of a series in a source: what its files are afterwards. Mails that say the same in other words,
 * in another order of headers, or from another base, make the same kernel and need no build.
 */

import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { digest } from '../host/digest.js';
import type { ExecOptions } from '../host/exec.js';
import { applySeries, contentOf } from './apply.js';
import type { Series } from './series.js';
import type { KernelSource } from './source.js';

export interface AppliedContent {
  sha256: string;
  /** What was left out, for the user to know. */
  notes: readonly string[];
}

export interface AppliedOptions extends ExecOptions {
  source: Pick<KernelSource, 'sha256' | 'tree'>;
  /** Where it is kept what became of which series in which source. */
  folder: string;
}

/** Grows with every change of how a series is applied. */
const version = 1;

/**
 * What becomes of the source with `series`: remembered, or applied in a scratch folder.
 * @throws SeriesError as applySeries()
 */
export async function appliedContent(
  series: Series,
  { source, folder, ...options }: AppliedOptions,
): Promise<AppliedContent> {
  const labels = series.patches.map(({ label }) => label);
  const key = digest(`${version}`, source.sha256, series.sha256, ...labels);
  const memory = join(folder, `${key}.json`);
  const known = parse(await readFile(memory, 'utf8').catch(() => ''));
  if (known) return known;
  await mkdir(folder, { recursive: true });
  const scratch = await mkdtemp(join(folder, 'scratch-'));
  try {
    const place = { pristine: source.tree, scratch: join(scratch, 'files') };
    const { touched, notes } = await applySeries(series, { ...options, ...place });
    const content = { sha256: await digestOf(touched, place.scratch), notes };
    // Aside first: whoever reads it meanwhile finds all of it or nothing.
    await writeFile(join(scratch, 'memory'), `${JSON.stringify(content)}\n`);
    await rename(join(scratch, 'memory'), memory);
    return content;
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

async function digestOf(touched: readonly string[], folder: string): Promise<string> {
  const parts: (string | Uint8Array)[] = [];
  for (const path of [...touched].sort()) {
    const { kind = 'absent', mode = 0, bytes = '' } = (await contentOf(folder, path)) ?? {};
    parts.push(path, kind, mode & 0o100 ? 'executable' : '', bytes);
  }
  return digest(...parts);
}

function parse(text: string): AppliedContent | undefined {
  try {
    const { sha256, notes } = JSON.parse(text) as Partial<AppliedContent>;
    const whole = /^[0-9a-f]{64}$/.test(sha256 ?? '') && Array.isArray(notes);
    return whole ? { sha256: sha256 ?? '', notes: (notes ?? []).map(String) } : undefined;
  } catch {
    return undefined;
  }
}
