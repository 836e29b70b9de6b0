/** Where the time of a run goes: each phase by its name, in order, with its wall time. */

export interface PhaseTime {
  name: string;
  /** Milliseconds since the start of the run. */
  startMs: number;
  /** Milliseconds. */
  ms: number;
  /** The guest that it was about. */
  guest?: number;
  note?: string;
}

export class Phases {
  #times: PhaseTime[] = [];
  #origin = performance.now();
  #guest: number | undefined;
  readonly #onPhase: (name: string) => void;

  constructor(onPhase: (name: string) => void = () => {}) {
    this.#onPhase = onPhase;
  }

  /** These phases, for whoever works on the guest with this number. */
  forGuest(guest: number): Phases {
    const own = new Phases(this.#onPhase);
    own.#times = this.#times;
    own.#origin = this.#origin;
    own.#guest = guest;
    return own;
  }

  /** All phases that are over, in the order of their ends. */
  get times(): PhaseTime[] {
    return this.#times;
  }

  /** Milliseconds since the start of the run. */
  now(): number {
    return performance.now() - this.#origin;
  }

  /** Runs `work` as the phase `name`; its time counts even when it fails. */
  async measure<T>(name: string, work: () => Promise<T>): Promise<T> {
    this.#onPhase(name);
    const startMs = this.now();
    try {
      return await work();
    } finally {
      const ms = Math.round(this.now() - startMs);
      const guest = this.#guest === undefined ? {} : { guest: this.#guest };
      this.#times.push({ name, startMs: Math.round(startMs), ms, ...guest });
    }
  }

  /** Says something about the last phase, such as that its result came from the cache. */
  note(text: string): void {
    const last = this.#times.at(-1);
    if (last) last.note = text;
  }
}
