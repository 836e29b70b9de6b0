/**
 * What a selftest works with: programs of the guest, triggers, and the audit channel. Its one verb
 * is `watch`: attach a program, let a trigger act, and return everything that came of it.
 */

import {
  AuditChannel,
  becomeDaemon,
  configure,
  errnoName,
  OBSERVING,
  type Observation,
  openWindow,
  status,
} from '../audit/index.js';
import type { Collector } from '../guest/collector.js';
import type { TriggerResult } from '../guest/trigger.js';
import { within } from '../host/deadline.js';
import { type BootedGuest, equip, guestPrograms, type Helpers } from './guest.js';

/** A loaded program. */
export interface LoadedProgram {
  /** What `prog-id` in its records says. */
  progId: number;
}

/** All that came of one trigger while one program was attached. JSON-serialisable. */
export interface Sighting {
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
  observation: Observation;
}

export interface WatchOptions {
  signal: AbortSignal;
  /** Variables of the program to set, from the facts of the prepared trigger. */
  variables?: ((facts: Sighting['facts']) => Record<string, number>) | undefined;
}

/** NOT_CALLED of bpf-progs/lsm_audit.bpf.h. */
const notCalled = 0x7fffffff;

/** How long a guest that was found wanting may take to answer or to die, in milliseconds. */
const lastChanceMs = 5000;

export class Lab {
  readonly #guest: BootedGuest;
  readonly #helpers: Helpers;
  readonly #channel: AuditChannel;
  readonly #programs: ReadonlySet<string>;
  readonly #loaded = new Map<string, LoadedProgram>();
  #attached: string | undefined;

  private constructor(guest: BootedGuest, helpers: Helpers, programs: ReadonlySet<string>) {
    this.#guest = guest;
    this.#helpers = helpers;
    this.#channel = new AuditChannel(transportOf(helpers.collector));
    this.#programs = programs;
  }

  /** Brings programs and helpers into `guest` and makes the collector its audit daemon. */
  static async open(
    guest: BootedGuest,
    programs: ReadonlyMap<string, string>,
    signal: AbortSignal,
  ): Promise<Lab> {
    const lab = new Lab(guest, await equip(guest, programs), new Set(programs.keys()));
    await lab.#alive(async () => {
      await configure(lab.#channel, OBSERVING, signal);
      await becomeDaemon(lab.#channel, signal);
    });
    return lab;
  }

  /**
   * Loads a program of bpf-progs, once: loading costs more than everything else that a test does.
   * @throws LoadError with the verifier's log when the kernel refuses it
   */
  load(name: string): Promise<LoadedProgram> {
    return this.#alive(() => this.#load(name));
  }

  /**
   * Attaches the program `name` and lets a trigger act once while it watches that process.
   * `trigger` is a name of vm/trigger with its arguments; `variables` are set in the program.
   */
  watch(
    name: string,
    trigger: readonly string[],
    { signal, variables = () => ({}) }: WatchOptions,
  ): Promise<Sighting> {
    const { loader, triggers } = this.#helpers;
    return this.#alive(async () => {
      const [{ progId }, ready] = await Promise.all([
        this.#attach(name),
        triggers.prepare(trigger),
      ]);
      const { tgid, comm, facts } = ready;
      const settings = Object.entries({ target_tgid: tgid, ...variables(facts) });
      const [window] = await Promise.all([
        openWindow(this.#channel, { progId, signal }),
        ...settings.map(([variable, value]) => loader.set(name, variable, value)),
      ]);
      const result = await ready.go();
      // The process that it watched has ended: from here on the program reports nobody.
      const [values, observation] = await Promise.all([loader.variables(name), window.close()]);
      return { subject: { progId, tgid, comm }, facts, result, ...calls(values), observation };
    });
  }

  async #load(name: string): Promise<LoadedProgram> {
    if (!this.#programs.has(name)) throw new Error(`there is no bpf-progs/${name}.bpf.c`);
    const { loader } = this.#helpers;
    const known = this.#loaded.get(name);
    if (known) {
      await loader.reset(name);
      return known;
    }
    const program = await loader.load(name, `${guestPrograms}/${name}.bpf.o`);
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

  /** Whether the guest still does its part: a system call by the collector, answered in time. */
  async answers(): Promise<boolean> {
    const signal = AbortSignal.timeout(lastChanceMs);
    return Promise.race([status(this.#channel, signal), this.#guest.death]).then(
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
): Pick<Sighting, 'hits' | 'nullContexts' | 'returns'> {
  const { hits = 0, null_contexts: nullContexts = 0 } = variables;
  const steps = Object.entries(variables).filter(([name]) => name.startsWith('ret_'));
  const returns = Object.fromEntries(
    steps.map(([name, value]) => [name.slice(4), readable(value)]),
  );
  return { hits, nullContexts, returns };
}

function readable(value: number): number | string {
  if (value === notCalled) return 'not called';
  return value < 0 ? `-${errnoName(-value)}` : value;
}
