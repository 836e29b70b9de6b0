/** `run`: the main job, from the series to a verdict. */

import type { Argv } from 'yargs';
import { pasteable } from '../host/command.js';
import { cachePaths } from '../host/paths.js';
import { coloursFor } from '../report/colour.js';
import { views } from '../report/reporters.js';
import { legsOf } from '../session/legs.js';
import { planRun } from '../session/plan.js';
import { loadSelftests, selftestFolder } from '../session/selftests.js';
import { selectTests, titleOf } from '../suite/index.js';
import type { CommandContext } from './context.js';
import { machineOf } from './machine-options.js';
import { talkTo } from './output.js';
import { perform } from './perform.js';
import { prettyPresenter, silentPresenter } from './present.js';
import { type RepeatArguments, repeatOptions, repeatsOf } from './repeat-options.js';
import {
  addStepSummary,
  hasGithub,
  outletsOf,
  type ReporterArguments,
  reporterOptions,
} from './reporters.js';
import { type Selection, selectionOptions, variantsOf } from './selection.js';
import { targetOf } from './target-options.js';
import { allWords } from './words.js';

export const name = 'run [pattern..]';
export const summary = 'Build, boot, trigger, collect and assert: one verdict';

export interface RunArguments extends Selection, ReporterArguments, RepeatArguments {
  list: boolean;
  keep: boolean;
  dryRun: boolean;
}

export function options(argv: Argv) {
  return repeatOptions(reporterOptions(selectionOptions(argv)))
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
    .example('$0 run --series git:~/linux:v7.2..topic', 'the commits of a branch')
    .example('$0 run --variant kasan --variant lockdep', 'on kernels that check themselves')
    .example('$0 run --repeat 20 sockaddr', 'how often do they fail?')
    .example('$0 run --until-failure --keep', 'until a test fails, and then look inside')
    .example('$0 run --reporter ktap', 'as the kernel has it, for kunit.py parse')
    .example('$0 run --reporter mail=reply.txt', 'beside the usual output, a reply to the list');
}

export async function execute(args: RunArguments, context: CommandContext): Promise<number> {
  const { stdout, stderr } = context;
  const talk = talkTo(stderr, args);
  const print = (lines: readonly string[]) => talk.print(stdout, lines);
  const repeats = repeatsOf(args);
  const suites = selectTests(await loadSelftests(selftestFolder), allWords(args, args.pattern));
  if (args.list) {
    print(suites.flatMap(({ name, tests }) => tests.map((test) => titleOf(name, test.name))));
    return 0;
  }
  const { legs, elsewhere } = legsOf(suites, variantsOf(args.variant));
  if (args.dryRun) {
    const request = { cache: cachePaths(), ...machineOf(args), log: talk.log };
    for (const { variant } of legs) {
      const target = targetOf({ ...args, variant });
      const commands = await planRun({ ...request, target, signal: context.signal });
      print(commands.map(pasteable));
    }
    return 0;
  }
  const outlets = await outletsOf(args);
  const own = outlets.stdout === 'pretty';
  const colours = coloursFor(stdout.isTTY === true, process.env);
  const presenter = own ? prettyPresenter(print, colours) : silentPresenter;
  const plan = { legs, elsewhere, outlets, repeats, keep: args.keep };
  const { report, exitCode } = await perform({ args, context, talk, presenter, ...plan });
  if (!own) stdout.write(views[outlets.stdout](report));
  if (hasGithub(outlets)) await addStepSummary(report);
  return exitCode;
}
