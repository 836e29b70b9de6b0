/** BPF programs from C to object files, once for each content of source, header and toolchain. */

import { readdir, readFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { basename, join } from 'node:path';
import { InfrastructureError, KernelError } from '../errors.js';
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

/**
 * The object file of each program by its stem (`file_open` for file_open.bpf.c). Each is a cache
 * entry of its own, so that an edited program is the only one to be compiled.
 */
export async function ensurePrograms(
  request: CompileRequest,
  options: ExecOptions,
): Promise<Map<string, string>> {
  const names = (await readdir(request.sources)).sort();
  const read = (name: string) => readFile(join(request.sources, name));
  const headers = names.filter((name) => name.endsWith('.h'));
  const common = digest(
    request.toolchain,
    await readFile(request.vmlinuxHeader),
    ...flags,
    ...headers,
    ...(await Promise.all(headers.map(read))),
  );
  const stems = names.filter((name) => name.endsWith(suffix)).map((name) => basename(name, suffix));
  const objects = new Map<string, string>();
  const queue = [...stems];
  const worker = async () => {
    for (let stem = queue.shift(); stem !== undefined; stem = queue.shift()) {
      const key = digest(common, stem, await read(`${stem}${suffix}`));
      const folder = join(request.programs, key);
      const entry =
        (await openEntry(folder, options.log)) ??
        (await makeEntry(folder, (partial) => compile(stem, partial, request, options)));
      objects.set(stem, join(entry, `${stem}.bpf.o`));
    }
  };
  const workers = Array.from({ length: availableParallelism() }, () =>
    worker().catch((error: unknown) => {
      queue.length = 0;
      throw error;
    }),
  );
  // All of them: nothing shall go on compiling for whoever has heard of a failure.
  const ends = await Promise.allSettled(workers);
  for (const end of ends) if (end.status === 'rejected') throw end.reason;
  return objects;
}

const suffix = '.bpf.c';

/** DWARF is for people; the loader needs BTF only, and every byte travels to an emulated guest. */
const script = 'out=$1; shift; clang "$@" -o "$out" && exec llvm-strip -g "$out"';

async function compile(stem: string, out: string, request: CompileRequest, options: ExecOptions) {
  const binds = [
    { host: request.sources, inside: '/programs' },
    { host: request.vmlinuxHeader, inside: '/include/vmlinux.h' },
    { host: out, inside: '/out', writable: true },
  ];
  const words = [...flags, '-I/include', '-I/programs', '-c', `${stem}${suffix}`];
  const command = confined(
    request.root,
    ['sh', '-c', script, 'sh', `/out/${stem}.bpf.o`, ...words],
    { binds, cwd: '/programs' },
  );
  const result = await exec(command, { ...options, phase: 'programs' });
  if (result.code === 0) return;
  const evidence = lastLines(result.all, 16);
  const phase = 'programs';
  if (isDiskFull(result.all))
    throw new InfrastructureError('the disk is full', { phase, evidence, remedy: diskRemedy });
  // What clang complains about is the types: the programs have compiled against those of other kernels.
  throw new KernelError(`${stem}.bpf.c does not compile against the types of this kernel`, {
    phase,
    evidence,
    remedy: 'Compare the kfunc in the lines above with its prototype and its flags in the series.',
  });
}
