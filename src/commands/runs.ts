/** `runs`: the runs that the history remembers. */

import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Argv } from 'yargs';
import { UsageError } from '../errors.js';
import { cachePaths } from '../host/paths.js';
import { coloursFor } from '../report/colour.js';
import type { HistoryEntry } from '../report/history.js';
import { type HistoryFilter, isMeant } from '../report/history-filter.js';
import { type ListedRun, runsLines } from '../report/history-lines.js';
import { readHistory } from '../session/history.js';
import type { CommandContext } from './context.js';
import { LeftOut } from './left-out.js';
import { talkTo } from './output.js';
import { sinceOf } from './since.js';

export const name = 'runs';
export const summary = 'List earlier runs, the newest first';

export interface RunsArguments {
  test?: string | undefined;
  kernel?: string | undefined;
  series?: string | undefined;
  variant?: string | undefined;
  verdict?: HistoryEntry['verdict'] | undefined;
  since?: string | undefined;
  limit: number;
  json: boolean;
}

export function options(argv: Argv) {
  const text = { type: 'string', requiresArg: true } as const;
  return argv
    .option('test', {
      ...text,
      describe: 'only runs of a test whose "suite > name" has this text, with what it said',
    })
    .option('kernel', { ...text, describe: 'only kernels with this text in release or source' })
    .option('series', { ...text, describe: 'only series of this name, or of this digest' })
    .option('variant', { ...text, describe: 'only this configuration of the kernel' })
    .option('verdict', {
      choices: ['passed', 'failed', 'incomplete'] as const,
      requiresArg: true,
      describe: 'only runs that ended so',
    })
    .option('since', { ...text, describe: 'only runs that are not older: 12h, 3d, 2026-11-26' })
    .option('limit', {
      type: 'number',
      default: 20,
      requiresArg: true,
      describe: 'how many to list; 0 for all that are remembered',
    })
    .option('json', { type: 'boolean', default: false, describe: 'print the runs as JSON' })
    .example('$0 runs', 'the last 20')
    .example('$0 runs --verdict failed --since 3d', 'what failed of late')
    .example('$0 runs --test sockaddr --series v2', 'what these tests said of one series');
}

export async function execute(args: RunsArguments, context: CommandContext): Promise<number> {
  const { stdout, stderr } = context;
  const { test, limit } = args;
  if (!(Number.isInteger(limit) && limit >= 0))
    throw new UsageError('--limit is not a number of runs', 'Give a whole number, 0 for all.');
  const since = args.since === undefined ? undefined : sinceOf(args.since, new Date());
  const { runs: folder, history } = cachePaths();
  const kept = new Set(await readdir(folder).catch((): string[] => []));
  const { log } = talkTo(stderr, { verbose: false });
  const leftOut = new LeftOut();
  const runs: ListedRun[] = [];
  const filter: HistoryFilter = { ...args, since };
  for await (const entry of readHistory(history, leftOut.note)) {
    if (isMeant(entry, filter)) runs.push({ entry, kept: kept.has(entry.id) });
    if (runs.length === limit) break;
  }
  leftOut.tell(log);
  if (args.json)
    stdout.write(
      `${JSON.stringify(
        runs.map((run) => asJson(run, folder)),
        null,
        2,
      )}\n`,
    );
  else if (runs.length === 0) log.info('no such run is remembered');
  else {
    const colours = coloursFor(stdout.isTTY === true, process.env);
    stdout.write(`${runsLines(runs, { test }, colours).join('\n')}\n`);
  }
  return 0;
}

/** The entry, and where the rest of it lies, if it still does. */
function asJson({ entry, kept }: ListedRun, folder: string) {
  return { ...entry, runDirectory: kept ? join(folder, entry.id) : null };
}
