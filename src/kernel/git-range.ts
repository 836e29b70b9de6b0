/**
 * A series out of a git repository: `git:[REPO:]BASE..[TIP]`. The repository is read and nothing else, and may be a
 * stranger's: only the names of its commits are asked of it. The diffs are made in a repository of our
 * own that borrows its objects, so that its configuration, attributes and hooks have no say.
 */

import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { UsageError } from '../errors.js';
import { commandFailed, type ExecOptions, exec, execOk, isDiskFull } from '../host/exec.js';
import { makefileVersion, maxPatches, type SeriesBase, visible } from '../mail/index.js';
import { gitCommand } from './git.js';

export interface GitRange {
  /** A folder of the repository. */
  repository: string;
  base: string;
  tip: string;
}

export interface RangePatches {
  patches: { subject: string; diff: string }[];
  base: SeriesBase;
}

const prefix = 'git:';
const remedy = 'Write git:BASE..TIP or git:REPOSITORY:BASE..TIP, as in git:~/linux:v7.2..topic.';

/** No name of a commit has white space or a colon, and none that begins with a dash is one. */
const revision = /^[^-\s:\p{Cc}?*[\\][^\s:\p{Cc}?*[\\]{0,250}$/u;

/** The word as a range; nothing when it is a path. A path that begins with `git:` is written `./git:`. */
export function parseRange(word: string): GitRange | undefined {
  if (!word.startsWith(prefix)) return undefined;
  const rest = word.slice(prefix.length);
  const colon = rest.lastIndexOf(':');
  const folder = colon < 0 ? '.' : rest.slice(0, colon);
  const [base = '', tip, ...more] = rest.slice(colon + 1).split('..');
  const named = tip === '' ? 'HEAD' : (tip ?? '');
  const dots = named.startsWith('.') || more.length > 0;
  if (dots || folder === '' || ![base, named].every((name) => revision.test(name)))
    throw new UsageError(`--series ${word} is no range of commits`, remedy);
  return { repository: resolve(folder.replace(/^~(?=\/|$)/, homedir())), base, tip: named };
}

/** The range as a word whose meaning does not depend on the current folder. */
export const rangeWord = ({ repository, base, tip }: GitRange): string =>
  `${prefix}${repository}:${base}..${tip}`;

/**
 * The patches of the commits in `range`, oldest first, and the commit that they stand on.
 * @throws UsageError when there is no such range, or it is none that patches can be made of
 */
export async function readRange(range: GitRange, options: ExecOptions): Promise<RangePatches> {
  const found = await stat(range.repository).catch(() => undefined);
  if (!found?.isDirectory()) throw new UsageError(`${range.repository} is not a folder`, remedy);
  const [base, tip] = await Promise.all([
    commitOf(range, range.base, options),
    commitOf(range, range.tip, options),
  ]);
  const scratch = await mkdtemp(join(tmpdir(), 'lsm-audit-range-'));
  try {
    await borrow(range, scratch, options);
    return await patchesBetween({ base, tip }, { range, scratch, options });
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

async function commitOf({ repository }: GitRange, name: string, options: ExecOptions) {
  const words = ['rev-parse', '--quiet', '--verify', `${name}^{commit}`];
  const { code, stdout, stderr } = await exec(
    gitCommand(repository, words, { above: true }),
    options,
  );
  if (code === 0) return stdout.trim();
  const why = /not a git repository/.test(stderr)
    ? 'is no git repository'
    : `has no commit ${name}`;
  throw new UsageError(`${repository} ${why}`, remedy);
}

/** Makes a bare repository in `scratch` that finds the objects of the other one. */
async function borrow({ repository }: GitRange, scratch: string, options: ExecOptions) {
  const paths = ['--git-path', 'objects', '--git-path', 'shallow'];
  const words = ['rev-parse', '--path-format=absolute', ...paths, '--show-object-format'];
  const { stdout } = await execOk(gitCommand(repository, words, { above: true }), options);
  const [objects = '', shallow = '', format = '', ...more] = stdout.trimEnd().split('\n');
  if (more.length > 0) throw new UsageError(`${repository}: a path with a line end in it`, remedy);
  const init = ['init', '-q', '--bare', '--template=', `--object-format=${format}`, '.'];
  await execOk(gitCommand(scratch, init), options);
  await mkdir(join(scratch, 'objects/info'), { recursive: true });
  await writeFile(join(scratch, 'objects/info/alternates'), `${objects}\n`);
  const cut = await readFile(shallow).catch(() => undefined);
  if (cut) await writeFile(join(scratch, 'shallow'), cut);
}

interface Place {
  range: GitRange;
  scratch: string;
  options: ExecOptions;
}

async function patchesBetween(
  { base, tip }: { base: string; tip: string },
  place: Place,
): Promise<RangePatches> {
  const { range } = place;
  const asked = `${range.base}..${range.tip}`;
  const refuse = (why: string) => new UsageError(`${range.repository}: ${asked} ${why}`, remedy);
  const git = (...words: string[]) => exec(gitCommand(place.scratch, words), place.options);
  const fork = (await git('merge-base', base, tip)).stdout.trim();
  if (fork === '') throw refuse('has no commit in common');
  const commits = await git(
    'rev-list',
    '--parents',
    `--max-count=${maxPatches + 1}`,
    tip,
    `^${base}`,
  );
  if (commits.code !== 0) throw refuse('cannot be read: objects are missing or damaged');
  const lines = commits.stdout.split('\n').filter((line) => line !== '');
  if (lines.length === 0) throw refuse('holds no commit');
  if (lines.length > maxPatches) throw refuse(`holds more than ${maxPatches} commits`);
  // What a merge resolves is in no patch.
  if (lines.some((line) => line.split(' ').length > 2)) throw refuse('holds a merge');
  const patches = await diffsOf(base, tip, place);
  if (patches.length !== lines.length)
    throw refuse('cannot be read: objects are missing or damaged');
  const version = await versionAt(fork, git);
  return { patches, base: { commit: fork, ...(version && { version }), prerequisites: [] } };
}

/** The most that one file may hold, in bytes. */
const maxBytes = 128 * 1024 * 1024;

async function diffsOf(base: string, tip: string, { range, scratch, options }: Place) {
  const output = join(scratch, 'patches');
  // A NUL is neither in a subject nor in a diff.
  const form = ['--reverse', '--topo-order', '--format=%x00%s%x00', '-p', `--output=${output}`];
  const diff = ['--no-ext-diff', '--no-textconv', '--no-color', '--no-renames', '--binary'];
  const plain = ['--full-index', '--src-prefix=a/', '--dst-prefix=b/', '--no-show-signature'];
  const command = gitCommand(scratch, ['log', ...form, ...diff, ...plain, tip, `^${base}`]);
  const result = await exec(command, options);
  if (isDiskFull(result.all)) throw commandFailed(command, result, options);
  if (result.code !== 0) return [];
  if ((await stat(output)).size > maxBytes)
    throw new UsageError(`${range.repository}: more than ${maxBytes} bytes of patches`, remedy);
  const [, ...parts] = (await readFile(output, 'latin1')).split('\0');
  const patches: RangePatches['patches'] = [];
  for (let i = 0; i + 1 < parts.length; i += 2) {
    const subject = visible(Buffer.from(parts[i] ?? '', 'latin1').toString());
    patches.push({ subject, diff: (parts[i + 1] ?? '').replace(/^\n+/, '') });
  }
  return patches;
}

type Git = (...words: string[]) => Promise<{ code: number; stdout: string }>;

/** What the Makefile of `commit` says of its version. */
async function versionAt(commit: string, git: Git): Promise<string | undefined> {
  const size = Number((await git('cat-file', '-s', `${commit}:Makefile`)).stdout);
  if (!(size > 0 && size < 1024 * 1024)) return undefined;
  return makefileVersion((await git('cat-file', 'blob', `${commit}:Makefile`)).stdout);
}
