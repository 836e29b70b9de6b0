/**
 * The tree that a series is built in: the pristine source by hard links, with the files that the
 * series touches put in their place. Only files whose content changes are written, so that a developer's
 * next build compiles what was edited and nothing else.
 */

import {
  chmod,
  lstat,
  mkdir,
  readFile,
  realpath,
  rename,
  rm,
  rmdir,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { dirname, join, sep } from 'node:path';
import { SeriesError } from '../errors.js';
import { type ExecOptions, execOk } from '../host/exec.js';
import { lock } from '../host/lock.js';
import { applySeries, contentOf } from './apply.js';
import type { Series } from './series.js';

export interface Tree {
  /** The patched source; read-only for the build. */
  source: string;
  /** The output folder of make. */
  build: string;
}

/** Where the parts of the tree in `folder` lie. */
export function treeIn(folder: string): Tree {
  return { source: join(folder, 'source'), build: join(folder, 'build') };
}

export interface TreeOptions extends ExecOptions {
  /** Where this tree lies; a series from elsewhere has a tree of its own. */
  folder: string;
  pristine: string;
  /** A trusted tree of the same source to copy from when there is none yet: its objects save most of the build. */
  seed?: string | undefined;
}

/** The tree in `folder` with `series` applied, made or brought up to date. */
export async function ensureTree(series: Series, options: TreeOptions): Promise<Tree> {
  const { folder, pristine } = options;
  const tree = treeIn(folder);
  if (!(await exists(join(folder, 'ready')))) await create(tree, options);
  const scratch = join(folder, 'scratch');
  const { touched: wanted } = await applySeries(series, { ...options, scratch });
  const list = join(folder, 'touched.json');
  const before = JSON.parse(await readFile(list, 'utf8').catch(() => '[]')) as string[];
  const touched = [...new Set([...before, ...wanted])];
  // Written first: a sync that is cut short is completed, or undone, by the next one.
  await writeFile(list, JSON.stringify(touched));
  const from = (path: string) => (wanted.includes(path) ? scratch : pristine);
  // What goes makes room for what comes: a file may become a folder, or the other way round.
  const goes = await Promise.all(touched.map(async (path) => !(await contentOf(from(path), path))));
  for (const gone of [true, false])
    for (const [i, path] of touched.entries())
      if (goes[i] === gone) await place(path, from(path), tree.source);
  await writeFile(list, JSON.stringify(wanted));
  return tree;
}

async function create(tree: Tree, options: TreeOptions): Promise<void> {
  const { folder, pristine, seed } = options;
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  // Whoever builds in the seed shall not do so while it is copied.
  await using _held = seed === undefined ? undefined : await lock(seed, options);
  const seeded = seed !== undefined && (await exists(join(seed, 'ready')));
  const from = seeded ? join(seed, 'source') : pristine;
  await execOk({ file: 'cp', args: ['-a', '-l', '--', from, tree.source] }, options);
  if (seeded) {
    await execOk(
      { file: 'cp', args: ['-a', '--reflink=auto', '--', join(seed, 'build'), tree.build] },
      options,
    );
    await execOk({ file: 'cp', args: ['-a', '--', join(seed, 'touched.json'), folder] }, options);
  }
  await mkdir(tree.build, { recursive: true });
  await writeFile(join(folder, 'ready'), '');
}

/** Makes `path` in `tree` as it is in `from`: the same file, or no file. */
async function place(path: string, from: string, tree: string): Promise<void> {
  const target = join(tree, path);
  const folder = dirname(target);
  await refuseEscape(await existing(folder), tree, path);
  const wanted = await contentOf(from, path);
  const present = await contentOf(tree, path);
  if (wanted === undefined) return present && remove(target, tree);
  await mkdir(folder, { recursive: true });
  if (
    present &&
    present.kind === wanted.kind &&
    present.mode === wanted.mode &&
    present.bytes.equals(wanted.bytes)
  )
    return;
  // Never through the hard link: the pristine tree shares this file.
  const aside = `${target}.lsm-audit-new`;
  await rm(aside, { force: true });
  if (wanted.kind === 'link') await symlink(wanted.bytes.toString(), aside);
  else {
    await writeFile(aside, wanted.bytes);
    await chmod(aside, wanted.mode);
  }
  await rename(aside, target);
}

/** Removes a file, and the folders that are empty without it. */
async function remove(target: string, tree: string): Promise<void> {
  await rm(target);
  let folder = dirname(target);
  while (
    folder !== tree &&
    (await rmdir(folder).then(
      () => true,
      () => false,
    ))
  )
    folder = dirname(folder);
}

/** The folder, or the first one above it that there is. */
async function existing(folder: string): Promise<string> {
  return (await exists(folder)) ? folder : existing(dirname(folder));
}

/** A series may bring a symbolic link and then a file behind it. */
async function refuseEscape(folder: string, tree: string, path: string): Promise<void> {
  const real = await realpath(folder).catch(() => '');
  const root = await realpath(tree);
  if (real === root || real.startsWith(root + sep)) return;
  throw new SeriesError(`the series writes outside the kernel tree: ${path}`, { phase: 'series' });
}

async function exists(path: string): Promise<boolean> {
  return (await lstat(path).catch(() => undefined)) !== undefined;
}
