/**
 * What a selftest works with: programs of the guest, triggers, and the audit channel. Its chief verb
 * is `watch`: attach a program, let a trigger act, and return everything that came of it.
 */

import {
  AuditChannel,
  type AuditSettings,
  type AuditSwitch,
  addRule,
  becomeDaemon,
  type ChannelState,
  configure,
  OBSERVING,
  type Observation,
  openWindow,
  type Rule,
  removeRule,
  status,
} from '../audit/index.js';
import type { TriggerResult, TriggerServer } from '../guest/trigger.js';
import { within } from '../host/deadline.js';
import { type Attempt, calls } from './attempt.js';
import { equip, type Helpers, output, type TestedGuest } from './guest.js';
import { type LoadedProgram, Programs, type ProgramsState } from './programs.js';

/** All that came of one trigger while one program was attached. JSON-serialisable. */
export interface Sighting extends Attempt {
  observation: Observation;
}

export interface WatchOptions {
  signal: AbortSignal;
  /** Variables of the program to set, from the facts of the prepared trigger. */
  variables?: ((facts: Sighting['facts']) => Record<string, number>) | undefined;
  /** Done when the process of the trigger exists and before the window opens. */
  beforehand?: ((ready: { tgid: number }) => Promise<unknown>) | undefined;
  /** Done within the window, around the act of the trigger. */
  around?: ((act: () => Promise<TriggerResult>) => Promise<TriggerResult>) | undefined;
}

/** How long a guest that was found wanting may take to answer or to die, in milliseconds. */
const lastChanceMs = 5000;

/** A guest that should have died is alive. */
class Survival extends Error {
  readonly details: string[] = [];
}

export interface LabOptions {
  /** Object files by program name. */
  programs: ReadonlyMap<string, string>;
  /** Whether the guest's kernel has audit, and so a channel to observe. */
  audit: boolean;
  signal: AbortSignal;
}

/** Where a lab stands between two tests. JSON-serialisable. */
export interface LabState {
  programs: ProgramsState;
  /** Triggers started so far. */
  triggers: number;
  auditing: AuditSwitch;
  channel?: ChannelState;
}

export class Lab {
  readonly #programs: Programs;
  readonly #triggers: TriggerServer;
  readonly #guest: TestedGuest;
  readonly #channel: AuditChannel | undefined;
  #undo: ((signal: AbortSignal) => Promise<unknown>)[] = [];
  #auditing: AuditSwitch = 'enabled';
  #ended = false;

  private constructor(guest: TestedGuest, helpers: Helpers, programs: Iterable<string>) {
    const { loader, triggers, collector } = helpers;
    this.#programs = new Programs(loader, guest.link, programs);
    this.#triggers = triggers;
    this.#guest = guest;
    this.#channel = collector && new AuditChannel(collector, { secret: guest.secret });
  }

  /**
   * Brings programs and helpers into `guest` and makes the collector its audit daemon. Whether
   * auditing is on, is left as the kernel's command line has it: a kernel that was never told to audit
   * gives its tasks no audit context.
   */
  static async open(guest: TestedGuest, { programs, audit, signal }: LabOptions): Promise<Lab> {
    const helpers = await equip(guest, programs, { audit });
    const lab = new Lab(guest, helpers, programs.keys());
    if (lab.#channel) await lab.#alive(() => lab.#observe(signal));
    return lab;
  }

  async #observe(signal: AbortSignal): Promise<void> {
    const { enabled: _, ...settings } = OBSERVING;
    await configure(this.channel, settings, signal);
    const { enabled } = await becomeDaemon(this.channel, signal);
    this.#auditing = enabled ? 'enabled' : 'disabled';
  }

