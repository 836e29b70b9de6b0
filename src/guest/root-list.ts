/** The list of what is in the guest's root (vm/root.list), read into values. Pure. */

import { InfrastructureError } from '../errors.js';

/** Where a file comes from: the binaries built from vm/, vm/ itself, or the build root. */
export interface SourcePath {
  from: 'build' | 'vm' | 'root';
  path: string;
}

export type RootItem =
  | { kind: 'dir'; path: string; mode: number }
  | { kind: 'file'; path: string; mode: number; source: SourcePath }
  /** An executable with the shared libraries that it needs. */
  | { kind: 'elf'; path: string; source: SourcePath }
  | { kind: 'link'; path: string; target: string }
  | { kind: 'node'; path: string; mode: number; major: number; minor: number };

/** Parses the list; `#` starts a comment. @throws InfrastructureError that names the line */
export function parseRootList(text: string): RootItem[] {
  return text.split('\n').flatMap((line, index) => {
    const words = line.replace(/#.*/, '').trim().split(/\s+/).filter(Boolean);
    if (words.length === 0) return [];
    const item = parseItem(words);
    if (item) return [item];
    throw new InfrastructureError(`vm/root.list:${index + 1}: cannot read "${line.trim()}"`, {
      phase: 'guest root',
    });
  });
}

function parseItem([kind, path = '', ...rest]: string[]): RootItem | undefined {
  const [first = '', second = '', third = '', fourth = ''] = rest;
  const source = parseSource(kind === 'file' ? second : first);
  const form = `${kind} ${rest.length}`;
  if (!path.startsWith('/')) return undefined;
  if (form === 'link 1') return { kind: 'link', path, target: first };
  if (form === 'elf 1' && source) return { kind: 'elf', path, source };
  const mode = parseMode(first);
  if (mode === undefined) return undefined;
  if (form === 'dir 1') return { kind: 'dir', path, mode };
  if (form === 'file 2' && source) return { kind: 'file', path, mode, source };
  // "node PATH MODE c MAJOR MINOR"
  if (form === 'node 4' && second === 'c' && /^\d+ \d+$/.test(`${third} ${fourth}`)) {
    return { kind: 'node', path, mode, major: Number(third), minor: Number(fourth) };
  }
  return undefined;
}

function parseSource(word: string): SourcePath | undefined {
  const [, from, path] = /^(build|vm|root):(.+)$/.exec(word) ?? [];
  return from && path ? { from: from as SourcePath['from'], path } : undefined;
}

const parseMode = (text: string) =>
  /^[0-7]{3,4}$/.test(text) ? Number.parseInt(text, 8) : undefined;
