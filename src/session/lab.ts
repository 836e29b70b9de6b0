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
  observe,
  status,
} from '../audit/index.js';
import type { Collector } from '../guest/collector.js';
import type { Loader } from '../guest/loader.js';
import { prepareTrigger, type ReadyTrigger, type TriggerResult } from '../guest/trigger.js';
import { within } from '../host/deadline.js';
import { type BootedGuest, equip, guestPrograms } from './guest.js';

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
  result: Pick<TriggerResult, 'ret' | 'errno'>;
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
  readonly #loader: Loader;
  readonly #channel: AuditChannel;
  readonly #programs: ReadonlySet<string>;
  #loaded = 0;

  private constructor(
    guest: BootedGuest,
    loader: Loader,
    channel: AuditChannel,
    programs: ReadonlySet<string>,
  ) {
    this.#guest = guest;
    this.#loader = loader;
    this.#channel = channel;
    this.#programs = programs;
  }

  /** Brings programs and helpers into `guest` and makes the collector its audit daemon. */
  static async open(
    guest: BootedGuest,
    programs: ReadonlyMap<string, string>,
    signal: AbortSignal,
  ): Promise<Lab> {
    const { loader, collector } = await equip(guest, programs);
    const channel = new AuditChannel(transportOf(collector));
    const lab = new Lab(guest, loader, channel, new Set(programs.keys()));
    await lab.#alive(async () => {
      await configure(channel, OBSERVING, signal);
      await becomeDaemon(channel, signal);
    });
    return lab;
  }

  /**
   * Loads a program of bpf-progs.
   * @throws LoadError with the verifier's log when the kernel refuses it
   */
  async load(name: string): Promise<LoadedProgram> {
    if (!this.#programs.has(name)) throw new Error(`there is no bpf-progs/${name}.bpf.c`);
    // An id of its own each time: a test may load a program that another one has left behind.
    const id = `${name.slice(0, 50)}-${++this.#loaded}`;
    const path = `${guestPrograms}/${name}.bpf.o`;
    const { progId } = await this.#alive(() => this.#loader.load(id, path));
    return { name: id, progId };
  }

  /** Starts the trigger `words`, a name of vm/trigger with its arguments, up to its preparation. */
  prepare(words: readonly string[]): Promise<ReadyTrigger> {
    return this.#alive(() => prepareTrigger(this.#guest.ssh, words));
  }

  /** Lets `trigger` act once while `program` is attached and watches its process. */
  async watch(
    program: LoadedProgram,
    trigger: ReadyTrigger,
    { signal, variables = {} }: { signal: AbortSignal; variables?: Record<string, number> },
  ): Promise<Sighting> {
    const { name, progId } = program;
    const loader = this.#loader;
    return this.#alive(async () => {
      const settings = { target_tgid: trigger.tgid, ...variables };
      // Requests are answered in their order, so none needs to wait for the one before.
      const prepared = Object.entries(settings).map(([key, value]) => loader.set(name, key, value));
      await Promise.all([...prepared, loader.attach(name)]);
      let result: TriggerResult | undefined;
      let seen: Record<string, number> = {};
      const observation = await observe(this.#channel, { progId, signal }, async () => {
        result = await trigger.go();
        const [, values] = await Promise.all([loader.detach(name), loader.variables(name)]);
        seen = values;
      });
      await loader.unload(name);
      const { ret = 0, errno = 0 } = result ?? {};
      const { hits = 0, null_contexts: nullContexts = 0 } = seen;
      const subject = { progId, tgid: trigger.tgid, comm: trigger.comm };
      const { facts } = trigger;
      const returns = returnsOf(seen);
      return { subject, facts, result: { ret, errno }, hits, nullContexts, returns, observation };
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
