/** The kernel's Kconfig files, as far as dependencies need them. Pure: files come from a reader. */

import { type Expression, parseExpression } from './expression.js';

/** One `config` entry. A symbol may have several. */
export interface Definition {
  file: string;
  line: number;
  /** All that must hold: its own `depends on` and those of the blocks around it. */
  dependencies: readonly Expression[];
  /** Whether a user can set it here; without a prompt only defaults and selects do. */
  prompt: boolean;
}

export interface KconfigTree {
  definitions: ReadonlyMap<string, readonly Definition[]>;
  /** Symbols that select the key. */
  selectors: ReadonlyMap<string, readonly string[]>;
}

export type ReadFile = (path: string) => string | undefined;

/** Source files are followed to this depth, and this many in all. */
const maxDepth = 50;
const maxFiles = 20_000;

interface Block {
  kind: 'menu' | 'if' | 'choice';
  dependencies: Expression[];
}

/** Reads the tree from its root file `Kconfig`. Lines that are not understood are passed over. */
export function readTree(read: ReadFile, macros: Readonly<Record<string, string>>): KconfigTree {
  const reader = new TreeReader(read, macros);
  reader.file('Kconfig', 0);
  return { definitions: reader.definitions, selectors: reader.selectors };
}

class TreeReader {
  readonly definitions = new Map<string, Definition[]>();
  readonly selectors = new Map<string, string[]>();
  #read: ReadFile;
  #macros: Readonly<Record<string, string>>;
  #blocks: Block[] = [];
  #current: { name: string; definition: Definition & { dependencies: Expression[] } } | undefined;
  #files = 0;

  constructor(read: ReadFile, macros: Readonly<Record<string, string>>) {
    this.#read = read;
    this.#macros = macros;
  }

  file(path: string, depth: number): void {
    if (depth > maxDepth || ++this.#files > maxFiles) return;
    const lines = (this.#read(path) ?? '').replaceAll('\\\n', ' ').split('\n');
    let helpIndent: number | undefined;
    lines.forEach((raw, index) => {
      const line = raw.replaceAll('\t', '        ');
      const indent = line.length - line.trimStart().length;
      const text = line.trim();
      if (text === '') return;
      // Help text is everything indented deeper than the entry's own lines.
      if (helpIndent !== undefined && (helpIndent < 0 || indent >= helpIndent) && indent > 0) {
        helpIndent = helpIndent < 0 ? indent : helpIndent;
        return;
      }
      helpIndent = /^(help|---help---)$/.test(text) ? -1 : undefined;
      if (helpIndent === undefined && !text.startsWith('#'))
        this.#line(text, { file: path, line: index + 1 }, depth);
    });
  }

  #line(text: string, place: { file: string; line: number }, depth: number): void {
    const [word = '', rest = ''] = split(text);
    switch (word) {
      case 'config':
      case 'menuconfig':
        return this.#define(rest, place);
      case 'source':
        return this.#source(rest, depth);
      case 'menu':
      case 'choice':
        return this.#open({ kind: word, dependencies: [] });
      case 'if':
        return this.#open({ kind: 'if', dependencies: expressions(rest) });
      case 'endmenu':
      case 'endchoice':
      case 'endif':
        return this.#close();
      case 'depends':
        return this.#depends(rest.replace(/^on\s+/, ''));
      case 'select':
        return this.#select(rest);
      case 'prompt':
      case 'bool':
      case 'tristate':
      case 'int':
      case 'hex':
      case 'string':
        if (this.#current && /^["']/.test(rest)) this.#current.definition.prompt = true;
    }
  }

  #define(name: string, place: { file: string; line: number }): void {
    const dependencies = this.#blocks.flatMap((block) => block.dependencies);
    const definition = { ...place, dependencies, prompt: false };
    this.#current = { name, definition };
    push(this.definitions, name, definition);
  }

  #source(rest: string, depth: number): void {
    const path = rest
      .replaceAll(/^["']|["']$/g, '')
      .replaceAll(/\$\((\w+)\)/g, (_, name: string) => this.#macros[name] ?? '');
    this.#current = undefined;
    this.file(path, depth + 1);
  }

  #open(block: Block): void {
    this.#current = undefined;
    this.#blocks.push(block);
  }

  #close(): void {
    this.#current = undefined;
    this.#blocks.pop();
  }

  #depends(text: string): void {
    const target = this.#current?.definition.dependencies ?? this.#blocks.at(-1)?.dependencies;
    target?.push(...expressions(text));
  }

  #select(text: string): void {
    const [name = ''] = split(text);
    if (this.#current) push(this.selectors, name, this.#current.name);
  }
}

function split(text: string): [string, string] {
  const end = text.search(/\s/);
  return end < 0 ? [text, ''] : [text.slice(0, end), text.slice(end).trim()];
}

function expressions(text: string): Expression[] {
  const expression = parseExpression(text.replace(/\s#.*$/, ''));
  return expression ? [expression] : [];
}

function push<T>(map: Map<string, T[]>, key: string, value: T): void {
  const list = map.get(key);
  if (list) list.push(value);
  else map.set(key, [value]);
}
