/**
 * Kernel sources from Debian's archive. Superseded versions vanish from mirrors within weeks, so
 * what was fetched is kept, and used until a newer one is asked for.
 */

import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { InfrastructureError, UsageError } from '../errors.js';
import { fileDigest } from '../host/digest.js';
import {
  commandFailed,
  type ExecOptions,
  exec,
  execOk,
  isDiskFull,
  lastLines,
} from '../host/exec.js';
import { lock } from '../host/lock.js';
import type { Log } from '../host/log.js';
import { makeEntry, openEntry } from '../host/store.js';
import { networkProblem } from './build-root.js';
import { archiveKeyring, findMirror } from './mirror.js';

export interface KernelSource {
  /** The Debian package, its version, the suite that offered it, and the digest of the .deb. */
  package: string;
  version: string;
  suite: string;
  sha256: string;
  /** The pristine tree. Nobody writes there. */
  tree: string;
}

export interface SourceOptions {
  folder: string;
  aptFolder: string;
  /** A kernel line such as `7.2`; the newest one otherwise. */
  line?: string | undefined;
  /** Look for a newer version than the cached one. */
  update?: boolean | undefined;
  log: Log;
  signal?: AbortSignal | undefined;
}

/** The API under test needs KF_IMPLICIT_ARGS; the suite is written against 7.2. */
const oldestLine: [number, number] = [7, 2];

/** Suites by role, so that nothing here ages with Debian's releases. Candidates are in experimental. */
const suites = ['experimental', 'unstable', 'testing', 'stable-backports'];

/** The newest source of `line`: a cached one without asking the network, or a fetched one. */
export async function ensureSource(options: SourceOptions): Promise<KernelSource> {
  const { folder, log, signal, line } = options;
  checkLine(line);
  await using _held = await lock(folder, { log, signal });
  const cached = options.update ? undefined : await cachedSource(options);
  if (cached) return cached;
  const offer = await newestOffer(options);
  const existing = (await cachedSources(folder, log)).find(
    ({ version }) => version === offer.version,
  );
  return existing ?? fetch(offer, options);
}

/** The newest source of `line` that was fetched before, if there is one. */
export async function cachedSource({
  folder,
  log,
  line,
}: Pick<SourceOptions, 'folder' | 'log' | 'line'>): Promise<KernelSource | undefined> {
  const cached = await cachedSources(folder, log);
  return newestOf(
    cached.filter((source) => matches(source.package, line)),
    line,
  );
}

/** @throws UsageError when `line` is none, or too old for the kfuncs */
export function checkLine(line: string | undefined): void {
  if (line === undefined) return;
  const [major = Number.NaN, minor = Number.NaN] = line.split('.').map(Number);
  if (!/^\d+\.\d+$/.test(line)) {
    throw new UsageError(`"${line}" is not a kernel line`, 'Name one like debian:7.2.');
  }
  if (compare([major, minor], oldestLine) < 0) {
    throw new UsageError(
      `Linux ${line} is too old: the kfuncs need KF_IMPLICIT_ARGS, and the suite Linux ${oldestLine.join('.')}`,
      `Choose Linux ${oldestLine.join('.')} or later.`,
    );
  }
}

interface Offer {
  package: string;
  version: string;
  suite: string;
}

async function newestOffer(options: SourceOptions): Promise<Offer> {
  const apt = await isolatedApt(options);
  options.log.info('asking the Debian archive for its newest kernel source');
  await aptRun(apt('update', '--error-on=any'), options);
  const search = await aptRun(
    {
      file: 'apt-cache',
      args: [...apt().args, 'search', '--names-only', '^linux-source-[0-9.]+$'],
    },
    options,
  );
  const names = search
    .split('\n')
    .map((line) => line.split(' ')[0] ?? '')
    .filter((name) => matches(name, options.line));
  if (names.length === 0) {
    throw new InfrastructureError(
      `the Debian archive offers no linux-source-${options.line ?? '*'}`,
      {
        phase: 'source',
        remedy: 'Choose another line with --kernel debian:LINE.',
      },
    );
  }
  const table = await aptRun(
    { file: 'apt-cache', args: [...apt().args, 'madison', ...names] },
    options,
  );
  const newest = newestOf(parseMadison(table), options.line);
  if (newest) return newest;
  throw new InfrastructureError('the answer of apt-cache madison cannot be read', {
    phase: 'source',
    evidence: lastLines(table, 8),
  });
}

/** Rows of `apt-cache madison`: `package | version | mirror suite/component arch Packages`. */
export function parseMadison(table: string): Offer[] {
  return table.split('\n').flatMap((row) => {
    const [name, version, origin] = row.split('|').map((cell) => cell.trim());
    const suite = /\s(\S+)\/main/.exec(origin ?? '')?.[1];
    return name && version && suite ? [{ package: name, version, suite }] : [];
  });
}

async function fetch(offer: Offer, options: SourceOptions): Promise<KernelSource> {
  const { folder, log, signal } = options;
  const apt = await isolatedApt(options);
  const entry = join(folder, `${offer.package}_${fileName(offer.version)}`);
  const tree = `${entry}.tree`;
  log.info(`fetching ${offer.package} ${offer.version} from ${offer.suite} (about 165 MB)`);
  await rm(tree, { recursive: true, force: true });
  await mkdir(tree, { recursive: true });
  try {
    await makeEntry(entry, async (partial) => {
      await aptRun(
        { ...apt('download', `${offer.package}=${offer.version}`), cwd: partial },
        options,
      );
      const deb = (await readdir(partial)).find((name) => name.endsWith('.deb'));
      if (!deb)
        throw new InfrastructureError('apt-get download left no package', { phase: 'source' });
      const sha256 = await fileDigest(join(partial, deb));
      log.info(`unpacking ${offer.package} ${offer.version} (1.8 GiB)`);
      await unpack(join(partial, deb), offer.package, tree, { phase: 'source', log, signal });
      await rm(join(partial, deb));
      await writeFile(join(partial, 'source.json'), JSON.stringify({ ...offer, sha256 }, null, 2));
    });
  } catch (error) {
    await rm(tree, { recursive: true, force: true });
    throw error;
  }
  return readSource(entry);
}

