/** The directions that imports may take, as ARCHITECTURE.md draws them, and who may import a package. */

import { readdirSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import * as assert from 'uvu/assert';
import { projectRoot } from '../../src/host/paths.js';
import { suite } from '../../src/suite/index.js';

const test = suite('imports');

/** For each folder of src the others that it may import; errors.ts is open to all. */
const allowed: Readonly<Record<string, readonly string[]>> = {
  audit: [],
  console: [],
  kconfig: [],
  mail: [],
  host: [],
  transcript: [],
  bundle: ['host'],
  suite: ['host'],
  claims: ['suite'],
  report: ['suite', 'claims'],
  mutate: ['claims', 'report'],
  kernel: ['kconfig', 'mail', 'host'],
  bpf: ['host'],
  qemu: ['host'],
  guest: ['host'],
  session: [
    ...['kernel', 'bpf', 'qemu', 'guest', 'audit', 'report', 'suite', 'kconfig', 'host'],
    ...['claims', 'console', 'mail', 'mutate', 'transcript', 'bundle'],
  ],
  commands: [
    'session',
    'kernel',
    'guest',
    'qemu',
    'audit',
    'report',
    'suite',
    'host',
    'claims',
    'mutate',
  ],
};

interface Import {
  /** Path below src. */
  from: string;
  to: string;
}

function imports(): Import[] {
  const src = join(projectRoot, 'src');
  const files = readdirSync(src, { recursive: true, encoding: 'utf8' });
  return files
    .filter((file) => file.endsWith('.ts'))
    .flatMap((from) => {
      const text = readFileSync(join(src, from), 'utf8');
      const names = text.matchAll(
        /(?:^import|^export|^\} )[^;]*?from '([^']+)'|import\('([^']+)'\)/gm,
      );
      return [...names].map((match) => ({ from, to: match[1] ?? match[2] ?? '' }));
    });
}

const folderOf = (path: string) => (path.includes('/') ? path.split('/', 1)[0] : undefined);

/** The folder of src that an import leads to; nothing for a package or a file of src itself. */
function target({ from, to }: Import): string | undefined {
  if (!to.startsWith('.')) return undefined;
  return folderOf(posix.join(posix.dirname(from), to));
}

test('every folder has its rule', () => {
  const folders = new Set(imports().flatMap(({ from }) => folderOf(from) ?? []));
  assert.equal([...folders].sort(), Object.keys(allowed).sort());
});

test('imports go one way', () => {
  const wrong = imports().filter((found) => {
    const own = folderOf(found.from);
    const other = target(found);
    if (own === undefined || other === undefined || own === other) return false;
    return !allowed[own]?.includes(other);
  });
  assert.equal(wrong, []);
});

test('the rules themselves have no circle', () => {
  const reaches = (from: string, to: string): boolean =>
    (allowed[from] ?? []).some((next) => next === to || reaches(next, to));
  const circles = Object.keys(allowed).filter((folder) => reaches(folder, folder));
  assert.equal(circles, []);
});

test('each package has one importer', () => {
  const packages = new Map<string, Set<string>>();
  for (const { from, to } of imports()) {
    if (to.startsWith('.') || to.startsWith('node:')) continue;
    const name = to.split('/', 1)[0] ?? to;
    // The command line is built from every command: types of yargs are everywhere there.
    if (name === 'yargs' && /^(?:commands\/|cli\.ts$)/.test(from)) continue;
    packages.set(name, (packages.get(name) ?? new Set()).add(from));
  }
  const shared = [...packages].filter(([, importers]) => importers.size > 1);
  assert.equal(
    shared.map(([name, importers]) => [name, ...importers]),
    [],
  );
});
