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
  configure,
  errnoName,
  OBSERVING,
  type Observation,
  openWindow,
  type Rule,
  removeRule,
  status,
} from '../audit/index.js';
import type { Collector } from '../guest/collector.js';
import { Loader } from '../guest/loader.js';
import type { TriggerResult } from '../guest/trigger.js';
import { within } from '../host/deadline.js';
import { type BootedGuest, equip, guestPrograms, type Helpers, output } from './guest.js';

/** A loaded program. */
export interface LoadedProgram {
  /** What `prog-id` in its records says. */
  progId: number;
}

/** What one trigger did while one program was attached, without the records. */
export interface Attempt {
  /** Who is in the records: the program, and the triggering process. */
  subject: { progId: number; tgid: number; comm: string };
  /** What the trigger's preparation made known. */
  facts: Readonly<Record<string, string>>;
  /** What the triggering system call returned. */
  result: TriggerResult;
  /** How often the triggering process reached the hook of interest. */
  hits: number;
  /** How often bpf_audit_log_start() gave no context. */
  nullContexts: number;
  /** What each kfunc returned, by its step: 0, `-EINVAL`, `not called`. */
  returns: Record<string, number | string>;
  /** Every variable of the program. */
  variables: Record<string, number>;
}

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

/** NOT_CALLED of bpf-progs/lsm_audit.bpf.h. */
const notCalled = 0x7fffffff;

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

export class Lab {
  readonly #guest: BootedGuest;
  readonly #helpers: Helpers;
  readonly #channel: AuditChannel | undefined;
  readonly #programs: ReadonlySet<string>;
  readonly #loaded = new Map<string, LoadedProgram>();
  readonly #undo: ((signal: AbortSignal) => Promise<unknown>)[] = [];
  #auditing: AuditSwitch = 'enabled';
  #attached: string | undefined;
  #ended = false;

  private constructor(guest: BootedGuest, helpers: Helpers, programs: ReadonlySet<string>) {
    this.#guest = guest;
    this.#helpers = helpers;
    this.#channel = helpers.collector && new AuditChannel(transportOf(helpers.collector));
    this.#programs = programs;
  }

  /**
   * Brings programs and helpers into `guest` and makes the collector its audit daemon. Whether
   * auditing is on, is left as the kernel's command line has it: a kernel that was never told to audit
   * gives its tasks no audit context.
   */
  static async open(guest: BootedGuest, { programs, audit, signal }: LabOptions): Promise<Lab> {
    const helpers = await equip(guest, programs, { audit });
    const lab = new Lab(guest, helpers, new Set(programs.keys()));
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

  /**
   * Loads a program of bpf-progs, once: loading costs more than everything else that a test does.
   * @throws LoadError with the verifier's log when the kernel refuses it
   */
  load(name: string): Promise<LoadedProgram> {
    return this.#alive(() => this.#load(name));
  }

  /** As `load`, by a loader that has these capabilities only; the program is gone afterwards. */
  loadWith(capabilities: readonly number[], name: string): Promise<LoadedProgram> {
    return this.#alive(async () => {
      await using loader = await Loader.start(this.#guest.ssh, { capabilities });
      return await loader.load(name, this.#object(name));
    });
  }

  /** Loads `name` in the place of a function of `target`. @throws LoadError as `load` does */
  extend(name: string, target: string): Promise<LoadedProgram> {
    return this.#alive(async () => {
      await this.#load(target);
      return this.#helpers.loader.extend(name, this.#object(name), target);
    });
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

  /** The variables of a loaded program as they are now. */
  variables(name: string): Promise<Record<string, number>> {
    return this.#alive(() => this.#helpers.loader.variables(name));
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
    return this.#alive(() => output(this.#guest.ssh, command));
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

  /** A program that is attached, beside a trigger that is ready to act. */
  async #stage(name: string, trigger: readonly string[]) {
    const { loader, triggers } = this.#helpers;
    const [{ progId }, ready] = await Promise.all([this.#attach(name), triggers.prepare(trigger)]);
    const { tgid, comm, facts } = ready;
    return {
      progId,
      ready,
      set: async ({ variables = () => ({}) }: WatchOptions) => {
        const settings = Object.entries({ target_tgid: tgid, ...variables(facts) });
        await Promise.all(settings.map(([variable, value]) => loader.set(name, variable, value)));
      },
      outcome: async (result: TriggerResult): Promise<Attempt> => {
        const values = await loader.variables(name);
        return { subject: { progId, tgid, comm }, facts, result, ...calls(values) };
      },
    };
  }

  /** Where the object file of a program lies in the guest. */
  #object(name: string): string {
    if (!this.#programs.has(name)) throw new Error(`there is no bpf-progs/${name}.bpf.c`);
    return `${guestPrograms}/${name}.bpf.o`;
  }

  async #load(name: string): Promise<LoadedProgram> {
    const path = this.#object(name);
    const { loader } = this.#helpers;
    const known = this.#loaded.get(name);
    if (known) {
      await loader.reset(name);
      return known;
    }
    const program = await loader.load(name, path);
    this.#loaded.set(name, program);
    return program;
  }

  /**
   * Makes `name` the one program that is attached. It stays so until another one is wanted: attaching
   * and detaching rewrites the kernel's text, which takes an emulated processor long.
   */
  async #attach(name: string): Promise<LoadedProgram> {
    const { loader } = this.#helpers;
    const attached = this.#attached;
    if (attached === name) return this.#load(name);
    this.#attached = undefined;
    // The loader obeys in order: nothing here needs to wait for the command before.
    const [, program] = await Promise.all([
      attached === undefined ? undefined : loader.detach(attached),
      this.#load(name),
      loader.attach(name),
    ]);
    this.#attached = name;
    return program;
  }

  /** Whether the guest still does its part: a system call in it, answered in time. */
  async answers(): Promise<boolean> {
    const signal = AbortSignal.timeout(lastChanceMs);
    const sign = this.#channel ? status(this.#channel, signal) : this.shell('echo');
    return Promise.race([sign, this.#guest.death]).then(
      () => true,
      () => false,
    );
  }

  /** Runs `work` unless the guest dies meanwhile; its death is the better explanation then. */
  async #alive<T>(work: () => Promise<T>): Promise<T> {
    const { death, ssh } = this.#guest;
    try {
      return await Promise.race([work(), death]);
    } catch (error) {
      if (!ssh.isClosed) throw error;
      // The streams of a dying guest end a moment before QEMU does.
      const end = { what: 'the end of QEMU', ms: lastChanceMs, error: () => error as Error };
      return await within(death, end);
    }
  }
}

function transportOf(collector: Collector) {
  const { portid, tgid } = collector;
  return {
    portid,
    tgid,
    send: (datagram: Uint8Array) => collector.send(datagram),
    datagrams: collector.events,
  };
}

/** What a program counted, and its ret_<step> variables. */
function calls(
  variables: Record<string, number>,
): Pick<Attempt, 'hits' | 'nullContexts' | 'returns' | 'variables'> {
  const { hits = 0, null_contexts: nullContexts = 0 } = variables;
  const steps = Object.entries(variables).filter(([name]) => name.startsWith('ret_'));
  const returns = Object.fromEntries(
    steps.map(([name, value]) => [name.slice(4), readable(value)]),
  );
  return { hits, nullContexts, returns, variables };
}

function readable(value: number): number | string {
  if (value === notCalled) return 'not called';
  return value < 0 ? `-${errnoName(-value)}` : value;
}
