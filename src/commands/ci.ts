/** `ci`: a run that nobody watches. */

import { randomUUID } from 'node:crypto';
import { join, resolve } from 'node:path';
import type { Argv } from 'yargs';
import { ExitCode, UsageError } from '../errors.js';
import { cachePaths } from '../host/paths.js';
import { logText } from '../report/github.js';
import { type Report, reportOn, withDoubts } from '../report/model.js';
import { duration } from '../report/progress.js';
import { views } from '../report/reporters.js';
import { countsText, flawsOf, totalsIn } from '../report/sections.js';
import { copyArtefacts } from '../session/artefacts.js';
import { keepAside } from '../session/aside.js';
import { cacheKey } from '../session/cache-key.js';
import type { Lab } from '../session/lab.js';
import { type Legs, legsOf, worstCode } from '../session/legs.js';
import { secondLook } from '../session/second-look.js';
import { loadSelftests, selftestFolder } from '../session/selftests.js';
import { selectTests, titleOf } from '../suite/index.js';
import type { CommandContext } from './context.js';
import { milestonePresenter } from './milestones.js';
import { type Talk, talkTo } from './output.js';
import { makeFolder } from './paths.js';
import { perform } from './perform.js';
import { addStepSummary, type Outlets, outletsOf, writeFiles } from './reporters.js';
import { type Selection, selectionOptions, variantsOf } from './selection.js';
import { targetOf } from './target-options.js';
import { timeLimit } from './time-limit.js';
import { allWords } from './words.js';

export const name = 'ci [pattern..]';
export const summary = 'A run for unattended use: bounded, with reports for people and machines';

export interface CiArguments extends Selection {
  output: string;
  timeLimit: number;
  printCacheKey: boolean;
}

const defaultMinutes = 90;

export function options(argv: Argv) {
  return selectionOptions(argv)
    .option('output', {
      type: 'string',
      default: 'lsm-audit-results',
      requiresArg: true,
      describe: `folder for ${Object.values(fileNames).join(', ')}, and the logs of what did not pass`,
    })
    .option('time-limit', {
      type: 'number',
      default: defaultMinutes,
      requiresArg: true,
      describe: 'minutes after which the run is stopped, with exit code 69',
    })
    .option('print-cache-key', {
      type: 'boolean',
      default: false,
      describe: 'print a name for the cache that this needs, and stop',
    })
    .example('$0 ci --series patches --variant default --variant kasan', 'on each push')
    .example('$0 ci --print-cache-key --series patches', 'to keep kernels by their content');
}

/** The reports, and their files in the folder. */
export const fileNames = {
  ktap: 'results.ktap',
  junit: 'junit.xml',
  json: 'report.json',
  mail: 'reply.txt',
} as const;

export async function execute(args: CiArguments, context: CommandContext): Promise<number> {
  const variants = variantsOf(args.variant);
  const targets = variants.map((variant) => targetOf({ ...args, variant }));
  if (args.printCacheKey) {
    context.stdout.write(`${await cacheKey(targets)}\n`);
    return ExitCode.passed;
  }
  const suites = selectTests(await loadSelftests(selftestFolder), allWords(args, args.pattern));
  const plan = legsOf(suites, variants);
  using limit = timeLimit(args.timeLimit, context.signal);
  const outlets = await freshOutlets(args, plan);
  const onGithub = process.env['GITHUB_ACTIONS'] === 'true';
  const talk = talkTo(context.stderr, args);
  const say = teller(context, talk);
  const withCommands = onGithub ? withoutCommands(context) : () => {};
  const counts = plan.legs.map(({ suites }) =>
    suites.reduce((sum, { tests }) => sum + tests.length, 0),
  );
  say(
    `${counts.reduce((a, b) => a + b, 0)} tests on ${variants.join(', ')}; results in ${args.output}`,
  );
  const presenter = milestonePresenter(say, counts);
  const bounded = { ...context, signal: limit.signal };
  const performed = await perform({ args, context: bounded, talk, presenter, ...plan, outlets });
  const report = withDoubts(performed.report, await secondLook(performed.report, suites));
  await writeFiles(outlets, report);
  await keepAside(report);
  await keepLogs(report, args);
  withCommands();
  if (onGithub) {
    context.stdout.write(views.github(report));
    await addStepSummary(report);
  }
  context.stdout.write(`${closing(report, onGithub).map(logText).join('\n')}\n`);
  return worstCode([performed.exitCode, codeOf(report)]);
}

/** The files, which say from now on that nothing was tested: those of an earlier time must not stay. */
async function freshOutlets(
  { output }: CiArguments,
  { legs, elsewhere }: Legs<Lab>,
): Promise<Outlets> {
  const folder = resolve(output);
  await makeFolder(folder).catch((error: Error) => {
    throw new UsageError(`--output ${output} cannot be made: ${error.message}`, 'Name another.');
  });
  const reporter = Object.entries(fileNames).map(([name, file]) => `${name}=${join(folder, file)}`);
  const outlets = await outletsOf({ reporter });
  const unreached = legs.map(({ variant }) => variant);
  await writeFiles(outlets, reportOn([], { elsewhere, unreached }));
  return outlets;
}

/** One line each, with the time since the beginning. */
function teller({ stdout }: CommandContext, talk: Talk): (line: string) => void {
  const started = performance.now();
  return (line) =>
    talk.print(stdout, [`lsm-audit [${duration(performance.now() - started)}] ${line}`]);
}

/** Has GitHub take no line for a command until the returned function is called: a kernel prints what it likes. */
function withoutCommands({ stdout }: CommandContext): () => void {
  const token = randomUUID();
  stdout.write(`::stop-commands::${token}\n`);
  return () => stdout.write(`::${token}::\n`);
}

async function keepLogs(report: Report, args: CiArguments): Promise<void> {
  for (const run of report.runs) {
    if (run.verdict === 'passed' && report.doubts === undefined) continue;
    const folder = join(resolve(args.output), 'runs', run.id);
    const target = targetOf({ ...args, variant: run.variant });
    await copyArtefacts(run, { folder, cache: cachePaths(), target });
  }
}

function closing(report: Report, onGithub: boolean): string[] {
  // GitHub's view has named them.
  const elsewhere = onGithub ? [] : report.elsewhere;
  return [
    ...flawsOf(report).map(({ name, reason }) => `  ${name}: ${reason}`),
    ...elsewhere.map(
      ({ suite, name, variants }) =>
        `  elsewhere: ${titleOf(suite, name)}: needs ${variants.join(' or ')}`,
    ),
    `${report.verdict.toUpperCase()}  ${countsText(totalsIn(report.runs))}`,
  ];
}

function codeOf({ verdict }: Report): number {
  if (verdict === 'failed') return ExitCode.failed;
  return verdict === 'passed' ? ExitCode.passed : ExitCode.infrastructure;
}
