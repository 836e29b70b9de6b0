/** Applies a series to the files of a tree that it names, by `git apply` in a repository of just those. */

import { cp, lstat, mkdir, readFile, readlink, rm, writeFile } from 'node:fs/promises';
import { dirname, join, posix } from 'node:path';
import { SeriesError } from '../errors.js';
import {
  commandFailed,
  type ExecOptions,
  exec,
  execOk,
  isDiskFull,
  lastLines,
} from '../host/exec.js';
import { type FileChange, isInside, visible } from '../mail/index.js';
import { gitCommand } from './git.js';
import type { Patch, Series } from './series.js';

export interface Applied {
  /** The paths that are not as they were. */
  touched: string[];
  /** What was left out, for the user to know. */
  notes: string[];
}

/**
 * Applies `series` to the files of `pristine` that it names, in the scratch folder `scratch`,
 * which is made anew: a repository of just those files, so that 95,000 others are never copied.
 * @throws SeriesError that names the patch, the file and the hunk that does not apply
 */
export async function applySeries(
  series: Series,
  { pristine, scratch, ...options }: { pristine: string; scratch: string } & ExecOptions,
): Promise<Applied> {
  await rm(scratch, { recursive: true, force: true });
  await mkdir(scratch, { recursive: true });
  const named = [...new Set(series.patches.flatMap((patch) => patch.paths))];
  refuseStrange(named);
  await copyExisting(named, pristine, scratch);
  const git = (...words: string[]) => execOk(gitCommand(scratch, words), options);
  await git('init', '-q', '--template=', '.');
  // Files are bytes: what the series says in a .gitattributes shall not convert them.
  await mkdir(join(scratch, '.git/info'), { recursive: true });
  const attributes = '* -text !eol -ident !filter !working-tree-encoding !whitespace\n';
  await writeFile(join(scratch, '.git/info/attributes'), attributes);
  await git('add', '-A', '-f', '.');
  const base = (await git('write-tree')).stdout.trim();
  const notes: string[] = [];
  for (const patch of series.patches) notes.push(...(await applyPatch(patch, scratch, options)));
  const list = ['diff-index', '--cached', '--no-renames', '--name-only', '-z', base, '--'];
  const { stdout } = await git(...list);
  return { touched: stdout.split('\0').filter((path) => path !== ''), notes };
}

/** What the file systems of hosts take, with room for a suffix. */
const maxNameBytes = 200;
const maxPathBytes = 1024;

function refuseStrange(paths: readonly string[]): void {
  const long = paths.find(
    (path) =>
      // A name that is no text cannot be told from others.
      path.includes('\ufffd') ||
      Buffer.byteLength(path) > maxPathBytes ||
      path.split('/').some((name) => Buffer.byteLength(name) > maxNameBytes),
  );
  if (long === undefined) return;
  throw new SeriesError(`the series names a path that is too long, or no text: ${visible(long)}`, {
    phase: 'series',
  });
}

/**
 * Copies the files and links among `paths`, and links in the place of their folders: what is a folder there,
 * or lies behind a link, is for git to refuse.
 */
async function copyExisting(named: readonly string[], from: string, to: string): Promise<void> {
  const paths = new Set<string>();
  for (const path of named) paths.add((await linkAbove(path, from)) ?? path);
  for (const path of paths) {
    const found = await lstat(join(from, path)).catch(() => undefined);
    if (!found?.isFile() && !found?.isSymbolicLink()) continue;
    await mkdir(dirname(join(to, path)), { recursive: true });
    await cp(join(from, path), join(to, path), { verbatimSymlinks: true });
  }
}

/** The first folder of `path` that is a link in the tree `from`. */
async function linkAbove(path: string, from: string): Promise<string | undefined> {
  const names = path.split('/');
  for (let depth = 1; depth < names.length; depth++) {
    const folder = names.slice(0, depth).join('/');
    const found = await lstat(join(from, folder)).catch(() => undefined);
    if (found?.isSymbolicLink()) return folder;
    if (!found?.isDirectory()) return undefined;
  }
  return undefined;
}

/** @returns what was left out */
async function applyPatch(patch: Patch, scratch: string, options: ExecOptions): Promise<string[]> {
  const left = await absentExtras(patch, scratch);
  const notes = leftOutNotes(patch, left);
  const excludes = left.map(({ from = '', to = from }) => `--exclude=${literal(to)}`);
  const words = ['apply', '--index', '--whitespace=nowarn', ...excludes, '-'];
  const command = gitCommand(scratch, words);
  const input = Buffer.from(patch.diff, 'latin1');
  const result = await exec(command, { ...options, input });
  if (result.code === 0) return notes;
  if (isDiskFull(result.all)) throw commandFailed(command, result, options);
  const complaints = result.all.split('\n').filter((line) => /^(?:error|fatal): /.test(line));
  throw new SeriesError(`${patch.label} does not apply: ${whereOf(complaints)}`, {
    phase: 'series',
    evidence: [
      `Subject: ${patch.subject}`,
      ...(complaints.length > 0 ? complaints : lastLines(result.all, 4)),
    ],
    remedy: 'Rebase the series onto this kernel, or choose another kernel line with --kernel.',
  });
}

/** Parts of the kernel that nothing built here is made of. */
const extras = /^(?:tools\/testing\/selftests|Documentation)\//;

const isExtra = (path: string) => extras.test(posix.normalize(path));

/** Changes of files that nothing is made of and this kernel does not have: its source may be trimmed. */
async function absentExtras({ changes }: Patch, scratch: string): Promise<FileChange[]> {
  const absent: FileChange[] = [];
  for (const change of changes) {
    const { from, to = from } = change;
    if (from === undefined || to === undefined || !isInside(from) || !isInside(to)) continue;
    if (!isExtra(from) || !isExtra(to)) continue;
    if (!(await lstat(join(scratch, from)).catch(() => undefined))) absent.push(change);
  }
  return absent;
}

/** A pattern of git that matches `path` alone. */
const literal = (path: string) => path.replaceAll(/[*?[\\]/g, '\\$&');

const maxShown = 3;

function leftOutNotes({ label }: Patch, left: readonly FileChange[]): string[] {
  if (left.length === 0) return [];
  const shown = left.slice(0, maxShown).map(({ from = '' }) => visible(from));
  const more = left.length > maxShown ? `, and ${left.length - maxShown} more` : '';
  return [`${label}: left out ${shown.join(', ')}${more}, which this kernel does not have`];
}

/** The file and the hunk that git complains about first. */
function whereOf([first = '']: readonly string[]): string {
  const [, file, line] = /^error: patch failed: (.+):(\d+)$/.exec(first) ?? [];
  if (file) return `${file}, the hunk at line ${line}`;
  return first === '' ? 'see below' : first.replace(/^\w+: /, '');
}

/** The kind and content of what lies at `path` below `folder`; nothing when it is no file and no link. */
export async function contentOf(folder: string, path: string): Promise<Content | undefined> {
  const full = join(folder, path);
  const found = await lstat(full).catch(() => undefined);
  if (!found) return undefined;
  if (found.isSymbolicLink())
    return { kind: 'link', mode: 0, bytes: Buffer.from(await readlink(full)) };
  if (!found.isFile()) return undefined;
  return { kind: 'file', mode: found.mode & 0o755, bytes: await readFile(full) };
}

export interface Content {
  kind: 'file' | 'link';
  mode: number;
  bytes: Buffer;
}
