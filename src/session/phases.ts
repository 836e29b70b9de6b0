/** Where the time of a run goes: each phase by its name, in order, with its wall time. */

export interface PhaseTime {
  name: string;
  /** Milliseconds. */
  ms: number;
  note?: string;
}

export class Phases {
  readonly times: PhaseTime[] = [];
  #onPhase: (name: string) => void;

  constructor(onPhase: (name: string) => void = () => {}) {
    this.#onPhase = onPhase;
  }

  /** Runs `work` as the phase `name`; its time counts even when it fails. */
  async measure<T>(name: string, work: () => Promise<T>): Promise<T> {
    this.#onPhase(name);
    const started = performance.now();
    try {
      return await work();
    } finally {
      this.times.push({ name, ms: Math.round(performance.now() - started) });
    }
  }

  /** Says something about the last phase, such as that its result came from the cache. */
  note(text: string): void {
    const last = this.times.at(-1);
    if (last) last.note = text;
  }
}
