/**
 * Mutation testing: each mutant behind the patches of a series, built and run until a test fails. All
 * mutants of a series share one tree, so that each compiles what it changes, and links.
 */

import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  ExitCode,
  InfrastructureError,
  InterruptedError,
  KernelError,
  SeriesError,
} from '../errors.js';
import { digest } from '../host/digest.js';
import { lock } from '../host/lock.js';
import { readFragments } from '../kernel/configuration.js';
import { readSeries, type Series } from '../kernel/series.js';
import { defaultVariant, variantOf } from '../kernel/variants.js';
import { type Mutant, mailOf } from '../mutate/mutant.js';
import { type MutantVerdict, stillHolds } from '../mutate/verdict.js';
import { titleOf } from '../suite/index.js';
import { kconfig, seriesWords, type Target } from './prepare.js';
import { type RunRequest, type RunResult, run } from './run.js';

export interface MutationRequest extends Omit<RunRequest, 'onBooted' | 'onFailure'> {
  mutants: readonly Mutant[];
  /** Tests to hold the others against, on the same kernels. */
  rival?: RunRequest['suites'] | undefined;
  /** Verdicts of an earlier time; those that still hold are kept. */
  earlier: readonly MutantVerdict[];
  /** Called when the series without a mutant has passed, with how many mutants are to be tried. */
  onBaseline?: (toTry: number) => void;
  /** Called when a mutant has its turn. */
  onMutant?: (mutant: Mutant) => void;
  /** Called with each verdict as it comes. */
  onVerdict?: (verdict: MutantVerdict) => Promise<void> | void;
}

/**
 * A verdict on each mutant, those that need no new one first.
 * @throws KernelError when the series fails without a mutant: then a failure would say nothing of one
 */
