/** Builds the initramfs of the guest from vm/, in the build root, once for each content of the two. */

import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { InfrastructureError } from '../errors.js';
import { digest, folderDigest } from '../host/digest.js';
import { type ExecOptions, execOk } from '../host/exec.js';
import { confined, type ToolRoot } from '../host/sandbox.js';
import { makeEntry, openEntry } from '../host/store.js';
import { type CpioEntry, cpioArchive } from './cpio.js';
import { parseRootList, type RootItem, type SourcePath } from './root-list.js';

export interface GuestRootRequest {
  /** The folder vm/ of the project. */
  vm: string;
  root: ToolRoot;
  toolchain: string;
  /** Folder of the cache. */
  guestRoots: string;
}

/** Path of the initramfs, built when the cache has none. */
export async function ensureGuestRoot(
  request: GuestRootRequest,
  options: ExecOptions,
): Promise<string> {
  const key = digest(await folderDigest(request.vm), request.toolchain);
  const folder = join(request.guestRoots, key);
  const whole = await openEntry(folder, options.log);
  const entry = whole ?? (await makeEntry(folder, (partial) => fill(partial, request, options)));
  return join(entry, 'root.cpio');
}

async function fill(
  partial: string,
  request: GuestRootRequest,
  options: ExecOptions,
): Promise<void> {
  const { vm, root } = request;
  const build = `${partial}.build`;
  await mkdir(build);
  await using _build = { [Symbol.asyncDispose]: () => rm(build, { recursive: true, force: true }) };
  const binds = [
    { host: vm, inside: '/vm' },
    { host: build, inside: '/out', writable: true },
  ];
  const inside = (words: [string, ...string[]]) =>
    execOk(confined(root, words, { binds, cwd: '/out' }), { ...options, phase: 'guest root' });
  await inside(['make', '-s', '-C', '/vm', 'O=/out']);
  const items = parseRootList(await readFile(join(vm, 'root.list'), 'utf8'));
  const libraries = await neededLibraries(items, inside);
  const entries = await Promise.all(
    items.map((item) => toEntry(item, (source) => hostPath(source, request, build))),
  );
  const libraryEntries = await Promise.all(
    libraries.map(async (path): Promise<CpioEntry> => {
      return {
        type: 'file',
        path,
        mode: 0o755,
        data: await readFile(hostPath({ from: 'root', path }, request, build)),
      };
    }),
  );
  await writeFile(
    join(partial, 'root.cpio'),
    cpioArchive(withParents([...entries, ...libraryEntries])),
  );
}

async function toEntry(item: RootItem, locate: (source: SourcePath) => string): Promise<CpioEntry> {
  const { path } = item;
  switch (item.kind) {
    case 'dir':
      return { type: 'directory', path, mode: item.mode };
    case 'link':
      return { type: 'link', path, target: item.target };
    case 'node':
      return { type: 'character', path, mode: item.mode, major: item.major, minor: item.minor };
    case 'file':
      return { type: 'file', path, mode: item.mode, data: await readFile(locate(item.source)) };
    case 'elf':
      return { type: 'file', path, mode: 0o755, data: await readFile(locate(item.source)) };
  }
}

/**
 * The shared libraries of every `elf` item, the dynamic linker included, as the tools' own linker
 * finds them.
 */
async function neededLibraries(
  items: readonly RootItem[],
  inside: (words: [string, ...string[]]) => Promise<{ stdout: string }>,
): Promise<string[]> {
  const elfs = items.filter((item) => item.kind === 'elf').map(({ source }) => insidePath(source));
  if (elfs.length === 0) return [];
  const { stdout } = await inside(['ldd', ...elfs]);
  const missing = /^\s*(\S+) => not found/m.exec(stdout)?.[1];
  if (missing)
    throw new InfrastructureError(`the build root lacks ${missing}`, { phase: 'guest root' });
  const paths = [...stdout.matchAll(/(\/\S+) \(0x/g)].map((match) => match[1] ?? '');
  return [...new Set(paths)].sort();
}

function insidePath({ from, path }: SourcePath): string {
  return from === 'build' ? join('/out', path) : from === 'vm' ? join('/vm', path) : path;
}

function hostPath(
  { from, path }: SourcePath,
  { vm, root }: GuestRootRequest,
  build: string,
): string {
  if (from === 'build') return join(build, path);
  if (from === 'vm') return join(vm, path);
  return root.kind === 'host' ? path : join(root.path, path);
}

/** A cpio archive must name a folder before what lies in it. */
function withParents(entries: readonly CpioEntry[]): CpioEntry[] {
  const known = new Set(
    entries.filter((entry) => entry.type === 'directory').map((entry) => entry.path),
  );
  const parents: CpioEntry[] = [];
  for (const { path } of entries) {
    for (let slash = path.indexOf('/', 1); slash > 0; slash = path.indexOf('/', slash + 1)) {
      const folder = path.slice(0, slash);
      if (known.has(folder)) continue;
      known.add(folder);
      parents.push({ type: 'directory', path: folder, mode: 0o755 });
    }
  }
  const depth = (entry: CpioEntry) => entry.path.split('/').length;
  const folders = [...parents, ...entries.filter((entry) => entry.type === 'directory')];
  return [
    ...folders.sort((a, b) => depth(a) - depth(b)),
    ...entries.filter((entry) => entry.type !== 'directory'),
  ];
}
