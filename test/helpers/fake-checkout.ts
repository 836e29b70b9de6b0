/**
 * A checkout of nothing but the scripts, on a machine of nothing but a few programs: node, npm and
 * the compiler are scripts that write down how they were called.
 */

import { execFile } from 'node:child_process';
import { cp, mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { projectRoot } from '../../src/host/paths.js';
import { fakePrograms } from './fake-programs.js';
import { inTempFolder } from './temp-folder.js';

export interface ScriptRun {
  code: number;
  out: string;
  err: string;
  /** The calls of node, npm, tsc and biome, in order. */
  calls: string[];
}

export interface Checkout {
  folder: string;
  /** Runs a script of the checkout, in the folder `cwd`. */
  run: (script: string, args?: readonly string[], cwd?: string) => Promise<ScriptRun>;
  /** Replaces programs of the machine, or adds some. */
  fake: (scripts: Readonly<Record<string, string>>) => Promise<void>;
}

/** What is on every machine, so that nothing else is used by accident. */
const everywhere = ['bash', 'env', 'sh', 'dirname', 'readlink', 'sha256sum', 'flock', 'find'];
const files = ['rm', 'mkdir', 'cat', 'touch', 'chmod', 'cp', 'basename'];

const said = 'echo "$(basename "$0") $*" >> "$CALLS"';
const node = `if [ "$1" = --version ]; then echo v20.5.0; else ${said}; fi`;
const npm = `${said}; rm -rf node_modules; mkdir -p node_modules/.bin; cp "$TOOLS"/* node_modules/.bin`;
const tsc = `${said}; mkdir -p dist/src; touch dist/src/cli.js dist/.tsbuildinfo`;

/** Calls `work` with a checkout that nobody has set up yet. */
export const inFakeCheckout = (work: (checkout: Checkout) => Promise<void>) =>
  inTempFolder(async (temp) => {
    const folder = join(temp, 'a checkout');
    await mkdir(join(folder, 'src'), { recursive: true });
    for (const name of ['scripts', '.ci']) {
      await cp(join(projectRoot, name), join(folder, name), { recursive: true });
    }
    for (const name of ['package.json', 'package-lock.json', 'src/cli.ts']) {
      await writeFile(join(folder, name), '');
    }
    const bin = await fakePrograms(join(temp, 'bin'), { node, npm });
    const tools = await fakePrograms(join(temp, 'tools'), { tsc, biome: said });
    for (const name of [...everywhere, ...files]) {
      await symlink(join('/usr/bin', name), join(bin, name));
    }
    const CALLS = join(temp, 'calls');
    await work({
      folder,
      run: async (script, args = [], cwd = folder) => {
        await writeFile(CALLS, '');
        const env = { PATH: bin, CALLS, TOOLS: tools };
        const result = await start(join(folder, script), args, { cwd, env });
        const calls = (await readFile(CALLS, 'utf8')).trimEnd();
        return { ...result, calls: calls === '' ? [] : calls.split('\n') };
      },
      fake: async (scripts) => {
        await fakePrograms(bin, scripts);
      },
    });
  });

type Started = Omit<ScriptRun, 'calls'>;

function start(
  file: string,
  args: readonly string[],
  options: { cwd: string; env: Record<string, string> },
): Promise<Started> {
  return new Promise((resolve) => {
    execFile(file, args, options, (error, out, err) => {
      resolve({ code: error ? Number(error.code) : 0, out, err });
    });
  });
}
