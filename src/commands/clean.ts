/** `clean`: leftover machines, run directories and caches, with their sizes. */

import { rm } from 'node:fs/promises';
import type { Argv } from 'yargs';
import { cachePaths } from '../host/paths.js';
import { folderBytes, humanBytes } from '../host/size.js';
import { listRuns, liveMachine } from '../session/run-directory.js';
import type { CommandContext } from './context.js';

export const name = 'clean';
export const summary = 'Remove leftover machines, run directories and caches';

export interface CleanArguments {
  all: boolean;
  runs: boolean;
  history: boolean;
  dryRun: boolean;
}

export function options(argv: Argv) {
  return argv
    .option('all', {
      type: 'boolean',
      default: false,
      describe: 'the caches too: the next run starts from nothing',
    })
    .option('history', {
      type: 'boolean',
      default: false,
      describe: 'what is remembered of earlier runs, which nothing brings back',
    })
    .option('runs', { type: 'boolean', default: true, describe: 'run directories' })
    .option('dry-run', {
      type: 'boolean',
      default: false,
      describe: 'say what would go, with sizes',
    })
    .example('$0 clean --dry-run --all', 'how much lies where')
    .example('$0 clean', 'end leftover machines and remove run directories');
}

export async function execute(args: CleanArguments, { stdout }: CommandContext): Promise<number> {
  const cache = cachePaths();
  for (const run of await listRuns(cache.runs)) {
    const machine = await liveMachine(run);
    if (!machine) continue;
    stdout.write(
      `${args.dryRun ? 'would end' : 'ending'} the machine of ${run} (process ${machine.pid})\n`,
    );
    if (!args.dryRun) process.kill(machine.pid, 'SIGKILL');
  }
  const caches = [
    cache.buildRoot,
    cache.sources,
    cache.trees,
    cache.kernels,
    cache.applied,
    cache.guestRoots,
    cache.programs,
    cache.mutants,
    cache.apt,
    cache.hostFacts,
  ];
  const folders = [
    ...(args.runs ? [cache.runs] : []),
    ...(args.history ? [cache.history] : []),
    ...(args.all ? caches : []),
  ];
  let total = 0;
  for (const folder of folders) {
    const bytes = await folderBytes(folder);
    if (bytes === undefined) continue;
    total += bytes;
    stdout.write(
      `${args.dryRun ? 'would remove' : 'removing'} ${humanBytes(bytes).padStart(9)}  ${folder}\n`,
    );
    // A run whose machine has just ended may still write its result.
    const removal = { recursive: true, force: true, maxRetries: 5, retryDelay: 100 };
    if (!args.dryRun) await rm(folder, removal);
  }
  stdout.write(`${humanBytes(total)} ${args.dryRun ? 'could be freed' : 'freed'}\n`);
  return 0;
}
