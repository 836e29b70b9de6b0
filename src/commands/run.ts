/** `run`: the main job, from the series to a verdict. */

import { writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import type { Argv } from 'yargs';
import { UsageError } from '../errors.js';
import { pasteable } from '../host/command.js';
import { cachePaths } from '../host/paths.js';
import { type Colours, coloursFor } from '../report/colour.js';
import { explain } from '../report/explain.js';
import { type RunReport, toJson } from '../report/model.js';
import { eventLines, headerLines, summaryLines } from '../report/pretty.js';
import { planRun } from '../session/plan.js';
import { run } from '../session/run.js';
import { loadSelftests, selftestFolder } from '../session/selftests.js';
import { selectTests } from '../suite/index.js';
import type { CommandContext } from './context.js';
import { type MachineArguments, machineOf, machineOptions } from './machine-options.js';
import { talkTo } from './output.js';
import { isFolder } from './paths.js';
import { type TargetArguments, targetOf, targetOptions } from './target-options.js';
import { allWords, type Parsed } from './words.js';

export const name = 'run [pattern..]';
export const summary = 'Build, boot, trigger, collect and assert: one verdict';

export interface RunArguments extends TargetArguments, MachineArguments, Parsed {
  pattern?: string[] | undefined;
  list: boolean;
  json?: string | undefined;
  keep: boolean;
  dryRun: boolean;
}

export function options(argv: Argv) {
  return machineOptions(targetOptions(argv))
    .positional('pattern', {
      type: 'string',
      array: true,
      describe: 'run only tests whose "suite > name" has this text; * is any text',
    })
    .option('list', { type: 'boolean', default: false, describe: 'print the tests and stop' })
    .option('json', {
      type: 'string',
      requiresArg: true,
      describe: 'write everything about the run to this file',
    })
    .option('keep', {
      type: 'boolean',
      default: false,
      describe: 'after a failure leave the machine up until Ctrl-C',
    })
    .option('dry-run', {
      type: 'boolean',
      default: false,
      describe: 'print the make and QEMU commands and stop',
    })
    .example('$0 run', 'the embedded series on the newest kernel')
    .example('$0 run --series ~/series/v2 sockaddr', 'your patches, and only tests of sockaddr')
    .example('$0 run --json result.json --accel tcg', 'for a CI job without KVM');
}

export async function execute(args: RunArguments, context: CommandContext): Promise<number> {
  const { stdout, stderr, signal } = context;
  const patterns = allWords(args, args.pattern);
  const print = (lines: readonly string[]) =>
    lines.length > 0 && stdout.write(`${lines.join('\n')}\n`);
  const suites = selectTests(await loadSelftests(selftestFolder), patterns);
  if (args.list) {
    print(suites.flatMap(({ name, tests }) => tests.map((test) => `${name} > ${test.name}`)));
    return 0;
  }
  const colours = coloursFor(stdout.isTTY === true, process.env);
  const talk = talkTo(stderr, args);
  const request = {
    target: targetOf(args),
    cache: cachePaths(),
    ...machineOf(args),
    log: talk.log,
    signal,
  };
  if (args.dryRun) {
    print((await planRun(request)).map(pasteable));
    return 0;
  }
  const json = args.json === undefined ? undefined : await checkedFile(args.json);
  const save = async (report: RunReport) => json && (await writeFile(json, toJson(report)));
  const { report, exitCode, failure, consoleTail } = await run({
    ...request,
    suites,
    onProgress: (progress) => talk.progress({ what: 'kernel', unit: 'objects', ...progress }),
    onBooted: (booted) => {
      talk.settle();
      print(headerLines(booted, colours));
    },
    onFurtherGuest: (why) => print([colours.dim(`a further guest, ${why}`)]),
    onEvent: (event) => print(eventLines(event, colours)),
    ...(args.keep && {
      onFailure: async (report) => {
        await save(report);
        print(keptLines(report, colours));
        if (!signal.aborted) await new Promise((end) => signal.addEventListener('abort', end));
      },
    }),
  });
  talk.settle();
  await save(report);
  if (failure) stderr.write(`${explain(failure)}\n`);
  print(summaryLines(report, consoleTail, colours));
  return exitCode;
}

function keptLines({ runDirectory }: RunReport, colours: Colours): string[] {
  return [
    '',
    colours.bold('The machine is still up.'),
    `  look inside:  lsm-audit shell --run ${runDirectory}`,
    '  end it:       Ctrl-C here',
  ];
}

/** Said before the work, not after it. */
async function checkedFile(file: string): Promise<string> {
  const path = resolve(file);
  if (await isFolder(path)) throw new UsageError(`--json ${file} is a folder`, 'Name a file.');
  if (await isFolder(dirname(path))) return path;
  throw new UsageError(`--json ${file}: there is no such folder`, 'Make its folder first.');
}
