/** What `run` and `ci` do alike: each leg in its turn, with files that are written as there is more to tell. */

import { cachePaths } from '../host/paths.js';
import { type Colours, coloursFor } from '../report/colour.js';
import { explain } from '../report/explain.js';
import { type Report, type RunReport, reportOn, withDoubts } from '../report/model.js';
import { typicalTimes } from '../report/typical.js';
import { keepAside } from '../session/aside.js';
import { recentRuns } from '../session/history.js';
import type { Lab } from '../session/lab.js';
import { codeWhenStopped, type Leg, worstCode } from '../session/legs.js';
import type { Target } from '../session/prepare.js';
import { isLast, lighten, type Repeats, stopDoubt, turnsOf } from '../session/repeat.js';
import { type RunResult, run } from '../session/run.js';
import type { CommandContext } from './context.js';
import { machineOf } from './machine-options.js';
import type { Talk } from './output.js';
import type { Presenter } from './present.js';
import { type Outlets, writeFiles } from './reporters.js';
import type { Selection } from './selection.js';
import { targetOf } from './target-options.js';
import { followTests } from './test-progress.js';

export interface Performance {
  args: Selection;
  context: CommandContext;
  talk: Talk;
  presenter: Presenter;
  legs: readonly Leg<Lab>[];
  elsewhere: Report['elsewhere'];
  outlets: Outlets;
  repeats?: Repeats | undefined;
  /** Leave the machine up after a failure. */
  keep?: boolean;
}

/** Earlier runs that estimates are made from. */
const recentCount = 12;

/** Runs all legs, as often as asked; the report, and the exit code that it means. */
export async function perform(
  performance: Performance,
): Promise<{ report: Report; exitCode: number }> {
  const { args, context, talk, presenter, legs, elsewhere, outlets, repeats } = performance;
  const { stderr, signal } = context;
  const request = { cache: cachePaths(), ...machineOf(args), log: talk.log, signal };
  const targets = legs.map(({ variant }) => targetOf({ ...args, variant }));
  const done: RunResult[] = [];
  const reportSoFar = (...more: RunReport[]) => {
    const runs = [...done.map(({ report }) => report), ...more];
    const unreached = legs.slice(runs.length).map(({ variant }) => variant);
    return reportOn(runs, { elsewhere, unreached });
  };
  // Only a terminal shows how long the tests will take.
  const recent = stderr.isTTY ? await recentRuns(request.cache.history, recentCount) : [];
  const tellRepetitions = () =>
    repeats && talk.progress(repetitionState(done, repeats.times, legs.length));
  tellRepetitions();
  for (const { leg, suites, repetition } of turnsOf(legs, repeats)) {
    const first = (repetition ?? 1) === 1;
    const target = { ...(targets[leg] as Target), ...(!first && { update: false }) };
    const following = followTests(talk, suites, first ? '' : `repetition ${repetition}: `);
    presenter.begins?.({ first });
    const result = await run({
      ...request,
      target,
      suites,
      repetition,
      invocation: context.invocation,
      group: done[0]?.report.group,
      onProgress: (progress) => talk.progress({ what: 'kernel', unit: 'objects', ...progress }),
      onBooted: (booted) => {
        talk.settle();
        const { variant, accelerator } = booted;
        following.typical = typicalTimes(recent, { variant, accelerator: accelerator?.name });
        presenter.booted(booted);
      },
      onFurtherGuest: (why) => presenter.furtherGuest(why),
      onEvent: (event) => {
        presenter.event(event);
        following.onEvent(event);
      },
      ...(performance.keep && {
        onFailure: async (report) => {
          await writeFiles(outlets, reportSoFar(report));
          talk.settle();
          await keptUp(report, performance);
        },
      }),
    });
    talk.settle();
    done.push(await lighten(result));
    const { report, failure, consoleTail } = result;
    // Of many repetitions the last ones are written at the end: each write has them all.
    if (first || report.verdict !== 'passed') await writeFiles(outlets, reportSoFar());
    if (failure) stderr.write(`${explain(failure)}\n`);
    presenter.ended(report, consoleTail);
    tellRepetitions();
    if (signal.aborted || isLast(report, repeats)) break;
  }
  talk.settle();
  const soFar = reportSoFar();
  const doubt = signal.aborted ? stopDoubt(soFar.runs, legs.length, repeats) : undefined;
  const report = doubt && !soFar.unreached ? withDoubts(soFar, [doubt]) : soFar;
  if (repeats) await writeFiles(outlets, report);
  await keepAside(report);
  presenter.closed(report);
  const codes = done.map(({ exitCode }) => exitCode);
  const stopped = doubt !== undefined || report.unreached !== undefined;
  const exitCode = stopped ? codeWhenStopped(codes, signal.reason) : worstCode(codes);
  return { report, exitCode };
}

/** How far the repetitions are, each on every variant. */
function repetitionState(done: readonly RunResult[], times: number, legs: number) {
  const what = legs > 1 ? 'runs' : 'repetitions';
  const bad = done.filter(({ report }) => report.verdict !== 'passed').length;
  return {
    ...{ what, unit: what, done: done.length },
    total: Number.isFinite(times) ? times * legs : undefined,
    item: `${bad} did not pass`,
  };
}

/** Says how to reach the machine of a run, and waits for Ctrl-C. */
async function keptUp(report: RunReport, { outlets, talk, context }: Performance): Promise<void> {
  const { stdout, stderr, signal } = context;
  // Standard output may be another view's alone.
  const out = outlets.stdout === 'pretty' ? stdout : stderr;
  talk.print(out, keptLines(report, coloursFor(out.isTTY === true, process.env)));
  if (!signal.aborted) await new Promise((end) => signal.addEventListener('abort', end));
}

function keptLines({ runDirectory }: RunReport, colours: Colours): string[] {
  return [
    '',
    colours.bold('The machine is still up.'),
    `  look inside:  lsm-audit shell --run ${runDirectory}`,
    '  end it:       Ctrl-C here',
  ];
}
