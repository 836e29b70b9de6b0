/** A patch series: mail files in a folder, applied in the order of their names by `git am`. */

import { cp, lstat, mkdir, readdir, readFile, rm, stat } from 'node:fs/promises';
import { basename, dirname, join, normalize } from 'node:path';
import { SeriesError, UsageError } from '../errors.js';
import { digest } from '../host/digest.js';
import {
  commandFailed,
  type ExecOptions,
  exec,
  execOk,
  isDiskFull,
  lastLines,
} from '../host/exec.js';

export interface Patch {
  /** Where it lies, and its name there. */
  path: string;
  file: string;
  subject: string;
  sha256: string;
  /** Paths that the patch changes, creates or deletes, as its diff headers name them. */
  paths: readonly string[];
}

export interface Series {
  name: string;
  folder: string;
  /** The subject of its cover letter, if it has one. */
  cover?: string;
  patches: readonly Patch[];
  /** The identity of the content of all patches, in order. */
  sha256: string;
}

/** A patch larger than this is refused: no series for review is. */
const maxPatchBytes = 16 * 1024 * 1024;

/** What `git format-patch --cover-letter` puts before the patches; it changes nothing. */
const coverLetter = /^(?:v\d+-)?0000-cover-letter\.patch$/;

/**
 * Reads the series in `folder`.
 * @throws UsageError when it is no folder with *.patch files, or a file cannot be one
 */
export async function readSeries(folder: string): Promise<Series> {
  const names = await readdir(folder).catch(() => {
    throw new UsageError(`${folder} is not a folder`, 'Give --series a folder of *.patch files.');
  });
  const files = names.filter((name) => name.endsWith('.patch') && !coverLetter.test(name)).sort();
  if (files.length === 0) {
    throw new UsageError(`${folder} holds no *.patch file`, 'Make them with git format-patch.');
  }
  const patches: Patch[] = [];
  for (const file of files) patches.push(await readPatch(join(folder, file)));
  const cover = await coverOf(names, folder);
  return {
    name: basename(folder),
    folder,
    ...(cover !== undefined && { cover }),
    patches,
    sha256: digest(...patches.map((patch) => patch.sha256)),
  };
}

/** The subject of the newest cover letter. It is only told, so that one that cannot be read is none. */
async function coverOf(names: readonly string[], folder: string): Promise<string | undefined> {
  const file = names
    .filter((name) => coverLetter.test(name))
    .sort()
    .at(-1);
  if (file === undefined) return undefined;
  const path = join(folder, file);
  const found = await stat(path).catch(() => undefined);
  if (!found?.isFile() || found.size > maxPatchBytes) return undefined;
  return subjectOf(await readFile(path, 'latin1'));
}

/** `series` with the patch at `path` on top. @throws as readSeries() */
export async function withPatch(series: Series, path: string): Promise<Series> {
  const patch = await readPatch(path);
  const sha256 = digest(series.sha256, patch.sha256);
  return { ...series, patches: [...series.patches, patch], sha256 };
}

async function readPatch(path: string): Promise<Patch> {
  const found = await stat(path).catch(() => undefined);
  if (!found?.isFile()) throw new UsageError(`${path} is not a file`);
  if (found.size > maxPatchBytes)
    throw new UsageError(`${path} has ${found.size} bytes: that is no patch`);
  const text = await readFile(path, 'latin1');
  const paths = changedPaths(text);
  if (paths.length === 0) throw new UsageError(`${path} changes no file: it is no patch`);
  const file = basename(path);
  return { path, file, subject: subjectOf(text), sha256: digest(text), paths };
}

/** The Subject header, unfolded. */
export function subjectOf(mail: string): string {
  const subject = /^Subject: (.*(?:\n[ \t].*)*)/m.exec(mail.replaceAll('\r\n', '\n'))?.[1];
  return subject?.replaceAll(/\n[ \t]/g, ' ') ?? '(no subject)';
}

/** The paths in a patch's diff headers, without the a/ and b/. Paths that leave the tree are dropped. */
export function changedPaths(mail: string): string[] {
  const headers = /^(?:--- a\/|\+\+\+ b\/|rename from |rename to |copy from )([^\t\r\n]+)/gm;
  // The only header of an empty file, a binary file, or a change of the mode.
  const firstHeaders = /^diff --git a\/([^\r\n]{1,4096}) b\/\1\r?$/gm;
  const matches = [...mail.matchAll(headers), ...mail.matchAll(firstHeaders)];
  const paths = matches.map((match) => match[1] ?? '');
  const inside = (path: string) =>
    path !== '' && !path.startsWith('/') && !normalize(path).startsWith('..');
  return [...new Set(paths)].filter(inside).sort();
}

