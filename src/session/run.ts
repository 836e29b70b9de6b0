/** The main job: everything from a target to a verdict, in one run directory. */

import { basename, relative } from 'node:path';
import { ExplainedError, InfrastructureError } from '../errors.js';
import { Disposables } from '../host/disposables.js';
import { fileLog, type Log } from '../host/log.js';
import type { CachePaths } from '../host/paths.js';
import type { ObjectProgress } from '../kernel/object-count.js';
import type { Series } from '../kernel/series.js';
import { sourceLines } from '../kernel/symbols.js';
import { defaultVariant } from '../kernel/variants.js';
import { guestDeath } from '../qemu/boot.js';
import { consoleFile } from '../qemu/machine.js';
import type { GuestReport, RunReport } from '../report/model.js';
import type { DeclaredSuite, Ground, SuiteEvent } from '../suite/index.js';
import { bootTarget, type ChosenMachine, type MachineRequest } from './boot.js';
import type { BootedGuest } from './guest.js';
import { type GuestPlan, hasAudit, planGuests, withoutResult } from './guest-plan.js';
import { keepInputs, readPrograms } from './inputs.js';
import type { Lab } from './lab.js';
import { leave } from './leave.js';
import { type Facts, reportOf, seriesFacts } from './outcome.js';
import { Phases } from './phases.js';
import { bootComplaint, openPlace, type Place as TestPlace, testIn } from './place.js';
import { type Prepared, prepare, type Target } from './prepare.js';
import { guestDirectory, makeRunDirectory, pruneRuns, type RunDirectory } from './run-directory.js';

export interface RunRequest extends MachineRequest {
  target: Target;
  /** Stands in for what `target` names. */
  prepared?: Prepared | undefined;
  cache: CachePaths;
  /** The words of the command behind the name of the program. */
  invocation: readonly string[];
  /** The name of the first run of the same command, unless this is it. */
  group?: string | undefined;
  /** Which time it is, from 1 on, when runs are repeated. */
  repetition?: number | undefined;
  /** Whether the history leaves it out: it says nothing of a series that is anybody's. */
  forgotten?: boolean | undefined;
  /** What to run: suites of loadSelftests(), perhaps a selection. */
  suites: readonly DeclaredSuite<Lab>[];
  log: Log;
  signal: AbortSignal;
  onProgress?: (progress: ObjectProgress) => void;
  /** Called when the guest serves, with all that is known before the first test. */
  onBooted?: (report: RunReport) => void;
  /** Called when a further guest is about to boot, with why. */
  onFurtherGuest?: (why: string) => void;
  onEvent?: (event: SuiteEvent) => void;
  /** Called with the report while the machine of a run that did not pass is still up. */
  onFailure?: (report: RunReport) => Promise<void>;
}

export interface RunResult {
  report: RunReport;
  exitCode: number;
  /** What ended the run before its end, if something did. */
  failure: ExplainedError | undefined;
  /** The end of the guest's console, when there was one. */
  consoleTail: string[];
}

/**
 * Runs the selftests. What stops it on the way is in the report; only an unexplained error, a
 * fault of ours, is thrown.
 */
export async function run(request: RunRequest): Promise<RunResult> {
  await pruneRuns(request.cache.runs);
  const directory = await makeRunDirectory(request.cache.runs);
  const log = fileLog(directory.file('run.log'), request.log);
  const facts: Facts = {
    started: new Date(),
    runDirectory: directory.path,
    group: request.group ?? basename(directory.path),
    repetition: request.repetition,
    invocation: request.invocation,
    variant: request.target.variant ?? defaultVariant,
    phases: new Phases((name) => log.detail(`phase: ${name}`)),
    results: [],
    guests: [],
    complaints: [],
    selected: request.suites,
  };
  const job = new Job({ ...request, log }, directory, facts);
  try {
    await job.perform();
  } catch (error) {
    facts.failure ??= explainedOrThrow(error, request.signal);
  }
  const outcome = reportOf(facts);
  const history = request.forgotten ? undefined : request.cache.history;
  await leave(outcome, { directory, history, log: request.log });
  return { ...outcome, failure: facts.failure, consoleTail: job.consoleTail };
}

