/** `replay`: a bundle again, in a machine or on what was recorded of one, verdict by verdict. */

import { writeFile } from 'node:fs/promises';
import type { Argv } from 'yargs';
import { ExitCode } from '../errors.js';
import { cachePaths } from '../host/paths.js';
import { coloursFor } from '../report/colour.js';
import { type Comparison, comparisonLines } from '../report/comparison.js';
import { explain, printable } from '../report/explain.js';
import { openBundle } from '../session/bundled-run.js';
import { replayAssertions, replayInMachine } from '../session/replay.js';
import { loadSelftests, selftestFolder } from '../session/selftests.js';
import type { CommandContext } from './context.js';
import { talkTo } from './output.js';
import { checkedFile } from './paths.js';

export const name = 'replay <bundle>';
export const summary = 'Boot a bundle again, or run the assertions on what it recorded';

export interface ReplayArguments {
  bundle: string;
  assertOnly: boolean;
  json?: string | undefined;
  verbose: boolean;
}

export function options(argv: Argv) {
  return argv
    .positional('bundle', {
      type: 'string',
      demandOption: true,
      describe: 'a file that `bundle` has made',
    })
    .option('assert-only', {
      type: 'boolean',
      default: false,
      describe: 'run the assertions on the recorded bytes, without a machine',
    })
    .option('json', {
      type: 'string',
      requiresArg: true,
      describe: 'write the comparison to this file',
    })
    .option('verbose', { alias: 'v', type: 'boolean', default: false, describe: 'say more' })
    .example('$0 replay failure.tar.gz', 'the very same kernel, guest and programs, here')
    .example('$0 replay --assert-only failure.tar.gz', 'the tests of this checkout on its records');
}

/** 0 when each verdict is the recorded one, 1 when one is not. */
export async function execute(args: ReplayArguments, context: CommandContext): Promise<number> {
  const { stdout, stderr, signal, invocation } = context;
  const colours = coloursFor(stdout.isTTY === true, process.env);
  const print = (lines: readonly string[]) => stdout.write(`${lines.join('\n')}\n`);
  const json = args.json === undefined ? undefined : await checkedFile(args.json);
  const talk = talkTo(stderr, args);
  const suites = await loadSelftests(selftestFolder);
  await using bundle = await openBundle(args.bundle, { whole: !args.assertOnly });
  const { kernel, machine } = bundle;
  const what = [kernel.release, kernel.variant, kernel.series.name];
  const how = args.assertOnly ? 'its records' : `${machine.type} under ${machine.accelerator}`;
  print([colours.dim(printable(`${bundle.id}: ${what.join(', ')}; on ${how}`))]);
  const conclude = async (comparison: Comparison) => {
    print(comparisonLines(comparison, colours));
    if (json) await writeFile(json, `${JSON.stringify(comparison, null, 2)}\n`);
    return comparison.equal ? ExitCode.passed : ExitCode.failed;
  };
  if (args.assertOnly) return conclude(await replayAssertions({ bundle, suites, signal }));
  const { comparison, result } = await replayInMachine({
    bundle,
    suites,
    signal,
    cache: cachePaths(),
    invocation,
    log: talk.log,
  });
  // A broken machine has no verdict, and so none to compare.
  const broken: number[] = [ExitCode.infrastructure, ExitCode.interrupted];
  if (result.failure && broken.includes(result.failure.exitCode)) throw result.failure;
  if (result.failure) stderr.write(`${explain(result.failure)}\n`);
  return conclude(comparison);
}
