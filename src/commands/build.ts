/** `build`: a kernel with the series, without booting it. */

import type { Argv } from 'yargs';
import { cachePaths } from '../host/paths.js';
import { printable } from '../report/explain.js';
import { baseText } from '../report/series-base.js';
import { Phases } from '../session/phases.js';
import { prepareKernel } from '../session/prepare.js';
import type { CommandContext } from './context.js';
import { talkTo } from './output.js';
import { type TargetArguments, targetOf, targetOptions, variantOption } from './target-options.js';

export const name = 'build';
export const summary = 'Build the kernel with the series, or find it in the cache';

export function options(argv: Argv) {
  return variantOption(targetOptions(argv))
    .example('$0 build', 'the newest kernel with the embedded series')
    .example('$0 build --kernel debian:7.2 --series ~/series/v2', 'your patches on Linux 7.2')
    .example('$0 build --series t.mbox.gz', 'the newest whole version of a thread')
    .example('$0 build --variant kasan', 'with memory checked')
    .example('$0 build --config my.config', 'with options of your own');
}

export async function execute(args: TargetArguments, context: CommandContext): Promise<number> {
  const talk = talkTo(context.stderr, args);
  const phases = new Phases();
  const { kernel } = await prepareKernel({
    target: targetOf(args),
    cache: cachePaths(),
    phases,
    log: talk.log,
    signal: context.signal,
    onProgress: (progress) => talk.progress({ what: 'kernel', unit: 'objects', ...progress }),
  }).catch((error: unknown) => {
    if (context.signal.aborted) talk.stop('the next build goes on from there');
    throw error;
  });
  talk.settle();
  const { manifest } = kernel;
  const { base } = manifest.series;
  const own = (manifest.fragments ?? []).map(({ file }) => file);
  const lines = [
    `kernel   ${manifest.release} from ${manifest.source.package} ${manifest.source.version}`,
    `series   ${manifest.series.name}, ${manifest.series.patches.length} patches`,
    ...(base ? [`         made for ${baseText(base)}`] : []),
    `built    ${kernel.cached ? 'before (cached): ' : ''}${manifest.objects} objects in ${manifest.buildS} s`,
    `config   ${[manifest.variant, ...own].join(' + ')}: ${kernel.config} (${manifest.configHash.slice(0, 12)})`,
    `image    ${kernel.image}`,
  ];
  context.stdout.write(`${lines.map(printable).join('\n')}\n`);
  return 0;
}
