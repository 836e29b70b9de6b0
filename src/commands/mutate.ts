/** `mutate`: how much the suite sees of what can go wrong in a series. */

import { readFile, rename, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Argv } from 'yargs';
import { UsageError } from '../errors.js';
import { cachePaths, projectRoot } from '../host/paths.js';
import { defaultVariant } from '../kernel/variants.js';
import { type Mutant, readMutants, selectMutants } from '../mutate/mutant.js';
import { mutationLines, verdictLine } from '../mutate/table.js';
import {
  type MutationReport,
  mutationExitCode,
  mutationReport,
  parseMutationReport,
  withVerdict,
} from '../mutate/verdict.js';
import { coloursFor } from '../report/colour.js';
import { keepTests, suits } from '../session/guest-plan.js';
import type { Lab } from '../session/lab.js';
import { mutate } from '../session/mutate.js';
import { seriesWords } from '../session/prepare.js';
import { loadSelftests, selftestFolder } from '../session/selftests.js';
import { type DeclaredSuite, selectTests } from '../suite/index.js';
import type { CommandContext } from './context.js';
import { type MachineArguments, machineOf, machineOptions } from './machine-options.js';
import { talkTo } from './output.js';
import { checkedFile } from './paths.js';
import { type TargetArguments, targetOf, targetOptions, variantOption } from './target-options.js';
import { allWords, type Parsed } from './words.js';

export const name = 'mutate [pattern..]';
export const summary = 'Break the series in many small ways, and see whether a test notices';

export const embeddedMutants = join(projectRoot, 'test/mutants');

export interface MutateArguments extends TargetArguments, MachineArguments, Parsed {
  pattern?: string[] | undefined;
  mutants: string;
  tests?: string[] | undefined;
  rival?: string | undefined;
  list: boolean;
  json?: string | undefined;
  resume: boolean;
}

export function options(argv: Argv) {
  return machineOptions(variantOption(targetOptions(argv)))
    .positional('pattern', {
      type: 'string',
      array: true,
      describe: 'try only mutants whose name has this text',
    })
    .option('mutants', {
      type: 'string',
      default: embeddedMutants,
      defaultDescription: 'those of the embedded series',
      requiresArg: true,
      describe: 'folder of *.patch files, each a slip in the series',
    })
    .option('tests', {
      type: 'string',
      array: true,
      nargs: 1,
      describe: 'use only tests whose "suite > name" has this text; may be repeated',
    })
    .option('rival', {
      type: 'string',
      requiresArg: true,
      describe: 'hold the suite against the tests with this text, on the same kernels',
    })
    .option('list', { type: 'boolean', default: false, describe: 'print the mutants and stop' })
    .option('json', {
      type: 'string',
      requiresArg: true,
      describe: 'write the verdicts to this file, as they come',
    })
    .option('resume', {
      type: 'boolean',
      default: false,
      describe: 'keep the verdicts of --json that still hold',
    })
    .example('$0 mutate', 'all mutants of the embedded series: about a minute each')
    .example('$0 mutate --json mutants.json --resume', 'go on where it was stopped')
    .example("$0 mutate --rival 'RFC >'", 'beside the checks of the RFC')
    .example('$0 mutate --variant lockdep', 'those that no other kernel shows')
    .example('$0 mutate --series ~/series/v2 --mutants ~/mutants', 'your slips in your series');
}

