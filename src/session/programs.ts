/** The programs of a guest: loaded once, and at most one of them attached. */

import type { GuestLink } from '../guest/link.js';
import { Loader } from '../guest/loader.js';
import { guestPrograms } from './guest.js';

/** A loaded program. */
export interface LoadedProgram {
  /** What `prog-id` in its records says. */
  progId: number;
}

/** Which programs are loaded, and which one is attached. JSON-serialisable. */
export interface ProgramsState {
  loaded: [name: string, progId: number][];
  attached?: string;
}

export class Programs {
  readonly #loader: Loader;
  readonly #link: GuestLink;
  readonly #names: ReadonlySet<string>;
  readonly #loaded = new Map<string, LoadedProgram>();
  #attached: string | undefined;

  /** `names` are those of bpf-progs that lie in the guest. */
  constructor(loader: Loader, link: GuestLink, names: Iterable<string>) {
    this.#loader = loader;
    this.#link = link;
    this.#names = new Set(names);
  }

  /**
   * Loads a program, or gives one that is loaded its first variables again: loading costs more than
   * everything else that a test does.
   * @throws LoadError with the verifier's log when the kernel refuses it
   */
  async load(name: string): Promise<LoadedProgram> {
    const path = this.#object(name);
    const known = this.#loaded.get(name);
    if (known) {
      await this.#loader.reset(name);
      return known;
    }
    const program = await this.#loader.load(name, path);
    this.#loaded.set(name, program);
    return program;
  }

  /** As `load`, by a loader that has these capabilities only; the program is gone afterwards. */
  async loadWith(capabilities: readonly number[], name: string): Promise<LoadedProgram> {
    await using loader = await Loader.start(this.#link, { capabilities });
    return await loader.load(name, this.#object(name));
  }

  /** Loads `name` in the place of a function of `target`. @throws LoadError as `load` does */
  async extend(name: string, target: string): Promise<LoadedProgram> {
    await this.load(target);
    return this.#loader.extend(name, this.#object(name), target);
  }

  /**
   * Makes `name` the one program that is attached. It stays so until another one is wanted: attaching
   * and detaching rewrites the kernel's text, which takes an emulated processor long.
   */
  async attach(name: string): Promise<LoadedProgram> {
    const attached = this.#attached;
    if (attached === name) return this.load(name);
    this.#attached = undefined;
    // The loader obeys in order: nothing here needs to wait for the command before.
    const [, program] = await Promise.all([
      attached === undefined ? undefined : this.#loader.detach(attached),
      this.load(name),
      this.#loader.attach(name),
    ]);
    this.#attached = name;
    return program;
  }

  get state(): ProgramsState {
    const loaded = [...this.#loaded].map(([name, { progId }]): [string, number] => [name, progId]);
    return { loaded, ...(this.#attached !== undefined && { attached: this.#attached }) };
  }

  /** Goes on from where others stood; what the loader still owes an answer to is forgotten. */
  resume({ loaded, attached }: ProgramsState): void {
    this.#loader.forget();
    this.#loaded.clear();
    for (const [name, progId] of loaded) this.#loaded.set(name, { progId });
    this.#attached = attached;
  }

  /** Sets variables of a loaded program. */
  async set(name: string, variables: Readonly<Record<string, number>>): Promise<void> {
    const settings = Object.entries(variables);
    await Promise.all(settings.map(([key, value]) => this.#loader.set(name, key, value)));
  }

  /** The variables of a loaded program as they are now. */
  variables(name: string): Promise<Record<string, number>> {
    return this.#loader.variables(name);
  }

  /** Where the object file of a program lies in the guest. */
  #object(name: string): string {
    if (!this.#names.has(name)) throw new Error(`there is no bpf-progs/${name}.bpf.c`);
    return `${guestPrograms}/${name}.bpf.o`;
  }
}
