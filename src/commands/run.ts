/** `run`: the main job, from the series to a verdict. */

import { writeFile } from 'node:fs/promises';
import type { Argv } from 'yargs';
import { pasteable } from '../host/command.js';
import { cachePaths } from '../host/paths.js';
import { defaultVariant, variantOf } from '../kernel/variants.js';
import { type Colours, coloursFor } from '../report/colour.js';
import { explain } from '../report/explain.js';
import { type RunReport, schemaVersion, toJson, verdictOn } from '../report/model.js';
import { closingLines, eventLines, headerLines, summaryLines } from '../report/pretty.js';
import { legsOf, worstCode } from '../session/legs.js';
import { planRun } from '../session/plan.js';
import { kconfig, type Target } from '../session/prepare.js';
import { type RunResult, run } from '../session/run.js';
import { loadSelftests, selftestFolder } from '../session/selftests.js';
import { selectTests, titleOf } from '../suite/index.js';
import type { CommandContext } from './context.js';
import { type MachineArguments, machineOf, machineOptions } from './machine-options.js';
import { talkTo } from './output.js';
import { checkedFile } from './paths.js';
import { type TargetArguments, targetOf, targetOptions, variantNames } from './target-options.js';
import { allWords, type Parsed } from './words.js';

export const name = 'run [pattern..]';
export const summary = 'Build, boot, trigger, collect and assert: one verdict';

export interface RunArguments extends Omit<TargetArguments, 'variant'>, MachineArguments, Parsed {
  pattern?: string[] | undefined;
  list: boolean;
  variant: string[];
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
    .option('variant', {
      type: 'string',
      array: true,
      nargs: 1,
      default: [defaultVariant],
      describe: `configurations of the kernel, or all of ${variantNames().join(', ')}`,
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
    .example('$0 run --series git:~/linux:v7.2..topic', 'the commits of a branch')
    .example('$0 run --variant kasan --variant lockdep', 'on kernels that check themselves')
    .example('$0 run --json result.json --accel tcg', 'for a CI job without KVM');
}

export async function execute(args: RunArguments, context: CommandContext): Promise<number> {
  const { stdout, stderr, signal } = context;
  const print = (lines: readonly string[]) =>
    lines.length > 0 && stdout.write(`${lines.join('\n')}\n`);
  const suites = selectTests(await loadSelftests(selftestFolder), allWords(args, args.pattern));
  if (args.list) {
    print(suites.flatMap(({ name, tests }) => tests.map((test) => titleOf(name, test.name))));
    return 0;
  }
  const { legs, elsewhere } = legsOf(suites, variantsOf(args.variant));
  const colours = coloursFor(stdout.isTTY === true, process.env);
  const talk = talkTo(stderr, args);
  const request = { cache: cachePaths(), ...machineOf(args), log: talk.log, signal };
  const targets = legs.map(({ variant }) => targetOf({ ...args, variant }));
  if (args.dryRun) {
    for (const target of targets) print((await planRun({ ...request, target })).map(pasteable));
    return 0;
  }
  const json = args.json === undefined ? undefined : await checkedFile(args.json);
  const done: RunResult[] = [];
  const save = async (runs: RunReport[]) => {
    const report = { schema: schemaVersion, verdict: verdictOn(runs), elsewhere, runs } as const;
    if (json) await writeFile(json, toJson(report));
  };
  for (const [i, { suites }] of legs.entries()) {
    const target = targets[i] as Target;
    const result = await run({
      ...request,
      target,
      suites,
      invocation: context.invocation,
      group: done[0]?.report.group,
      onProgress: (progress) => talk.progress({ what: 'kernel', unit: 'objects', ...progress }),
      onBooted: (booted) => {
        talk.settle();
        print(headerLines(booted, colours));
      },
      onFurtherGuest: (why) => print([colours.dim(`a further guest, ${why}`)]),
      onEvent: (event) => print(eventLines(event, colours)),
      ...(args.keep && {
        onFailure: async (report) => {
          await save([...done.map(({ report }) => report), report]);
          print(keptLines(report, colours));
          if (!signal.aborted) await new Promise((end) => signal.addEventListener('abort', end));
        },
      }),
    });
    talk.settle();
    done.push(result);
    await save(done.map(({ report }) => report));
    if (result.failure) stderr.write(`${explain(result.failure)}\n`);
    print(summaryLines(result.report, result.consoleTail, colours));
    if (signal.aborted) break;
  }
  print(closingLines({ runs: done.map(({ report }) => report), elsewhere }, colours));
  return worstCode(done.map(({ exitCode }) => exitCode));
}

/** The variants that the words name. @throws UsageError when there is no such variant */
function variantsOf(words: readonly string[]): string[] {
  const all = variantNames();
  const named = words.flatMap((word) => (word === 'all' ? all : [variantOf(word, kconfig).name]));
  return [...new Set(named)];
}

function keptLines({ runDirectory }: RunReport, colours: Colours): string[] {
  return [
    '',
    colours.bold('The machine is still up.'),
    `  look inside:  lsm-audit shell --run ${runDirectory}`,
    '  end it:       Ctrl-C here',
  ];
}
