/** The real command line as a child process, and what it leaves behind. */

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, readFile, rm, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import { talkTo } from '../../src/commands/output.js';
import { cachePaths, cacheRoot, projectRoot } from '../../src/host/paths.js';
import type { ObjectProgress } from '../../src/kernel/object-count.js';
import type { Report, RunReport } from '../../src/report/model.js';
import { Phases } from '../../src/session/phases.js';
import { prepare } from '../../src/session/prepare.js';

export interface Finished {
  code: number | null;
  stdout: string;
  stderr: string;
}

export interface CliOptions {
  /** Folder of the cache. */
  cache: string;
  /** Further environment; undefined takes a variable away. */
  env?: Record<string, string | undefined>;
  input?: string;
}

/** A command under way. Disposing it ends it: a test that fails leaves nothing running. */
export class Cli implements AsyncDisposable {
  readonly child: ChildProcess;
  readonly finished: Promise<Finished>;
  #output = '';
  #watchers = new Set<() => void>();

  constructor(args: readonly string[], { cache, env = {}, input = '' }: CliOptions) {
    const words = [join(projectRoot, 'bin/lsm-audit.js'), ...args];
    this.child = spawn(process.execPath, words, {
      env: { ...process.env, LSM_AUDIT_CACHE: cache, NO_COLOR: '1', ...env },
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    this.child.stdin?.on('error', () => {});
    this.child.stdin?.end(input);
    const stdout = this.#collect('stdout');
    const stderr = this.#collect('stderr');
    this.finished = once(this.child, 'close').then(([code]) => ({
      code: code as number | null,
      stdout: stdout(),
      stderr: stderr(),
    }));
    this.finished.then(() => this.#tell());
  }

  /** Resolves when what was printed so far matches. @throws Error when the command ends before */
  async printed(pattern: RegExp): Promise<void> {
    let over = false;
    this.finished.then(() => {
      over = true;
    });
    while (!pattern.test(this.#output)) {
      if (over) throw new Error(`ended without printing ${pattern}:\n${this.#output}`);
      await new Promise<void>((resolve) => this.#watchers.add(resolve));
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.child.kill('SIGINT');
    await this.finished;
  }

  #collect(name: 'stdout' | 'stderr'): () => string {
    let text = '';
    this.child[name]?.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk;
      this.#output += chunk;
      this.#tell();
    });
    return () => text;
  }

  #tell(): void {
    for (const watcher of this.#watchers) watcher();
    this.#watchers.clear();
  }
}

/** Runs a command to its end. */
export function cli(args: readonly string[], options: CliOptions): Promise<Finished> {
  return new Cli(args, options).finished;
}

let warm: Promise<unknown> | undefined;

/** Fills the real cache once: on a new machine that builds the kernel. */
export function warmCache(): Promise<unknown> {
  // It may take minutes, of which a log should have a line now and then.
  const { log, progress } = talkTo(process.stderr, { verbose: false });
  const onProgress = (state: ObjectProgress) =>
    progress({ what: 'kernel', unit: 'objects', ...state });
  warm ??= prepare({ target: {}, cache: cachePaths(), phases: new Phases(), log, onProgress });
  return warm;
}

/** A cache that has all that the real one has, by links: what is damaged and added goes with it. */
export class LinkedCache implements AsyncDisposable {
  readonly path: string;

  private constructor(path: string) {
    this.path = path;
  }

  static async make(): Promise<LinkedCache> {
    await warmCache();
    // Beside the real one, since trees are copied by hard links.
    const made = new LinkedCache(await mkdtemp(join(cacheRoot(), 'test-')));
    for (const part of ['build-root', 'sources', 'apt']) await made.#link(part);
    for (const part of ['trees', 'kernels', 'guest-roots', 'programs']) {
      await mkdir(join(made.path, part));
      for (const entry of await readdir(join(cacheRoot(), part))) {
        await made.#link(join(part, entry));
      }
    }
    return made;
  }

  #link(part: string): Promise<void> {
    return symlink(join(cacheRoot(), part), join(this.path, part));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await rm(this.path, { recursive: true, force: true });
  }
}

/** Calls `work` with a linked cache of its own. */
export async function withCache<T>(work: (cache: string) => Promise<T>): Promise<T> {
  await using cache = await LinkedCache.make();
  return await work(cache.path);
}

/** Calls `work` with a cache that has nothing. */
export async function withEmptyCache<T>(work: (cache: string) => Promise<T>): Promise<T> {
  await mkdir(cacheRoot(), { recursive: true });
  const cache = await mkdtemp(join(cacheRoot(), 'test-'));
  try {
    return await work(cache);
  } finally {
    await rm(cache, { recursive: true, force: true });
  }
}

/** How long a process that was killed may take to be gone, in milliseconds. */
const dyingMs = 3000;

/** Command lines of processes that go on working for the cache in `cache`. */
export async function orphans(cache: string): Promise<string[]> {
  const end = performance.now() + dyingMs;
  let found = await workingFor(cache);
  while (found.length > 0 && performance.now() < end) found = await workingFor(cache);
  return found;
}

async function workingFor(cache: string): Promise<string[]> {
  const found: string[] = [];
  for (const pid of await readdir('/proc')) {
    if (!/^\d+$/.test(pid) || Number(pid) === process.pid) continue;
    const line = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
    const cwd = await readFile(`/proc/${pid}/environ`, 'latin1').catch(() => '');
    const command = line.replaceAll('\0', ' ').trim();
    if (command.includes(cache) || cwd.includes(`LSM_AUDIT_CACHE=${cache}\0`)) found.push(command);
  }
  return found;
}

/** The run directories of a cache. */
export async function runsOf(cache: string): Promise<string[]> {
  const names = await readdir(join(cache, 'runs')).catch((): string[] => []);
  return names.sort().map((name) => join(cache, 'runs', name));
}

/** The process of the machine of the newest run. */
export async function machinePid(cache: string): Promise<number> {
  const run = (await runsOf(cache)).at(-1) ?? '';
  const record = JSON.parse(await readFile(join(run, 'machine.json'), 'utf8')) as { pid: number };
  return record.pid;
}

/** Whether the process is there and no zombie. */
export async function isAlive(pid: number): Promise<boolean> {
  const stat = await readFile(`/proc/${pid}/stat`, 'latin1').catch(() => undefined);
  return stat !== undefined && stat.slice(stat.lastIndexOf(')') + 2)[0] !== 'Z';
}

/** The one run in the file that `run --json` wrote. */
export async function onlyRun(json: string): Promise<RunReport> {
  const { runs } = JSON.parse(await readFile(json, 'utf8')) as Report;
  const [run] = runs;
  if (!run || runs.length > 1) throw new Error(`${json} has ${runs.length} runs`);
  return run;
}
