/** The kernel's Kconfig files, as far as dependencies need them. Pure: files come from a reader. */

import { conditional, dependency, expressions, splitWord } from './clause.js';
import type { Expression } from './expression.js';
import { statements } from './lines.js';

interface Place {
  file: string;
  line: number;
}

/** One `config` entry. A symbol may have several. */
export interface Definition extends Place {
  /** All that must hold: its own `depends on` and those of the blocks around it. */
  dependencies: readonly Expression[];
  /**
   * All that must hold for a user to set it here, besides the dependencies; undefined when it has
   * no prompt, so that only defaults and selects set it.
   */
  prompt: readonly Expression[] | undefined;
}

/** A symbol that forces another one on. */
export interface Selector {
  name: string;
  conditions: readonly Expression[];
}

export interface KconfigTree {
  definitions: ReadonlyMap<string, readonly Definition[]>;
  /** What selects the key. */
  selectors: ReadonlyMap<string, readonly Selector[]>;
}

export type ReadFile = (path: string) => string | undefined;

/** Source files are followed to this depth, and this many in all. */
const maxDepth = 50;
const maxFiles = 20_000;

/** What `depends on` and `visible if` add to. */
interface Entry {
  dependencies: Expression[];
  visibility: Expression[];
}

interface Config extends Entry {
  name: string;
  definition: Definition;
}

/** Reads the tree from its root file `Kconfig`. Lines that are not understood are passed over. */
export function readTree(read: ReadFile, macros: Readonly<Record<string, string>>): KconfigTree {
  const reader = new TreeReader(read, macros);
  reader.file('Kconfig', 0);
  return { definitions: reader.definitions, selectors: reader.selectors };
}

class TreeReader {
  readonly definitions = new Map<string, Definition[]>();
  readonly selectors = new Map<string, Selector[]>();
  #read: ReadFile;
  #macros: Readonly<Record<string, string>>;
  #blocks: Entry[] = [];
  /** The entry whose attributes follow, and the same when it is a `config`. */
  #entry: Entry | undefined;
  #config: Config | undefined;
  #files = 0;

  constructor(read: ReadFile, macros: Readonly<Record<string, string>>) {
    this.#read = read;
    this.#macros = macros;
  }

  file(path: string, depth: number): void {
    if (depth > maxDepth || ++this.#files > maxFiles) return;
    for (const { text, line } of statements(this.#read(path) ?? ''))
      this.#statement(text, { file: path, line }, depth);
  }

  #statement(text: string, place: Place, depth: number): void {
    const [word, rest] = splitWord(text);
    const type = ['prompt', 'bool', 'tristate', 'int', 'hex', 'string'];
    if (word === 'config' || word === 'menuconfig') this.#define(rest, place);
    else if (word === 'source') this.#source(rest, depth);
    else if (word === 'menu' || word === 'choice') this.#open([]);
    else if (word === 'if') this.#open(expressions(rest));
    else if (/^end(?:menu|choice|if)$/.test(word)) this.#close();
    // The dependencies of a comment say when it is shown; they are nobody else's.
    else if (word === 'comment') this.#turnTo(undefined);
    else if (word === 'depends') this.#entry?.dependencies.push(...dependency(rest));
    else if (word === 'visible')
      this.#entry?.visibility.push(...expressions(rest.replace(/^if\b/, '')));
    else if (word === 'select') this.#select(rest);
    else if (type.includes(word)) this.#prompt(rest);
  }

  #turnTo(entry: Entry | undefined, config?: Config): void {
    this.#entry = entry;
    this.#config = config;
  }

  #define(rest: string, place: Place): void {
    const [name] = splitWord(rest);
    const dependencies = this.#blocks.flatMap((block) => block.dependencies);
    const visibility = this.#blocks.flatMap((block) => block.visibility);
    const definition: Definition = { ...place, dependencies, prompt: undefined };
    const config = { name, dependencies, visibility, definition };
    this.#turnTo(config, config);
    push(this.definitions, name, definition);
  }

  #prompt(rest: string): void {
    const [text, condition] = /^(?:"(?:[^"\\]|\\.)*"|'[^']*')\s*(?:if\b(.*))?/.exec(rest) ?? [];
    if (text === undefined || !this.#config) return;
    const { definition, visibility } = this.#config;
    const own = condition === undefined ? [] : expressions(condition);
    definition.prompt = [...(definition.prompt ?? visibility), ...own];
  }

  #source(rest: string, depth: number): void {
    const path = rest
      .replaceAll(/^["']|["']$/g, '')
      .replaceAll(/\$\((\w+)\)/g, (_, name: string) => this.#macros[name] ?? '');
    this.#turnTo(undefined);
    this.file(path, depth + 1);
    this.#turnTo(undefined);
  }

  #open(dependencies: Expression[]): void {
    const block = { dependencies, visibility: [] };
    this.#turnTo(block);
    this.#blocks.push(block);
  }

  #close(): void {
    this.#turnTo(undefined);
    this.#blocks.pop();
  }

  #select(text: string): void {
    if (!this.#config) return;
    const [name, conditions] = conditional(text);
    push(this.selectors, name, { name: this.#config.name, conditions });
  }
}

function push<T>(map: Map<string, T[]>, key: string, value: T): void {
  const list = map.get(key);
  if (list) list.push(value);
  else map.set(key, [value]);
}
