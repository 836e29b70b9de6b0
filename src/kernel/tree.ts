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
  readlink,
  realpath,
  rename,
  rm,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { dirname, join, sep } from 'node:path';
import { SeriesError } from '../errors.js';
import { type ExecOptions, execOk } from '../host/exec.js';
import { lock } from '../host/lock.js';
import { applySeries, type Series } from './series.js';

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
  const wanted = await applySeries(series, { ...options, scratch });
  const list = join(folder, 'touched.json');
  const before = JSON.parse(await readFile(list, 'utf8').catch(() => '[]')) as string[];
  const touched = [...new Set([...before, ...wanted])];
  // Written first: a sync that is cut short is completed, or undone, by the next one.
  await writeFile(list, JSON.stringify(touched));
  for (const path of touched) {
    await place(path, wanted.includes(path) ? scratch : pristine, tree.source);
  }
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
  await mkdir(dirname(target), { recursive: true });
  await refuseEscape(dirname(target), tree, path);
  const wanted = await contentOf(join(from, path));
  const present = await contentOf(target);
  if (wanted === undefined) return rm(target, { force: true });
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

/** A series may bring a symbolic link and then a file behind it. */
async function refuseEscape(folder: string, tree: string, path: string): Promise<void> {
  const real = await realpath(folder);
  const root = await realpath(tree);
  if (real === root || real.startsWith(root + sep)) return;
  throw new SeriesError(`the series writes outside the kernel tree: ${path}`, { phase: 'series' });
}

interface Content {
  kind: 'file' | 'link';
  mode: number;
  bytes: Buffer;
}

async function contentOf(path: string): Promise<Content | undefined> {
  const stat = await lstat(path).catch(() => undefined);
  if (!stat) return undefined;
  if (stat.isSymbolicLink())
    return { kind: 'link', mode: 0, bytes: Buffer.from(await readlink(path)) };
  if (!stat.isFile()) return undefined;
  return { kind: 'file', mode: stat.mode & 0o755, bytes: await readFile(path) };
}

async function exists(path: string): Promise<boolean> {
  return (await lstat(path).catch(() => undefined)) !== undefined;
}
