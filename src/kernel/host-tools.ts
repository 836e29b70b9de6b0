/**
 * Whether the host's own tools can build what the project builds. They are asked in the container in
 * which they would run, so what is judged is what would be used.
 */

import { readFile } from 'node:fs/promises';
import { InfrastructureError } from '../errors.js';
import { digest } from '../host/digest.js';
import { isStaticElf } from '../host/elf.js';
import { type ExecOptions, exec } from '../host/exec.js';
import { confined } from '../host/sandbox.js';

/** What each tool, header or library says of its version; what is missing or does not run is absent. */
export type FoundTools = ReadonlyMap<string, string>;

export interface ToolsVerdict {
  usable: boolean;
  /** What is missing or too old, a sentence each. */
  reasons: string[];
}

interface Requirement {
  name: string;
  /** How to learn its version; fails when it is not there. A shell's words. */
  ask: string;
  /** The oldest version that will do, where not any will. */
  atLeast?: readonly [number, number];
}

const version = (program: string): Requirement => ({
  name: program,
  ask: `${program} --version`,
});

/** Builds an empty program that includes `header` and is linked with `option`, in the working directory. */
const builds = (header: string, option: string) =>
  `printf '#include <${header}>\\nint main(void) { return 0; }\\n' | gcc -x c -o a.out - ${option} 2> said`;

const library = (name: string, header: string, option: string): Requirement => ({
  name,
  ask: `${builds(header, option)} && echo 1`,
});

/** The compilers first: on most hosts that cannot build they are why. */
const requirements: readonly Requirement[] = [
  // vmlinux.h of Linux 7 needs them, and the BPF programs that include it.
  { ...version('clang'), atLeast: [17, 0] },
  // Kfunc declaration tags: without them vmlinux.h has no kfunc prototypes.
  { ...version('pahole'), atLeast: [1, 26] },
  // On some systems it is a script that looks for a bpftool made for the running kernel.
  { name: 'bpftool', ask: 'bpftool version', atLeast: [7, 4] },
  { ...version('gcc'), atLeast: [12, 0] },
  { name: 'static libc', ask: `${builds('stdio.h', '-static')} && ldd --version` },
  {
    name: 'libbpf headers',
    ask: `${builds('bpf/libbpf.h', '-lbpf')} && printf '#include <bpf/libbpf_version.h>\\nLIBBPF_MAJOR_VERSION LIBBPF_MINOR_VERSION\\n' | gcc -E -P - | tr ' ' .`,
    atLeast: [1, 4],
  },
  library('libelf headers', 'gelf.h', '-lelf'),
  library('OpenSSL headers', 'openssl/ssl.h', '-lcrypto'),
  library('zlib headers', 'zlib.h', '-lz'),
  ...['ld', 'llvm-objcopy', 'llvm-strip', 'make', 'flex', 'bison', 'bc', 'perl'].map(version),
  ...['python3', 'cpio', 'kmod', 'xz', 'zstd'].map(version),
  // These two go into the guest.
  { name: 'dropbear', ask: '/usr/sbin/dropbear -V' },
  { name: 'static busybox', ask: '/bin/busybox' },
];

const busybox = '/usr/bin/busybox';

/**
 * Files that change whenever an answer may: the programs, the headers, and Debian's list of what is
 * installed.
 */
export const toolFiles: readonly string[] = [
  '/var/lib/dpkg/status',
  ...['bpf/libbpf_version.h', 'gelf.h', 'openssl/ssl.h', 'zlib.h'].map(
    (name) => `/usr/include/${name}`,
  ),
  ...[...requirements.map(({ name }) => name), 'busybox', 'bwrap'].flatMap((name) => [
    `/usr/bin/${name}`,
    `/usr/sbin/${name}`,
  ]),
];

/**
 * A line "name, tab, first line of its answer that has a digit" for each requirement that is met in
 * some version.
 */
export const probeScript = requirements
  .map(({ name, ask }) => {
    const answer = `answer=$( { ${ask}; } 2>&1 < /dev/null )`;
    return `${answer} && printf '${name}\\t%s\\n' "$(printf '%s' "$answer" | grep -m1 '[0-9]')"`;
  })
  .join('\n');

/** Reads the output of `probeScript`. */
export function parseProbe(output: string): Map<string, string> {
  const pairs = output.split('\n').flatMap((line): [string, string][] => {
    const tab = line.indexOf('\t');
    return tab > 0 ? [[line.slice(0, tab), line.slice(tab + 1)]] : [];
  });
  return new Map(pairs);
}

/** Asks the host's tools, in about half a second. @throws InfrastructureError when nothing can run confined */
export async function probeTools(options: Omit<ExecOptions, 'phase'>): Promise<FoundTools> {
  const command = confined({ kind: 'host' }, ['sh', '-c', `${probeScript}\ntrue`], {
    binds: [],
    cwd: '/tmp',
  });
  const { code, stdout, all } = await exec(command, { ...options, phase: 'host' });
  if (code !== 0) {
    throw new InfrastructureError('the host’s tools cannot be asked for their versions', {
      phase: 'host',
      evidence: [all.trim()],
    });
  }
  const found = parseProbe(stdout);
  if (!isStaticElf(await readFile(busybox).catch(() => Buffer.alloc(0)))) {
    found.delete('static busybox');
  }
  return found;
}

/** Whether `found` is enough to build kernels, BPF programs and the guest's binaries. */
export function judgeTools(found: FoundTools): ToolsVerdict {
  const reasons = requirements.flatMap(({ name, atLeast }) => {
    const answer = found.get(name);
    if (answer === undefined) return [`${name}: missing`];
    if (atLeast === undefined) return [];
    const have = parseVersion(answer);
    if (have === undefined) return [`${name}: "${answer}" tells no version`];
    if (isAtLeast(have, atLeast)) return [];
    return [`${name}: ${have.join('.')} is older than ${atLeast.join('.')}`];
  });
  return { usable: reasons.length === 0, reasons };
}

/** The first "major.minor" of a line such as "Debian clang version 19.1.7 (3)". */
export function parseVersion(text: string): [number, number] | undefined {
  const [, major, minor] = /(\d+)\.(\d+)/.exec(text) ?? [];
  return major && minor ? [Number(major), Number(minor)] : undefined;
}

function isAtLeast(have: readonly [number, number], want: readonly [number, number]): boolean {
  return have[0] > want[0] || (have[0] === want[0] && have[1] >= want[1]);
}

/** The identity of these tools: part of what is built with them. */
export function toolsDigest(found: FoundTools): string {
  return digest(...[...found].sort(([a], [b]) => (a < b ? -1 : 1)).flat());
}
