/** The kernel's configuration: fragments in, a checked .config out. */

import { readFileSync } from 'node:fs';
import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { basename, join, resolve, sep } from 'node:path';
import { InfrastructureError, KernelError, UsageError } from '../errors.js';
import type { CommandLine } from '../host/command.js';
import { digest } from '../host/digest.js';
import { commandFailed, type ExecOptions, exec, isDiskFull, lastLines } from '../host/exec.js';
import {
  explainLost,
  type Fragment,
  lostOptions,
  type MergedConfig,
  mergeFragments,
  overlayConfig,
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
  /** What the user's fragments changed of the base, for the user to know. */
  notes: string[];
  /** The user's fragments, by name and content. */
  own: { file: string; sha256: string }[];
}

/**
 * Reads and merges every *.config file of `folder`, and lets the fragment of a variant change them, and
 * then the fragments `own` of the user.
 * @throws UsageError when two files of the base disagree, the variant changes nothing, or the user's
 *   fragments disagree with each other or with the variant
 */
export async function readFragments(
  folder: string,
  { file }: Pick<Variant, 'file'> = {},
  own: readonly string[] = [],
): Promise<Fragments> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.config')).sort();
  if (names.length === 0) throw new UsageError(`${folder} holds no *.config file`);
  const texts = await Promise.all(names.map((name) => readFile(join(folder, name), 'utf8')));
  const base = mergeFragments(
    texts.map((text, i) => parseFragment(text, join(folder, names[i] ?? ''))),
  );
  const variant = file === undefined ? [] : parseFragment(await readFile(file, 'utf8'), file);
  const changed = overrideConfig(base, variant);
  const added = await Promise.all(own.map(readOwn));
  const fragments = added.map(({ fragment }) => fragment);
  // Both are asked for: where they disagree, neither can have its way without a word.
  mergeFragments([variant, ...fragments]);
  const { merged, replaced } = overlayConfig(changed, fragments);
  const notes = replaced.map(({ old, now }) => {
    return `CONFIG_${now.name} is ${now.value} by ${now.file}:${now.line}, and not ${old.value} as in ${old.file}:${old.line}`;
  });
  const facts = added.map(({ file, sha256 }) => ({ file, sha256 }));
  return { merged, text: renderConfig(merged), notes, own: facts };
}

/** No configuration is larger, in bytes. */
const maxFragmentBytes = 1024 * 1024;

async function readOwn(
  file: string,
): Promise<{ file: string; sha256: string; fragment: Fragment }> {
  const remedy = 'Give --config a file of lines CONFIG_NAME=value.';
  const found = await stat(file).catch(() => undefined);
  if (!found?.isFile()) throw new UsageError(`${file} is not a file`, remedy);
  if (found.size > maxFragmentBytes)
    throw new UsageError(`${file} has ${found.size} bytes: that is no fragment`, remedy);
  const text = await readFile(file, 'utf8');
  return { file: basename(file), sha256: digest(text), fragment: parseFragment(text, file) };
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
