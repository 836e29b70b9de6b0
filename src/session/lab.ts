/**
 * What a selftest works with: programs of the guest, triggers, and the audit channel. Its one verb
 * is `watch`: attach a program, let a trigger act, detach, and return everything that came of it.
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
import type { ReadyTrigger, TriggerResult } from '../guest/trigger.js';
import { within } from '../host/deadline.js';
import { type BootedGuest, equip, guestPrograms, type Helpers } from './guest.js';

/** A loaded program. */
export interface LoadedProgram {
  /** Its name among bpf-progs, and its id for the loader. */
  name: string;
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
   * A program of bpf-progs, detached and with its variables as they were compiled. It is loaded
   * once and stays so, since loading costs more than everything else that a test does.
   * @throws LoadError with the verifier's log when the kernel refuses it
   */
  async load(name: string): Promise<LoadedProgram> {
    if (!this.#programs.has(name)) throw new Error(`there is no bpf-progs/${name}.bpf.c`);
    const { loader } = this.#helpers;
    const known = this.#loaded.get(name);
    if (known) {
      await this.#alive(() => loader.reset(name));
      return known;
    }
    const path = `${guestPrograms}/${name}.bpf.o`;
    const program = { name, ...(await this.#alive(() => loader.load(name, path))) };
    this.#loaded.set(name, program);
    return program;
  }

  /** Starts the trigger `words`, a name of vm/trigger with its arguments, up to its preparation. */
  prepare(words: readonly string[]): Promise<ReadyTrigger> {
    return this.#alive(() => this.#helpers.triggers.prepare(words));
  }

  /** Lets `trigger` act once while `program` is attached and watches its process. */
  async watch(
    { name, progId }: LoadedProgram,
    trigger: ReadyTrigger,
    { signal, variables = {} }: { signal: AbortSignal; variables?: Record<string, number> },
  ): Promise<Sighting> {
    const { loader } = this.#helpers;
    return this.#alive(async () => {
      const settings = Object.entries({ target_tgid: trigger.tgid, ...variables });
      // Commands are obeyed in their order, so none needs to wait for the one before.
      const [window] = await Promise.all([
        openWindow(this.#channel, { progId, signal }),
        ...settings.map(([variable, value]) => loader.set(name, variable, value)),
        loader.attach(name),
      ]);
      const result = await trigger.go();
      const [seen] = await Promise.all([loader.variables(name), loader.detach(name)]);
      const observation = await window.close();
      const { hits = 0, null_contexts: nullContexts = 0 } = seen;
      const { tgid, comm, facts } = trigger;
      const subject = { progId, tgid, comm };
      const returns = returnsOf(seen);
      return { subject, facts, result, hits, nullContexts, returns, observation };
    });
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

/** The ret_<step> variables of a program. */
function returnsOf(variables: Record<string, number>): Sighting['returns'] {
  const steps = Object.entries(variables).filter(([name]) => name.startsWith('ret_'));
  return Object.fromEntries(steps.map(([name, value]) => [name.slice(4), readable(value)]));
}

function readable(value: number): number | string {
  if (value === notCalled) return 'not called';
  return value < 0 ? `-${errnoName(-value)}` : value;
}