/** Unlike `dpkg-deb --extract` it makes no folder, which it could do after it was stopped and we cleaned up. */
const extract = 'dpkg-deb --fsys-tarfile "$1" | tar -x -f - -C "$2"';

/** A package of sources holds one tarball with the tree. */
async function unpack(
  deb: string,
  name: string,
  tree: string,
  options: ExecOptions,
): Promise<void> {
  try {
    await mkdir(`${tree}.deb`);
    const words = ['-o', 'pipefail', '-c', extract, 'bash', deb, `${tree}.deb`];
    await execOk({ file: 'bash', args: words }, options);
    const tarball = join(`${tree}.deb`, 'usr/src', `${name}.tar.xz`);
    await execOk(
      {
        file: 'tar',
        args: ['-x', '-J', '-f', tarball, '-C', tree, '--strip-components=1', '--no-same-owner'],
      },
      options,
    );
  } finally {
    // What dpkg-deb has started may write for a moment after its end.
    const patiently = { maxRetries: 10, retryDelay: 100 };
    await rm(`${tree}.deb`, { recursive: true, force: true, ...patiently });
  }
}

/** An apt with lists, cache and sources of its own: it changes nothing of the host's. */
async function isolatedApt({ aptFolder, log, signal }: SourceOptions) {
  await mkdir(join(aptFolder, 'state/lists/partial'), { recursive: true });
  await mkdir(join(aptFolder, 'cache/archives/partial'), { recursive: true });
  await mkdir(join(aptFolder, 'etc'), { recursive: true });
  const mirror = await findMirror({ log, signal });
  const sources = suites.map(
    (suite) => `deb [signed-by=${archiveKeyring}] ${mirror} ${suite} main\n`,
  );
  await writeFile(join(aptFolder, 'etc/sources.list'), sources.join(''));
  const settings = [
    `Dir::Etc=${aptFolder}/etc`,
    `Dir::State=${aptFolder}/state`,
    `Dir::Cache=${aptFolder}/cache`,
    'Dir::State::status=/dev/null',
    'APT::Architecture=amd64',
    'APT::Sandbox::User=',
    'Acquire::Languages=none',
  ].flatMap((setting) => ['-o', setting]);
  return (...words: string[]) => ({ file: 'apt-get', args: [...settings, ...words] });
}

async function aptRun(
  command: Parameters<typeof exec>[0],
  options: SourceOptions,
): Promise<string> {
  const result = await exec(command, { phase: 'source', log: options.log, signal: options.signal });
  if (result.code === 0) return result.stdout;
  if (isDiskFull(result.all)) throw commandFailed(command, result, { phase: 'source' });
  throw new InfrastructureError(
    networkProblem(result.all) ?? 'the Debian archive could not be read',
    {
      phase: 'source',
      evidence: lastLines(result.all, 8),
      remedy: 'Check the network and the mirror (LSM_AUDIT_MIRROR chooses another one).',
    },
  );
}

async function cachedSources(folder: string, log: Log): Promise<KernelSource[]> {
  const names = await readdir(folder).catch((): string[] => []);
  const entries = names.filter((name) => names.includes(`${name}.tree`));
  const opened = await Promise.all(entries.map((name) => openEntry(join(folder, name), log)));
  return Promise.all(opened.filter((entry) => entry !== undefined).map(readSource));
}

async function readSource(entry: string): Promise<KernelSource> {
  const text = await readFile(join(entry, 'source.json'), 'utf8');
  return { ...(JSON.parse(text) as Omit<KernelSource, 'tree'>), tree: `${entry}.tree` };
}

function matches(name: string, line: string | undefined): boolean {
  const [, major, minor] = /^linux-source-(\d+)\.(\d+)$/.exec(name) ?? [];
  if (line !== undefined) return name === `linux-source-${line}`;
  return compare([Number(major), Number(minor)], oldestLine) >= 0;
}

/**
 * The newest by upstream version, then by the rest: a backport of a newer kernel is newer than an
 * older kernel of unstable. A release candidate counts only where its `line` is asked for: the default
 * is a kernel that its developers have released.
 */
export function newestOf<T extends { version: string }>(
  offers: readonly T[],
  line?: string,
): T | undefined {
  const eligible = offers.filter(({ version }) => line !== undefined || !version.includes('~rc'));
  return eligible.sort((a, b) => compare(numbers(b.version), numbers(a.version)))[0];
}

/** A tilde sorts before the end of a version (deb-version(7)): 7.3~rc7 before 7.3, 7.2.9-1~bpo13 before 7.2.9-1. */
const numbers = (version: string) =>
  (version.match(/\d+|~/g) ?? []).map((part) => (part === '~' ? -1 : Number(part)));

function compare(a: readonly number[], b: readonly number[]): number {
  for (let i = 0; i < Math.max(a.length, b.length); i++) {
    const difference = (a[i] ?? 0) - (b[i] ?? 0);
    // NaN is what a name that is no kernel line gives; it is older than everything.
    if (difference !== 0) return Number.isNaN(difference) ? -1 : difference;
  }
  return 0;
}

const fileName = (version: string) => version.replaceAll(/[^\w.+~-]/g, '_');
