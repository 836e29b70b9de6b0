/** Where things lie: the project's own files, and the cache. */

import { homedir } from 'node:os';
import { dirname, isAbsolute, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The checkout: compiled modules live in dist/src/host, three folders below it. */
export const projectRoot = resolve(dirname(fileURLToPath(import.meta.url)), '../../..');

/**
 * The cache directory: $LSM_AUDIT_CACHE, or lsm-audit below $XDG_CACHE_HOME, or ~/.cache.
 * It can be deleted at any time; the next run makes it anew, but for the history of runs.
 */
export function cacheRoot(env: NodeJS.ProcessEnv = process.env): string {
  if (env['LSM_AUDIT_CACHE']) return resolve(env['LSM_AUDIT_CACHE']);
  const xdg = env['XDG_CACHE_HOME'];
  // The XDG base directory specification has relative paths ignored.
  return join(xdg && isAbsolute(xdg) ? xdg : join(homedir(), '.cache'), 'lsm-audit');
}

/** The folders of a cache. */
export interface CachePaths {
  root: string;
  buildRoot: string;
  sources: string;
  trees: string;
  kernels: string;
  /** What became of which series in which source. */
  applied: string;
  guestRoots: string;
  programs: string;
  runs: string;
  /** What is remembered of runs; unlike the rest it cannot be made again. */
  history: string;
  /** Series with a mutant behind them, and their kernels, while they are tried. */
  mutants: string;
  apt: string;
  hostFacts: string;
}

export function cachePaths(root: string = cacheRoot()): CachePaths {
  return {
    root,
    buildRoot: join(root, 'build-root'),
    sources: join(root, 'sources'),
    trees: join(root, 'trees'),
    kernels: join(root, 'kernels'),
    applied: join(root, 'applied'),
    guestRoots: join(root, 'guest-roots'),
    programs: join(root, 'programs'),
    runs: join(root, 'runs'),
    history: join(root, 'history'),
    mutants: join(root, 'mutants'),
    apt: join(root, 'apt'),
    hostFacts: join(root, 'host-facts.json'),
  };
}
