/** `bundle`: a run in one file, for whoever must have it again elsewhere. */

import { resolve } from 'node:path';
import type { Argv } from 'yargs';
import { cachePaths } from '../host/paths.js';
import { bundleRun, defaultBundleName } from '../session/bundle.js';
import type { CommandContext } from './context.js';
import { talkTo } from './output.js';
import { checkedFile } from './paths.js';

export const name = 'bundle <run>';
export const summary = 'Pack a run into one file that can be replayed anywhere';

export interface BundleArguments {
  run: string;
  output?: string | undefined;
  verbose: boolean;
}

export function options(argv: Argv) {
  return argv
    .positional('run', {
      type: 'string',
      demandOption: true,
      describe: 'the name of a run in the cache, or its folder',
    })
    .option('output', {
      alias: 'o',
      type: 'string',
      requiresArg: true,
      describe: 'the file to make (default: lsm-audit-RUN.tar.gz)',
    })
    .option('verbose', { alias: 'v', type: 'boolean', default: false, describe: 'say more' })
    .example('$0 bundle 2026-11-26T10-00-00-000-1234', 'a run that its run directory names')
    .example('$0 bundle DIR -o failure.tar.gz', 'a run directory that lies anywhere');
}

export async function execute(
  args: BundleArguments,
  { stdout, stderr }: CommandContext,
): Promise<number> {
  const output = args.output ?? defaultBundleName(resolve(args.run));
  const file = await checkedFile(output, `--output ${output}`);
  const { log } = talkTo(stderr, args);
  const entries = await bundleRun({ run: args.run, file, cache: cachePaths(), log });
  stdout.write(`${file}: ${entries} files\n`);
  return 0;
}
