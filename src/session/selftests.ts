/** The selftests: modules that declare suites for a lab, found in a folder. */

import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { InfrastructureError } from '../errors.js';
import { projectRoot } from '../host/paths.js';
import { type DeclaredSuite, takeSuites } from '../suite/index.js';
import type { Lab } from './lab.js';

/** Where the compiler puts test/selftests. */
export const selftestFolder = join(projectRoot, 'dist/test/selftests');

/** What each module has declared: it does so when it is loaded first, and never again. */
const known = new Map<string, DeclaredSuite<Lab>[]>();

/**
 * Every suite that the modules of `folder` declare, in the order of their names.
 * @throws InfrastructureError when a module cannot be loaded or declares nothing: what is not
 *   executed must not count as passed
 */
export async function loadSelftests(folder: string): Promise<DeclaredSuite<Lab>[]> {
  const names = await readdir(folder).catch((cause: unknown) => {
    throw unusable(`${folder} cannot be read`, cause);
  });
  const suites: DeclaredSuite<Lab>[] = [];
  for (const name of names.filter((file) => file.endsWith('.test.js')).sort()) {
    const { href } = pathToFileURL(join(folder, name));
    await import(href).catch((cause: unknown) => {
      throw unusable(`${name} cannot be loaded: ${String(cause)}`, cause);
    });
    const declared = known.get(href) ?? takeSuites<Lab>();
    known.set(href, declared);
    if (declared.length === 0) throw unusable(`${name} declares no suite`);
    suites.push(...declared);
  }
  if (suites.length === 0) throw unusable(`${folder} holds no *.test.js`);
  return suites;
}

const unusable = (message: string, cause?: unknown) =>
  new InfrastructureError(message, {
    phase: 'tests',
    cause,
    remedy: 'Build the checkout again: npm run build.',
  });
