/** The kernel's configuration: fragments in, a checked .config out. */

import { readFileSync } from 'node:fs';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join, resolve, sep } from 'node:path';
import { InfrastructureError, KernelError, UsageError } from '../errors.js';
import type { CommandLine } from '../host/command.js';
import { commandFailed, type ExecOptions, exec, isDiskFull, lastLines } from '../host/exec.js';
import {
  explainLost,
  lostOptions,
  type MergedConfig,
  mergeFragments,
  overrideConfig,
  parseDotConfig,
  parseFragment,
  renderConfig,
} from '../kconfig/index.js';
import type { Tree } from './tree.js';
import type { Variant } from './variants.js';

export interface Fragments {
  merged: MergedConfig;
  /** The merged options as text: an identity that ignores comments and order of files. */
  text: string;
}

/**
 * Reads and merges every *.config file of `folder`, and lets the fragment of a variant change them.
 * @throws UsageError when two files of the base disagree, or the variant changes nothing
 */
export async function readFragments(
  folder: string,
  { file }: Pick<Variant, 'file'> = {},
): Promise<Fragments> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.config')).sort();
  if (names.length === 0) throw new UsageError(`${folder} holds no *.config file`);
  const texts = await Promise.all(names.map((name) => readFile(join(folder, name), 'utf8')));
  const base = mergeFragments(
    texts.map((text, i) => parseFragment(text, join(folder, names[i] ?? ''))),
  );
  const merged =
    file === undefined
      ? base
      : overrideConfig(base, parseFragment(await readFile(file, 'utf8'), file));
  return { merged, text: renderConfig(merged) };
}

/**
 * Writes the .config of `tree` and checks that every requested option is in it. What no fragment
 * names is off (allnoconfig), so that the size of the kernel is what the fragments ask for.
 * @returns the final .config
 */
export async function configure({
  fragments,
  tree,
  make,
  options,
}: {
  fragments: Fragments;
  tree: Tree;
  make: (...words: string[]) => CommandLine;
  options: ExecOptions;
}): Promise<string> {
  await writeFile(join(tree.build, 'requested.config'), fragments.text);
  const command = make('KCONFIG_ALLCONFIG=/build/requested.config', 'allnoconfig');
  const result = await exec(command, { ...options, phase: 'configuration' });
  if (isDiskFull(result.all)) throw commandFailed(command, result, { phase: 'configuration' });
  if (result.code !== 0) {
    throw new KernelError('the kernel cannot be configured', {
      phase: 'configuration',
      evidence: lastLines(result.all, 12),
    });
  }
  const text = await readFile(join(tree.build, '.config'), 'utf8').catch((cause: unknown) => {
    throw new InfrastructureError('make left no .config', { phase: 'configuration', cause });
  });
  check(fragments.merged, text, tree.source);
  return text;
}

function check(requested: MergedConfig, text: string, source: string): void {
  const final = parseDotConfig(text);
  const lost = lostOptions(requested, final);
  if (lost.length === 0) return;
  const names = lost.map((option) => option.name).join(', ');
  throw new KernelError(`${lost.length} requested options are not in the final .config: ${names}`, {
    phase: 'configuration',
    evidence: explainLost(lost, final, readerOf(source), { srcarch: 'x86' }),
    remedy: 'Add what they depend on to a fragment, or drop them.',
  });
}

/** Reads files of the tree only: a Kconfig of a stranger may name any path. */
function readerOf(source: string) {
  return (path: string): string | undefined => {
    const full = resolve(source, path);
    if (!full.startsWith(source + sep)) return undefined;
    try {
      return readFileSync(full, 'utf8');
    } catch {
      return undefined;
    }
  };
}
