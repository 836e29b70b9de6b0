/** The main job: everything from a target to a verdict, in one run directory. */

import { writeFile } from 'node:fs/promises';
import { basename, relative } from 'node:path';
import { ExplainedError, InfrastructureError, InterruptedError } from '../errors.js';
import { Disposables } from '../host/disposables.js';
import { fileLog, type Log } from '../host/log.js';
import type { CachePaths } from '../host/paths.js';
import type { ObjectProgress } from '../kernel/object-count.js';
import { sourceLines } from '../kernel/symbols.js';
import { guestDeath } from '../qemu/boot.js';
import { consoleFile } from '../qemu/machine.js';
import { type GuestReport, type RunReport, toJson } from '../report/model.js';
import { type DeclaredSuite, runSuites, type SuiteEvent, type TestResult } from '../suite/index.js';
import { bootTarget, type ChosenMachine, type MachineRequest } from './boot.js';
import { ConsoleWatch } from './console-watch.js';
import type { BootedGuest } from './guest.js';
import { type GuestPlan, planGuests, withoutResult } from './guest-plan.js';
import { keepPrograms } from './kept-programs.js';
import { Lab } from './lab.js';
import { type Facts, reportOf } from './outcome.js';
import { Phases } from './phases.js';
import { type Prepared, prepare, type Target } from './prepare.js';
import { guestDirectory, makeRunDirectory, pruneRuns, type RunDirectory } from './run-directory.js';

export interface RunRequest extends MachineRequest {
  target: Target;
  cache: CachePaths;
  /** The words of the command behind the name of the program. */
  invocation: readonly string[];
  /** The name of the first run of the same command, unless this is it. */
  group?: string | undefined;
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

/** A guest on an idle host of the reference machine boots in this time under TCG, in milliseconds. */
const referenceBootMs = 2000;

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
    invocation: request.invocation,
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
  const { report, exitCode } = reportOf(facts);
  await writeFile(directory.file('result.json'), toJson(report)).catch(tolerateRemoval);
  return { report, exitCode, failure: facts.failure, consoleTail: job.consoleTail };
}

/** `clean` may have removed the run directory of a machine that was left up. */
function tolerateRemoval(error: NodeJS.ErrnoException): void {
  if (error.code !== 'ENOENT') throw error;
}

/** After an abort every error is its consequence. */
function explainedOrThrow(error: unknown, signal: AbortSignal): ExplainedError {
  if (signal.aborted && signal.reason instanceof InterruptedError) return signal.reason;
  if (error instanceof ExplainedError) return error;
  throw error;
}

/** What the tests of one guest stand on. */
interface Place {
  number: number;
  guest: BootedGuest;
  lab: Lab;
  watch: ConsoleWatch;
}

/** Why tests have a further guest. */
function reasonFor({ boot }: GuestPlan<Lab>): string {
  return boot.length > 0 ? `booted with ${boot.join(' ')}` : 'for one test';
}

/** Whether a guest has audit, when tests have it booted with `words`. */
function hasAudit({ programs }: Prepared, words: readonly string[]): boolean {
  return programs.size > 0 && words.findLast((word) => word.startsWith('audit=')) !== 'audit=0';
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
    const prepared = await prepare({ target, cache, phases, log, signal, onProgress });
    this.#facts.kernel = prepared.kernel;
    await keepPrograms(this.#directory.path);
    await this.#inTurn(prepared, planGuests(suites));
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
      sourceLines(places, kernel, { root, phase: 'tests', log, signal });
    const audit = hasAudit(prepared, plan.boot);
    try {
      const [lab, watch] = await phases.measure('equip', () =>
        Promise.all([
          Lab.open(guest, { programs, audit, signal }),
          ConsoleWatch.open(guest, symbolise),
        ]),
      );
      stack.move();
      return { number, guest, lab, watch };
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
    const request = { ...this.#request, kernelArgs };
    const console = relative(this.#directory.path, run.file(consoleFile));
    const noted: GuestReport = { number, boot: words, console };
    facts.guests = [...facts.guests, noted];
    const guest = await bootTarget(prepared, { ...request, run, phases, onChosen });
    noted.bootMs = Math.round(guest.bootMs);
    facts.command ??= guest.machine.command;
    if (number === 1) this.#request.onBooted?.(reportOf(facts).report);
    return guest;
  }

  /** What a kernel complains of before the first test is no test's fault, and a failure all the same. */
  async #afterBoot({ watch, number }: Place): Promise<void> {
    const { signal, onEvent } = this.#request;
    const found = await watch.inspect('boot', signal);
    if (!found) return;
    const { failure } = found;
    const boot = {
      suite: 'kernel',
      name: 'boots without a complaint',
      durationMs: 0,
      guest: number,
      evidence: {},
    };
    const result: TestResult = { ...boot, status: 'failed', failure };
    this.#facts.results = [...this.#facts.results, result];
    onEvent?.({ type: 'test-end', result });
  }

  async #test(suites: readonly DeclaredSuite<Lab>[], place: Place): Promise<void> {
    const { signal, onEvent } = this.#request;
    const { number, guest, lab, watch } = place;
    const { phases } = this.#facts;
    const results = await runSuites({
      suites,
      env: lab,
      signal,
      slowdown: guest.bootMs / referenceBootMs,
      clock: () => Math.round(phases.now()),
      onEvent: (event) => onEvent?.(event),
      ground: (error) => this.#ground(guest, lab, error),
      inspect: async (title) => {
        if (lab.ended) return undefined;
        if (!guest.machine.end) await lab.restore(signal);
        return watch.inspect(title, signal);
      },
    });
    const here = results.map((result) => ({ ...result, guest: number }));
    this.#facts.results = [...this.#facts.results, ...here];
    if (signal.aborted) throw signal.reason;
  }

  /** Whose fault it is that the guest is gone, if it is. */
  async #ground(guest: BootedGuest, lab: Lab, error: unknown) {
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