export async function execute(args: MutateArguments, context: CommandContext): Promise<number> {
  const { stdout, stderr, signal } = context;
  const print = (lines: readonly string[]) => stdout.write(`${lines.join('\n')}\n`);
  const target = targetOf(args);
  const variant = target.variant ?? defaultVariant;
  const chosen = selectMutants(await readMutants(args.mutants), allWords(args, args.pattern));
  const mutants = chosen.filter(({ variants }) => variants.includes(variant));
  const width = Math.max(...chosen.map(({ name }) => name.length));
  if (args.list) {
    print(chosen.map(({ name, breaks }) => `${name.padEnd(width)}  ${breaks}`));
    return 0;
  }
  requireSome(mutants, chosen, variant);
  const all = keepTests(await loadSelftests(selftestFolder), (test) => suits(test, variant));
  const chosenTests = selectTests(all, args.tests ?? []);
  const rival = args.rival === undefined ? undefined : selectTests(all, [args.rival]);
  // Whoever is held against the suite is no part of it.
  const suites = rival ? withoutTests(chosenTests, rival) : chosenTests;
  const json = args.json === undefined ? undefined : await checkedFile(args.json);
  const earlier = await earlierVerdicts(args, json);
  const colours = coloursFor(stdout.isTTY === true, process.env);
  const talk = talkTo(stderr, args);
  const series = seriesWords(target)
    .map((word) => basename(word))
    .join(' + ');
  const found = { all: earlier, fresh: 0, toTry: mutants.length, current: 'the series itself' };
  const progress = (detail: string, options = {}) => {
    const { fresh: done, toTry: total, current } = found;
    const item = `${current}${detail}`;
    talk.progress({ what: 'mutants', unit: 'mutants', done, total, item }, options);
  };
  const terminalOnly = { terminalOnly: true };
  const soFar = () => mutationReport(series, found.all, found.toTry - found.fresh);
  const work = mutate({
    target,
    cache: cachePaths(),
    ...machineOf(args),
    invocation: context.invocation,
    suites,
    rival,
    mutants,
    earlier,
    log: talk.log,
    signal,
    onBaseline: (toTry) => {
      found.toTry = toTry;
    },
    onMutant: ({ name }) => {
      found.current = name;
      progress('');
    },
    onProgress: ({ item = '' }) => progress(`, ${item}`, terminalOnly),
    onEvent: (event) => {
      if (event.type === 'test-start') progress(`, ${event.suite} > ${event.name}`, terminalOnly);
    },
    onVerdict: async (verdict) => {
      found.fresh += 1;
      talk.print(stdout, [verdictLine(verdict, width, colours)]);
      found.all = withVerdict(found.all, verdict);
      if (json) await saveReport(json, soFar());
    },
  });
  const verdicts = await work.catch((error: unknown) => {
    if (!signal.aborted) throw error;
    talk.stop(json ? '--resume goes on from there' : 'what follows is all that is known');
    return undefined;
  });
  talk.settle();
  const report = verdicts ? mutationReport(series, verdicts) : soFar();
  print(mutationLines(report, colours));
  if (!verdicts) throw signal.reason;
  const elsewhere = chosen.length - mutants.length;
  if (elsewhere > 0) print([colours.dim(`${elsewhere} more show on other variants only`)]);
  return mutationExitCode(report);
}

function withoutTests(
  suites: readonly DeclaredSuite<Lab>[],
  others: readonly DeclaredSuite<Lab>[],
): DeclaredSuite<Lab>[] {
  const gone = new Set(others.flatMap(({ tests }) => tests));
  return keepTests(suites, (test) => !gone.has(test));
}

/** Aside first: whoever is stopped here can resume. */
async function saveReport(file: string, report: MutationReport): Promise<void> {
  await writeFile(`${file}.new`, `${JSON.stringify(report, null, 2)}\n`);
  await rename(`${file}.new`, file);
}

/** @throws UsageError when none of the chosen mutants can show on `variant` */
function requireSome(mutants: readonly Mutant[], chosen: readonly Mutant[], variant: string) {
  if (mutants.length > 0) return;
  const needed = [...new Set(chosen.flatMap(({ variants }) => variants))].join(' or ');
  throw new UsageError(
    `none of these mutants shows on the variant ${variant}`,
    `Choose --variant ${needed}.`,
  );
}

async function earlierVerdicts({ resume }: MutateArguments, json: string | undefined) {
  if (!resume) return [];
  if (json === undefined) throw new UsageError('--resume needs --json', 'Name the file.');
  const text = await readFile(json, 'utf8').catch(() => undefined);
  return text === undefined ? [] : parseMutationReport(json, text).verdicts;
}
