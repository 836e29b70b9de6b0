/** Where the time of a run goes: each phase by its name, in order, with its wall time. */

export interface PhaseTime {
  name: string;
  /** Milliseconds since the start of the run. */
  startMs: number;
  /** Milliseconds. */
  ms: number;
  note?: string;
}

export class Phases {
  readonly times: PhaseTime[] = [];
  #onPhase: (name: string) => void;
  readonly #origin = performance.now();

  constructor(onPhase: (name: string) => void = () => {}) {
    this.#onPhase = onPhase;
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
      this.times.push({ name, startMs: Math.round(startMs), ms });
    }
  }

  /** Says something about the last phase, such as that its result came from the cache. */
  note(text: string): void {
    const last = this.times.at(-1);
    if (last) last.note = text;
  }
}