/**
 * Applies `series` to the files of `pristine` that it names, in the scratch folder `scratch`,
 * which is made anew: a repository of just those files, so that 95,000 others are never copied.
 * @returns the touched paths
 * @throws SeriesError that names the patch, the file and the hunk that does not apply
 */
export async function applySeries(
  series: Series,
  { pristine, scratch, ...options }: { pristine: string; scratch: string } & ExecOptions,
): Promise<string[]> {
  await rm(scratch, { recursive: true, force: true });
  await mkdir(scratch, { recursive: true });
  const named = [...new Set(series.patches.flatMap((patch) => patch.paths))];
  await copyExisting(named, pristine, scratch);
  await git(scratch, ['init', '-q', '--template=', '.'], options);
  await git(scratch, ['add', '-A', '-f', '.'], options);
  // Empty when the series only brings new files.
  await git(scratch, ['commit', '-q', '--allow-empty', '-m', 'base'], options);
  // One file may hold several mails, so the base is not to be found by counting.
  await git(scratch, ['tag', 'base'], options);
  for (const patch of series.patches) await applyPatch(patch, scratch, options);
  const { stdout } = await git(
    scratch,
    ['diff', '--no-renames', '--name-only', '-z', 'base', 'HEAD', '--'],
    options,
  );
  return stdout.split('\0').filter((path) => path !== '');
}

/** Copies the files and links among `paths`; what is a folder there is for git to refuse. */
async function copyExisting(paths: string[], from: string, to: string): Promise<void> {
  for (const path of paths) {
    const found = await lstat(join(from, path)).catch(() => undefined);
    if (!found?.isFile() && !found?.isSymbolicLink()) continue;
    await mkdir(dirname(join(to, path)), { recursive: true });
    await cp(join(from, path), join(to, path), { verbatimSymlinks: true });
  }
}

async function applyPatch(patch: Patch, scratch: string, options: ExecOptions) {
  const command = gitCommand(scratch, ['am', '-q', '--keep-cr', '--', patch.path]);
  const result = await exec(command, options);
  if (result.code === 0) return;
  if (isDiskFull(result.all)) throw commandFailed(command, result, options);
  const complaints = result.all.split('\n').filter((line) => /^(?:error|fatal): /.test(line));
  throw new SeriesError(`${patch.file} does not apply: ${whereOf(complaints)}`, {
    phase: 'series',
    evidence: [
      `Subject: ${patch.subject}`,
      ...(complaints.length > 0 ? complaints : lastLines(result.all, 4)),
    ],
    remedy: 'Rebase the series onto this kernel, or choose another kernel line with --kernel.',
  });
}

/** The file and the hunk that git complains about first. */
function whereOf([first = '']: readonly string[]): string {
  const [, file, line] = /^error: patch failed: (.+):(\d+)$/.exec(first) ?? [];
  if (file) return `${file}, the hunk at line ${line}`;
  return first === '' ? 'see below' : first.replace(/^\w+: /, '');
}

function git(scratch: string, words: string[], options: ExecOptions) {
  return execOk(gitCommand(scratch, words), options);
}

/** git without the user's configuration, hooks or identity: the result depends on the patches only. */
function gitCommand(cwd: string, words: string[]) {
  const settings = [
    'user.name=lsm-audit',
    'user.email=lsm-audit@localhost',
    'core.autocrlf=false',
    'commit.gpgSign=false',
    'core.hooksPath=/dev/null',
    'maintenance.auto=false',
  ];
  return {
    file: 'git',
    args: [...settings.flatMap((setting) => ['-c', setting]), ...words],
    cwd,
    env: {
      PATH: process.env.PATH ?? '/usr/bin:/bin',
      HOME: '/nonexistent',
      GIT_CONFIG_GLOBAL: '/dev/null',
      GIT_CONFIG_NOSYSTEM: '1',
      GIT_CEILING_DIRECTORIES: dirname(cwd),
      LC_ALL: 'C',
    },
  };
}
