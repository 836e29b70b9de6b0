/** Where in the source a place of the kernel lies, by the debug information of its own build. */

import { type ExecOptions, exec } from '../host/exec.js';
import { confined, type ToolRoot } from '../host/sandbox.js';
import type { Kernel } from './kernel.js';

/** Where the container has the kernel, and the source lay when it was built. */
const inside = '/kernel';
const source = /^(?:\/source|\/build\/\.\.)\//;

/**
 * `file:line` by place (`function+0x1c`), for those of `places` that the debug information knows.
 * Without it, or with a symboliser that fails, for none: a trace is worth reading without.
 */
export async function sourceLines(
  places: readonly string[],
  { debug, folder }: Pick<Kernel, 'debug' | 'folder'>,
  { root, ...options }: { root: ToolRoot } & ExecOptions,
): Promise<Map<string, string>> {
  const wanted = [...new Set(places)];
  if (debug === undefined || wanted.length === 0) return new Map();
  const image = `${inside}${debug.slice(folder.length)}`;
  const words = wanted.map((place) => `CODE ${place}`);
  const command = confined(
    root,
    ['llvm-symbolizer', `--obj=${image}`, '--functions=none', '--no-inlines', ...words],
    { binds: [{ host: folder, inside }], cwd: '/' },
  );
  const { code, stdout } = await exec(command, options);
  if (code !== 0) return new Map();
  return parseSourceLines(stdout, wanted);
}

/**
 * What llvm-symbolizer prints: a block a place, of its line, or ??:0:0, and an empty one. A name
 * that several functions have has a line of each, of which none is the right one for sure.
 */
export function parseSourceLines(stdout: string, places: readonly string[]): Map<string, string> {
  const blocks = stdout.split('\n\n').map((block) => new Set(block.trim().split('\n')));
  const found = places.map((place, i) => {
    const [first = '', ...others] = blocks[i] ?? [];
    return [place, others.length > 0 ? undefined : lineOf(first)] as const;
  });
  return new Map(found.filter((pair): pair is readonly [string, string] => pair[1] !== undefined));
}

/** `security/lsm_audit.c:268` from the symboliser's `/source/security/lsm_audit.c:268:3`. */
function lineOf(block: string): string | undefined {
  const [, file, line] = /^(.+):(\d+):\d+$/.exec(block) ?? [];
  if (!file || file === '??' || line === '0') return undefined;
  return `${file.replace(source, '')}:${line}`;
}