/** After an abort every error is its consequence. */
function explainedOrThrow(error: unknown, signal: AbortSignal): ExplainedError {
  if (signal.aborted && signal.reason instanceof ExplainedError) return signal.reason;
  if (error instanceof ExplainedError) return error;
  throw error;
}

/** What the tests of one guest stand on, which has to be ended. */
interface Place extends TestPlace {
  guest: BootedGuest;
}

/** Why tests have a further guest. */
function reasonFor({ boot }: GuestPlan<Lab>): string {
  return boot.length > 0 ? `booted with ${boot.join(' ')}` : 'for one test';
}

class Job {
  consoleTail: string[] = [];
  readonly #request: RunRequest;
  readonly #directory: RunDirectory;
  readonly #facts: Facts;
  #guests = 0;

  constructor(request: RunRequest, directory: RunDirectory, facts: Facts) {
    this.#request = request;
    this.#directory = directory;
    this.#facts = facts;
  }

  async perform(): Promise<void> {
    const { target, cache, log, signal, onProgress, suites } = this.#request;
    const { phases } = this.#facts;
    const read: { series?: Series } = {};
    const onSeries = (series: Series) => {
      read.series = series;
      this.#facts.series = seriesFacts(series);
    };
    const given = this.#request.prepared;
    const sources = readPrograms();
    const request = { target, cache, phases, log, signal, onProgress, onSeries };
    const prepared = given ?? (await prepare(request));
    this.#facts.kernel = prepared.kernel;
    const { series } = read;
    const { kernelArgs } = this.#request;
    const made = series && { series, variant: this.#facts.variant, sources, prepared, kernelArgs };
    const keeping = made && keepInputs(made, this.#directory, log);
    // Should it fail, that is told when the tests are over.
    keeping?.catch(() => {});
    try {
      await this.#inTurn(prepared, planGuests(suites));
    } finally {
      // What a failed run was made from is of interest most of all.
      await keeping;
    }
  }

  /** Runs the tests of all plans. Each guest boots while the tests of the one before run. */
  async #inTurn(prepared: Prepared, plans: readonly GuestPlan<Lab>[]): Promise<void> {
    let ahead: Promise<Place> | undefined;
    try {
      for (const [i, plan] of plans.entries()) {
        const place = await (ahead ?? this.#open(prepared, plan));
        const next = plans[i + 1];
        ahead = next && this.#open(prepared, next);
        // Whether it failed is of interest when its turn comes.
        ahead?.catch(() => {});
        if (i > 0) this.#request.onFurtherGuest?.(reasonFor(plan));
        await this.#inGuests(prepared, plan, place);
        if (this.#facts.failure) return;
      }
    } finally {
      await ahead?.then(
        ({ guest }) => guest[Symbol.asyncDispose](),
        () => {},
      );
    }
  }

  /** Runs the tests of `plan`; when one of them takes the guest with it, or spends it, the rest in a fresh one. */
  async #inGuests(prepared: Prepared, plan: GuestPlan<Lab>, first: Place): Promise<void> {
    let place = first;
    let { suites } = plan;
    for (;;) {
      await this.#inOneGuest(suites, place);
      suites = withoutResult(suites, this.#facts.results);
      if (suites.length === 0 || this.#facts.failure) return;
      this.#request.onFurtherGuest?.('in the place of the last one');
      place = await this.#open(prepared, plan);
    }
  }

  async #inOneGuest(suites: readonly DeclaredSuite<Lab>[], place: Place): Promise<void> {
    await using guest = place.guest;
    try {
      await this.#afterBoot(place);
      const phases = this.#facts.phases.forGuest(place.number);
      await phases.measure('tests', () => this.#test(suites, place));
    } finally {
      this.consoleTail = guest.machine.console.tail(20);
      const seen = place.watch.complaints.map((each) => ({ guest: place.number, ...each }));
      this.#facts.complaints = [...this.#facts.complaints, ...seen];
    }
    await this.#offerFailure(guest);
  }

  /** Boots a guest for `plan`, and everything that its tests stand on. */
  async #open(prepared: Prepared, plan: GuestPlan<Lab>): Promise<Place> {
    const { signal, log } = this.#request;
    await using stack = new Disposables();
    const number = ++this.#guests;
    const phases = this.#facts.phases.forGuest(number);
    const guest = stack.use(await this.#boot(prepared, plan.boot, number));
    const { programs, kernel, root } = prepared;
    const symbolise = (places: readonly string[]) =>
      root === undefined
        ? Promise.resolve(new Map<string, string>())
        : sourceLines(places, kernel, { root, phase: 'tests', log, signal });
    const audit = hasAudit(programs.size, plan.boot);
    try {
      const place = await phases.measure('equip', () =>
        openPlace(number, guest, { programs, audit, signal, symbolise }),
      );
      stack.move();
      return { ...place, guest };
    } catch (error) {
      this.consoleTail = guest.machine.console.tail(20);
      throw error;
    }
  }

  async #boot(prepared: Prepared, words: readonly string[], number: number): Promise<BootedGuest> {
    const run = await guestDirectory(this.#directory, number);
    const facts = this.#facts;
    const phases = facts.phases.forGuest(number);
    // The last choice of the first guest counts: a QEMU may refuse the one before.
    const onChosen = (chosen: ChosenMachine) => {
      if (number === 1) facts.machine = chosen;
    };
    const kernelArgs = [...this.#request.kernelArgs, ...words];
    const request = { ...this.#request, kernelArgs, number };
    const console = relative(this.#directory.path, run.file(consoleFile));
    const noted: GuestReport = { number, boot: words, console };
    facts.guests = [...facts.guests, noted];
    const guest = await bootTarget(prepared, { ...request, run, phases, onChosen });
    noted.bootMs = Math.round(guest.bootMs);
    facts.command ??= guest.machine.command;
    if (number === 1) this.#request.onBooted?.(reportOf(facts).report);
    return guest;
  }

  /** What the kernel has complained of so far is a failed test. */
  async #afterBoot(place: Place): Promise<void> {
    const { signal, onEvent } = this.#request;
    const result = await bootComplaint(place, { signal, scribe: place.guest.recorder });
    if (!result) return;
    this.#facts.results = [...this.#facts.results, result];
    onEvent?.({ type: 'test-end', result });
  }

  async #test(suites: readonly DeclaredSuite<Lab>[], place: Place): Promise<void> {
    const { signal, onEvent } = this.#request;
    const { guest, lab } = place;
    const { phases } = this.#facts;
    const results = await testIn(place, {
      suites,
      signal,
      clock: () => Math.round(phases.now()),
      onEvent,
      ground: async (error) => {
        const ground = await this.#ground(guest, lab, error);
        guest.recorder.note({ type: 'ground', ground });
        return ground;
      },
      scribe: guest.recorder,
    });
    this.#facts.results = [...this.#facts.results, ...results];
    if (signal.aborted) throw signal.reason;
  }

  /** Whose fault it is that the guest is gone, if it is. */
  async #ground(guest: BootedGuest, lab: Lab, error: unknown): Promise<Exclude<Ground, 'missing'>> {
    if (await lab.answers()) return 'firm';
    const { machine } = guest;
    const dead = machine.end !== undefined || machine.console.marks.fatal !== undefined;
    const cause = dead ? guestDeath(machine) : error;
    if (!(cause instanceof InfrastructureError)) return 'lost';
    this.#facts.failure = cause;
    return 'broken';
  }

  /** A person may look at the machine after a test has failed. */
  async #offerFailure(guest: BootedGuest): Promise<void> {
    const { report } = reportOf(this.#facts);
    if (report.verdict === 'passed' || guest.machine.end || !this.#request.onFailure) return;
    // The port serves one connection at a time.
    await guest.ssh[Symbol.asyncDispose]();
    // A machine that ends meanwhile has nothing to look at any more.
    await Promise.race([this.#request.onFailure(report), guest.machine.ended]);
  }
}
