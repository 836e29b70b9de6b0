/**
 * Those who read reports of other programs, too: the kernel's own kunit.py, and xmllint. They run confined in
 * a Debian of their own in the cache, made on demand, never on the host.
 */

import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { exec } from '../../src/host/exec.js';
import { silentLog } from '../../src/host/log.js';
import { cachePaths, projectRoot } from '../../src/host/paths.js';
import { confined } from '../../src/host/sandbox.js';
import { ensureDebianRoot } from '../../src/kernel/debian-root.js';
import { cachedSource } from '../../src/kernel/source.js';
import { warmCache } from './cli.js';
import { inTempFolder } from './temp-folder.js';

const options = { phase: 'report', log: silentLog } as const;

async function toolsRoot(): Promise<string> {
  const { path } = await ensureDebianRoot({
    folder: join(cachePaths().root, 'report-tools'),
    release: 'trixie',
    packages: ['python3', 'libxml2-utils'],
    title: 'readers of reports: Debian trixie with python3 and xmllint (0.2 GiB)',
    log: silentLog,
  });
  return path;
}

/** Where the container has them. */
const places = { kunit: '/kernel/tools/testing/kunit', schemas: '/schemas' };

/** The folder of kunit.py in the kernel's source. */
async function kunitFolder(): Promise<string> {
  await warmCache();
  const source = await cachedSource({
    folder: cachePaths().sources,
    log: silentLog,
    line: undefined,
  });
  if (!source) throw new Error('the cache has no source of the kernel');
  return join(source.tree, 'tools/testing/kunit');
}

/** Runs `words` in a folder that has `text` in the file `report`; its output is in the file `output`. */
async function read<T>(
  text: string,
  words: readonly [string, ...string[]],
  result: (answer: { code: number; output: string; folder: string }) => Promise<T>,
): Promise<T> {
  const [root, kunit] = [await toolsRoot(), await kunitFolder()];
  return inTempFolder(async (folder) => {
    await mkdir(join(folder, 'work'));
    const work = join(folder, 'work');
    await writeFile(join(work, 'report'), text);
    const binds = [
      { host: work, inside: '/work', writable: true },
      { host: kunit, inside: places.kunit },
      { host: join(projectRoot, 'test/fixtures/junit'), inside: places.schemas },
    ];
    const kept = ['sh', '-c', 'exec "$0" "$@" >output 2>&1', ...words] as const;
    const command = confined({ kind: 'build-root', path: root }, kept, { binds, cwd: '/work' });
    const { code } = await exec(command, options);
    const output = await readFile(join(work, 'output'), 'utf8');
    return result({ code, output, folder: work });
  });
}

/** What kunit.py counts, by its own words: passed, failed, crashed, skipped, errors. */
export interface KunitAnswer {
  code: number;
  output: string;
  counts: Record<string, number>;
  /** Names of tests without subtests, in order, with what it holds them for. */
  cases: { name: string; status: string }[];
}

interface KunitGroup {
  test_cases: { name: string; status: string }[];
  sub_groups: KunitGroup[];
}

/** `kunit.py parse` on KTAP. */
export function kunitParse(ktap: string): Promise<KunitAnswer> {
  const words = [
    'python3',
    `${places.kunit}/kunit.py`,
    'parse',
    '--json=/work/json',
    '/work/report',
  ];
  return read(ktap, words as [string, ...string[]], async ({ code, output, folder }) => {
    const json = await readFile(join(folder, 'json'), 'utf8');
    const sums = /Testing complete\. Ran \d+ tests: (.*)/.exec(output)?.[1] ?? '';
    const counts = [...sums.matchAll(/(\w+): (\d+)/g)].map(([, name = '', n]) => [name, Number(n)]);
    const cases = casesOf(JSON.parse(json) as KunitGroup);
    return { code, output, counts: Object.fromEntries(counts), cases };
  });
}

const casesOf = ({ test_cases, sub_groups }: KunitGroup): KunitAnswer['cases'] => [
  ...test_cases.map(({ name, status }) => ({ name, status })),
  ...sub_groups.flatMap(casesOf),
];

/** What xmllint says against XML, held against the schema of Jenkins; nothing when it is valid. */
export function junitProblems(xml: string): Promise<string> {
  const schema = `${places.schemas}/junit-10.xsd`;
  return read(
    xml,
    ['xmllint', '--noout', '--schema', schema, 'report'],
    async ({ code, output }) => (code === 0 ? '' : output || `exit code ${code}`),
  );
}
