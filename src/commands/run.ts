/** `run`: the main job, from the series to a verdict. */

import type { Argv } from 'yargs';
import { pasteable } from '../host/command.js';
import { cachePaths } from '../host/paths.js';
import { defaultVariant, variantOf } from '../kernel/variants.js';
import { type Colours, coloursFor } from '../report/colour.js';
import { explain } from '../report/explain.js';
import { type Report, type RunReport, reportOn } from '../report/model.js';
import { views } from '../report/reporters.js';
import type { Lab } from '../session/lab.js';
import { codeWhenStopped, type Leg, legsOf, worstCode } from '../session/legs.js';
import { planRun } from '../session/plan.js';
import { kconfig, type Target } from '../session/prepare.js';
import { type RunResult, run } from '../session/run.js';
import { loadSelftests, selftestFolder } from '../session/selftests.js';
import { selectTests, titleOf } from '../suite/index.js';
import type { CommandContext } from './context.js';
import { type MachineArguments, machineOf, machineOptions } from './machine-options.js';
import { talkTo } from './output.js';
import { type Presenter, prettyPresenter, silentPresenter } from './present.js';
import {
  addStepSummary,
  hasGithub,
  type Outlets,
  outletsOf,
  type ReporterArguments,
  reporterOptions,
  writeFiles,
} from './reporters.js';
import { type TargetArguments, targetOf, targetOptions, variantNames } from './target-options.js';
import { allWords, type Parsed } from './words.js';

export const name = 'run [pattern..]';
export const summary = 'Build, boot, trigger, collect and assert: one verdict';

/** What says which tests are run, and on what. */
export interface Selection extends Omit<TargetArguments, 'variant'>, MachineArguments, Parsed {
  pattern?: string[] | undefined;
  variant: string[];
}

export interface RunArguments extends Selection, ReporterArguments {
  list: boolean;
  keep: boolean;
  dryRun: boolean;
}

export function selectionOptions(argv: Argv) {
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
    });
}

export function options(argv: Argv) {
  return reporterOptions(selectionOptions(argv))
    .option('list', { type: 'boolean', default: false, describe: 'print the tests and stop' })
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
    .example('$0 run --variant kasan --variant lockdep', 'on kernels that check themselves')
    .example('$0 run --reporter ktap', 'as the kernel has it, for kunit.py parse')
    .example('$0 run --reporter mail=reply.txt', 'beside the usual output, a reply to the list');
}

export async function execute(args: RunArguments, context: CommandContext): Promise<number> {
  const { stdout, stderr } = context;
  const print = (lines: readonly string[]) =>
    lines.length > 0 && stdout.write(`${lines.join('\n')}\n`);
  const suites = selectTests(await loadSelftests(selftestFolder), allWords(args, args.pattern));
  if (args.list) {
    print(suites.flatMap(({ name, tests }) => tests.map((test) => titleOf(name, test.name))));
    return 0;
  }
  const { legs, elsewhere } = legsOf(suites, variantsOf(args.variant));
  if (args.dryRun) {
    const request = { cache: cachePaths(), ...machineOf(args), log: talkTo(stderr, args).log };
    for (const { variant } of legs) {
      const target = targetOf({ ...args, variant });
      const plan = await planRun({ ...request, target, signal: context.signal });
      print(plan.map(pasteable));
    }
    return 0;
  }
  const outlets = await outletsOf(args);
  const own = outlets.stdout === 'pretty';
  const colours = coloursFor(stdout.isTTY === true, process.env);
  const { report, exitCode } = await perform(
    { args, context, legs, elsewhere, outlets, keep: args.keep },
    own ? prettyPresenter(print, colours) : silentPresenter,
  );
  if (!own) stdout.write(views[outlets.stdout](report));
  if (hasGithub(outlets)) await addStepSummary(report);
  return exitCode;
}

export interface Performance {
  args: Selection;
  context: CommandContext;
  legs: readonly Leg<Lab>[];
  elsewhere: Report['elsewhere'];
  outlets: Outlets;
  /** Leave the machine up after a failure. */
  keep: boolean;
}

/** Runs each leg in its turn, and writes the files as often as there is more to tell. */
export async function perform(
  { args, context, legs, elsewhere, outlets, keep }: Performance,
  presenter: Presenter,
): Promise<{ report: Report; exitCode: number }> {
  const { stdout, stderr, signal } = context;
  const talk = talkTo(stderr, args);
  const request = { cache: cachePaths(), ...machineOf(args), log: talk.log, signal };
  const targets = legs.map(({ variant }) => targetOf({ ...args, variant }));
  const done: RunResult[] = [];
  const reportSoFar = (...more: RunReport[]) => {
    const runs = [...done.map(({ report }) => report), ...more];
    const unreached = legs.slice(runs.length).map(({ variant }) => variant);
    return reportOn(runs, { elsewhere, unreached });
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
        presenter.booted(booted);
      },
      onFurtherGuest: (why) => presenter.furtherGuest(why),
      onEvent: (event) => presenter.event(event),
      ...(keep && {
        onFailure: async (report) => {
          await writeFiles(outlets, reportSoFar(report));
          const out = outlets.stdout === 'pretty' ? stdout : stderr;
          out.write(
            `${keptLines(report, coloursFor(out.isTTY === true, process.env)).join('\n')}\n`,
          );
          if (!signal.aborted) await new Promise((end) => signal.addEventListener('abort', end));
        },
      }),
    });
    talk.settle();
    done.push(result);
    await writeFiles(outlets, reportSoFar());
    if (result.failure) stderr.write(`${explain(result.failure)}\n`);
    presenter.ended(result.report, result.consoleTail);
    if (signal.aborted) break;
  }
  const report = reportSoFar();
  presenter.closed(report);
  const codes = done.map(({ exitCode }) => exitCode);
  const exitCode = report.unreached ? codeWhenStopped(codes, signal.reason) : worstCode(codes);
  return { report, exitCode };
}

/** The variants that the words name. @throws UsageError when there is no such variant */
export function variantsOf(words: readonly string[]): string[] {
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