  /** The audit channel, for what the lab has no verb for. @throws Error in a guest without audit */
  get channel(): AuditChannel {
    if (this.#channel) return this.#channel;
    throw new Error('this guest has no audit to talk to');
  }

  /** @see Programs.load */
  load(name: string): Promise<LoadedProgram> {
    return this.#alive(() => this.#programs.load(name));
  }

  /** @see Programs.loadWith */
  loadWith(capabilities: readonly number[], name: string): Promise<LoadedProgram> {
    return this.#alive(() => this.#programs.loadWith(capabilities, name));
  }

  /** @see Programs.extend */
  extend(name: string, target: string): Promise<LoadedProgram> {
    return this.#alive(() => this.#programs.extend(name, target));
  }

  /** @see Programs.variables */
  variables(name: string): Promise<Record<string, number>> {
    return this.#alive(() => this.#programs.variables(name));
  }

  /**
   * Attaches the program `name` and lets a trigger act once while it watches that process.
   * `trigger` is a name of vm/trigger with its arguments; `variables` are set in the program.
   */
  watch(name: string, trigger: readonly string[], options: WatchOptions): Promise<Sighting> {
    const { signal, beforehand, around = (act) => act() } = options;
    return this.#alive(async () => {
      const scene = await this.#stage(name, trigger);
      await beforehand?.(scene.ready);
      const [window] = await Promise.all([
        openWindow(this.channel, { progId: scene.progId, signal, audit: this.#auditing }),
        scene.set(options),
      ]);
      const result = await around(() => scene.ready.go());
      // The process that it watched has ended: from here on the program reports nobody.
      const [attempt, observation] = await Promise.all([scene.outcome(result), window.close()]);
      return { ...attempt, observation };
    });
  }

  /** As `watch`, without a look at the records: for a guest or a moment that has no channel. */
  attempt(name: string, trigger: readonly string[], options: WatchOptions): Promise<Attempt> {
    return this.#alive(async () => {
      const scene = await this.#stage(name, trigger);
      await scene.set(options);
      return scene.outcome(await scene.ready.go());
    });
  }

  /** Changes settings of audit until the end of the test. */
  async configure(settings: AuditSettings, signal: AbortSignal): Promise<void> {
    const now = await status(this.channel, signal);
    const names = Object.keys(settings) as (keyof AuditSettings)[];
    const before = Object.fromEntries(names.map((name) => [name, now[name]]));
    this.afterwards((end) => this.#configure(before, end));
    await this.#configure(settings, signal);
  }

  /** Adds a rule until the end of the test. */
  async addRule(rule: Rule, signal: AbortSignal): Promise<void> {
    await addRule(this.channel, rule, signal);
    this.afterwards((end) => removeRule(this.channel, rule, end));
  }

  async #configure(settings: AuditSettings, signal: AbortSignal): Promise<void> {
    const { enabled } = await configure(this.channel, settings, signal);
    this.#auditing = enabled ? 'enabled' : 'disabled';
  }

  /** Has `work` done at the end of the test, whatever becomes of it. */
  afterwards(work: (signal: AbortSignal) => Promise<unknown>): void {
    this.#undo.push(work);
  }

  /** Takes back what the test changed in the guest, the last change first. */
  async restore(signal: AbortSignal): Promise<void> {
    for (let undo = this.#undo.pop(); undo; undo = this.#undo.pop()) await undo(signal);
  }

  /** What `command` prints in the guest's shell. */
  async shell(command: string): Promise<string> {
    return this.#alive(() => output(this.#guest.link, command));
  }

  /**
   * Has `work` end the guest, with these words on its console. Only for a test that has the guest
   * for itself.
   * @throws Survival when the guest outlives it, or whatever else ended the guest
   */
  async dies(words: RegExp, work: () => Promise<unknown>): Promise<void> {
    const { death, machine } = this.#guest;
    const error = await work().then(
      () => new Survival(`the guest survived; expected ${words}`),
      (error: unknown) => error,
    );
    if (error instanceof Survival) throw error;
    const cause = await death.catch((cause: unknown) => cause);
    if (!words.test(machine.console.marks.fatal ?? '')) throw cause;
    this.#ended = true;
  }

  /** Whether the guest has died as a test wanted it to. */
  get ended(): boolean {
    return this.#ended;
  }

  get state(): LabState {
    return {
      programs: this.#programs.state,
      triggers: this.#triggers.started,
      auditing: this.#auditing,
      ...(this.#channel && { channel: this.#channel.state }),
    };
  }

  /** Goes on from where another lab stood in this guest, with nothing to take back. */
  resume({ programs, triggers, auditing, channel }: LabState): void {
    this.#undo = [];
    this.#programs.resume(programs);
    this.#triggers.resume(triggers);
    this.#auditing = auditing;
    if (channel) this.#channel?.resume(channel);
  }

  /** A program that is attached, beside a trigger that is ready to act. */
  async #stage(name: string, trigger: readonly string[]) {
    const programs = this.#programs;
    const [{ progId }, ready] = await Promise.all([
      programs.attach(name),
      this.#triggers.prepare(trigger),
    ]);
    const { tgid, comm, facts } = ready;
    return {
      progId,
      ready,
      set: ({ variables = () => ({}) }: WatchOptions) =>
        programs.set(name, { target_tgid: tgid, ...variables(facts) }),
      outcome: async (result: TriggerResult): Promise<Attempt> => {
        const values = await programs.variables(name);
        const subject = { progId, tgid, comm };
        return { program: name, trigger, subject, facts, result, ...calls(values) };
      },
    };
  }

  /** Whether the guest still does its part: a system call in it, answered in time. */
  async answers(): Promise<boolean> {
    const { death, timers } = this.#guest;
    const end = new AbortController();
    const sign = this.#channel ? status(this.#channel, end.signal) : this.shell('echo');
    const wait = { what: 'an answer of the guest', ms: lastChanceMs, timers };
    try {
      await within(Promise.race([sign, death]), wait);
      return true;
    } catch {
      return false;
    } finally {
      end.abort();
    }
  }

  /** Runs `work` unless the guest dies meanwhile; its death is the better explanation then. */
  async #alive<T>(work: () => Promise<T>): Promise<T> {
    const { death, link, timers } = this.#guest;
    try {
      return await Promise.race([work(), death]);
    } catch (error) {
      if (!link.isClosed) throw error;
      // The streams of a dying guest end a moment before QEMU does.
      const end = {
        what: 'the end of QEMU',
        ms: lastChanceMs,
        timers,
        error: () => error as Error,
      };
      return await within(death, end);
    }
  }
}
