/** Runs that are made again and again, to learn how often their tests fail. */

import { rm } from 'node:fs/promises';
import type { Doubt, RunReport } from '../report/model.js';
import type { Leg } from './legs.js';
import type { RunResult } from './run.js';

export interface Repeats {
  /** How often; may be infinite. */
  times: number;
  untilFailure: boolean;
}

/** One run: on which of the legs, and which time, from 1 on, if runs are repeated. */
export type Turn<Env> = Leg<Env> & {
  leg: number;
  repetition: number | undefined;
};

/** All legs, as often as asked: each repetition has them in their order. */
export function* turnsOf<Env>(
  legs: readonly Leg<Env>[],
  repeats: Repeats | undefined,
): Generator<Turn<Env>> {
  for (let time = 1; time <= (repeats?.times ?? 1); time++) {
    const repetition = repeats && time;
    for (const [leg, { variant, suites }] of legs.entries())
      yield { leg, variant, suites, repetition };
  }
}

/** Whether no run shall follow this one: it failed and was to, or it says that none will execute a test. */
export function isLast({ verdict, tests }: RunReport, repeats: Repeats | undefined): boolean {
  if (!repeats) return false;
  if (repeats.untilFailure && verdict !== 'passed') return true;
  return tests.every(({ status }) => status === 'not-run');
}

/**
 * What a command that was stopped between two of its runs has to say; nothing when the last run says it
 * itself, or when there was none to come.
 */
export function stopDoubt(
  runs: readonly RunReport[],
  legs: number,
  repeats: Repeats | undefined,
): Doubt | undefined {
  const last = runs.at(-1);
  const total = legs * (repeats?.times ?? 1);
  if (!last || last.failure || runs.length >= total || isLast(last, repeats)) return undefined;
  const of = Number.isFinite(total) ? ` of ${total}` : '';
  return { reason: `stopped after ${runs.length}${of} runs`, verdict: 'incomplete' };
}

/**
 * What is kept of a repetition: of one that passed neither its directory nor what its tests saw, as
 * the first one has both, and a night of them would fill disk and memory.
 */
export async function lighten(result: RunResult): Promise<RunResult> {
  const { report } = result;
  if ((report.repetition ?? 1) === 1) return result;
  if (report.verdict === 'passed') await rm(report.runDirectory, { recursive: true, force: true });
  const tests = report.tests.map((test) =>
    test.status === 'failed' ? test : { ...test, evidence: {} },
  );
  return { ...result, report: { ...report, tests } };
}
