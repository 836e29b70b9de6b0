/** BPF programs from C to object files, once for each content of source, header and toolchain. */

import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { InfrastructureError } from '../errors.js';
import { digest } from '../host/digest.js';
import { diskRemedy, type ExecOptions, exec, isDiskFull, lastLines } from '../host/exec.js';
import { confined, type ToolRoot } from '../host/sandbox.js';
import { makeEntry, openEntry } from '../host/store.js';

export interface CompileRequest {
  /** Folder of *.bpf.c and their headers. */
  sources: string;
  /** vmlinux.h of the kernel that the programs are for. */
  vmlinuxHeader: string;
  root: ToolRoot;
  toolchain: string;
  /** Folder of the cache. */
  programs: string;
}

const flags = [
  '-g',
  '-O2',
  '-Wall',
  // The kernel's types have anonymous members in Microsoft's way.
  '-fms-extensions',
  '-Wno-microsoft-anon-tag',
  '-Werror',
  '-target',
  'bpf',
  '-D__TARGET_ARCH_x86',
  '-mcpu=v3',
];

/** The object file of each program by its stem (`file_open` for file_open.bpf.c). */
export async function ensurePrograms(
  request: CompileRequest,
  options: ExecOptions,
): Promise<Map<string, string>> {
  const names = (await readdir(request.sources)).sort();
  const contents = await Promise.all(names.map((name) => readFile(join(request.sources, name))));
  const header = await readFile(request.vmlinuxHeader);
  const key = digest(request.toolchain, header, ...flags, ...names, ...contents);
  const folder = join(request.programs, key);
  const stems = names
    .filter((name) => name.endsWith('.bpf.c'))
    .map((name) => name.slice(0, -'.bpf.c'.length));
  if (!(await openEntry(folder, options.log))) {
    await makeEntry(folder, (partial) => compileAll(stems, partial, request, options));
  }
  return new Map(stems.map((stem) => [stem, join(folder, `${stem}.bpf.o`)]));
}

/** All in one container by one make-like line each; two cores gain little from more. */
async function compileAll(
  stems: readonly string[],
  out: string,
  request: CompileRequest,
  options: ExecOptions,
) {
  const queue = [...stems];
  const worker = async () => {
    for (let stem = queue.shift(); stem !== undefined; stem = queue.shift()) {
      await compileOne(stem, out, request, options);
    }
  };
  await Promise.all([worker(), worker()]);
}

async function compileOne(
  stem: string,
  out: string,
  request: CompileRequest,
  options: ExecOptions,
) {
  const binds = [
    { host: request.sources, inside: '/programs' },
    { host: request.vmlinuxHeader, inside: '/include/vmlinux.h' },
    { host: out, inside: '/out', writable: true },
  ];
  const object = `/out/${stem}.bpf.o`;
  const run = (words: [string, ...string[]]) =>
    exec(confined(request.root, words, { binds, cwd: '/programs' }), {
      ...options,
      phase: 'programs',
    });
  const compiled = await run([
    'clang',
    ...flags,
    '-I/include',
    '-I/programs',
    '-c',
    `${stem}.bpf.c`,
    '-o',
    object,
  ]);
  // DWARF is for people; the loader needs BTF only, and every byte travels to an emulated guest.
  const result = compiled.code === 0 ? await run(['llvm-strip', '-g', object]) : compiled;
  if (result.code === 0) return;
  const full = isDiskFull(result.all);
  throw new InfrastructureError(full ? 'the disk is full' : `${stem}.bpf.c does not compile`, {
    phase: 'programs',
    evidence: lastLines(result.all, 16),
    remedy: full
      ? diskRemedy
      : 'A kfunc that the kernel does not declare is missing from its vmlinux.h: is the series enabled?',
  });
}