export async function mutate(request: MutationRequest): Promise<MutantVerdict[]> {
  const { target, cache, mutants, log, signal } = request;
  const series = await readSeries(seriesWords(target), { log, signal });
  const identity = await identityOf(series, target);
  const name = digest(series.origin).slice(0, 12);
  const folder = join(cache.mutants, name);
  await using _held = await lock(folder, { log, signal });
  const tried = mutants.map((mutant) => ({ mutant, about: aboutOf(mutant, identity, request) }));
  const known = tried.map((one) => ({ ...one, kept: earlierVerdict(one.about, request) }));
  const verdicts = known.flatMap(({ kept }) => kept ?? []);
  const left = known.filter(({ kept }) => kept === undefined);
  try {
    if (left.length > 0) await requireGreen(request);
    request.onBaseline?.(left.length);
    for (const { mutant, about } of left) {
      request.onMutant?.(mutant);
      const started = performance.now();
      const judgement = await tryMutant(mutant, series, folder, request);
      if (signal.aborted) throw signal.reason;
      const seconds = Math.round((performance.now() - started) / 1000);
      const verdict = { ...about, ...judgement, seconds };
      verdicts.push(verdict);
      await request.onVerdict?.(verdict);
    }
    return verdicts;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

type About = Omit<MutantVerdict, keyof Judgement | 'seconds'>;

/** What is changed by mutants: the patches, on the configuration that the user's fragments make of it. */
export async function identityOf(
  { sha256 }: Pick<Series, 'sha256'>,
  { configs = [], variant }: Target,
): Promise<string> {
  if (configs.length === 0) return sha256;
  const kernel = variantOf(variant ?? defaultVariant, kconfig);
  return digest(sha256, (await readFragments(kconfig, kernel, configs)).text);
}

function aboutOf(mutant: Mutant, series: string, { target, suites }: MutationRequest): About {
  const { name, breaks, claims, diff } = mutant;
  const titles = suites.flatMap(({ name, tests }) => tests.map((test) => titleOf(name, test.name)));
  return {
    mutant: name,
    breaks,
    claims,
    variant: target.variant ?? defaultVariant,
    identity: { series, mutant: digest(diff), tests: digest(...titles) },
  };
}

function earlierVerdict(about: About, { earlier }: MutationRequest): MutantVerdict | undefined {
  return earlier.find((old) => old.mutant === about.mutant && stillHolds(old, about));
}

/** What kills mutants must be silent without one. */
async function requireGreen(request: MutationRequest): Promise<void> {
  const { report, failure } = await run(request);
  if (report.verdict === 'passed') return;
  if (failure) throw failure;
  const failed = report.tests.filter(({ status }) => status === 'failed');
  const explanation = {
    phase: 'tests',
    evidence: failed.map(({ suite, name }) => titleOf(suite, name)),
    log: report.runDirectory,
    remedy: 'Choose tests that pass by --tests, or mend the series.',
  } as const;
  throw failed.length > 0
    ? new KernelError('the series fails without any mutant', explanation)
    : new InfrastructureError('no test was executed without a mutant', explanation);
}

/** Builds one mutant, and lets the tests have a go at it: those of the suite, and those of its rival. */
async function tryMutant(
  mutant: Mutant,
  series: Series,
  folder: string,
  { rival, ...request }: MutationRequest,
): Promise<Judgement> {
  const mutated = join(folder, series.name.replaceAll(/[^\w.+~-]/g, '_'));
  await fill(mutated, series, mutant);
  // One mutant's kernel is of no use to anyone else.
  const own = {
    kernels: join(folder, 'kernels'),
    applied: join(folder, 'applied'),
    programs: join(folder, 'programs'),
  };
  const target = { ...request.target, series: [mutated], update: false };
  const mutation = { ...request, target, cache: { ...request.cache, ...own } };
  try {
    const judgement = judge(await untilFailure(mutation));
    const built = judgement.status === 'killed' || judgement.status === 'survived';
    if (rival === undefined || !built || request.signal.aborted) return judgement;
    const { status } = judge(await untilFailure({ ...mutation, suites: rival }));
    return { ...judgement, rival: status };
  } finally {
    await rm(own.kernels, { recursive: true, force: true });
  }
}

/** Runs until the first test fails; a run with a verdict leaves no directory. */
async function untilFailure(request: RunRequest): Promise<RunResult> {
  const { signal } = request;
  const enough = new AbortController();
  const stop = () => enough.abort(signal.reason);
  signal.addEventListener('abort', stop, { once: true });
  if (signal.aborted) stop();
  try {
    const result = await run({
      ...request,
      signal: enough.signal,
      forgotten: true,
      onEvent: (event) => {
        request.onEvent?.(event);
        if (event.type === 'test-end' && event.result.status === 'failed')
          enough.abort(new InterruptedError('tests', 'the first failure'));
      },
    });
    if (result.exitCode !== ExitCode.infrastructure)
      await rm(result.report.runDirectory, { recursive: true, force: true });
    return result;
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

/** The patches of the series and one more, in a folder whose path stays, as that of its tree then does. */
export async function fill(folder: string, series: Series, mutant: Mutant): Promise<void> {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  // Numbered, so that the mutant comes behind them whatever their names are.
  for (const [i, { diff }] of series.patches.entries())
    await writeFile(join(folder, `${String(i).padStart(6, '0')}.patch`), diff, 'latin1');
  await writeFile(join(folder, `mutant-${mutant.name}.patch`), mailOf(mutant));
}

type Judgement = Pick<MutantVerdict, 'status' | 'killer' | 'reason' | 'rival'>;

/** What a run says of the mutant in its series. */
export function judge({ report, failure }: Pick<RunResult, 'report' | 'failure'>): Judgement {
  const failed = report.tests.find(({ status }) => status === 'failed');
  if (failed) {
    const reason = failed.failure?.message ?? 'it failed';
    return { status: 'killed', killer: titleOf(failed.suite, failed.name), reason };
  }
  if (report.verdict === 'passed') return { status: 'survived' };
  const reason = failure?.message ?? 'no test was executed';
  const [detail] = failure?.evidence ?? [];
  if (failure instanceof SeriesError) return { status: 'invalid', ...why(failure, detail) };
  if (failure instanceof KernelError)
    return { status: 'killed', killer: reason, ...(detail && { reason: detail }) };
  return { status: 'not-run', reason };
}

/** Of a compiler the first complaint tells more than that there is one. */
function why(
  { message, phase }: SeriesError,
  detail: string | undefined,
): Pick<Judgement, 'reason'> {
  return phase === 'kernel build' && detail ? { reason: detail } : { reason: message };
}
