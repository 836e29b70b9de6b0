/**
 * What a command's options are, as data: for the manual and for completion. They come from the very
 * calls that make yargs' help, so that nothing is said twice.
 */

import type { Argv, Options, PositionalOptions } from 'yargs';
import type { Command } from './command.js';

export interface OptionFacts {
  name: string;
  aliases: readonly string[];
  describe: string;
  /** Whether a value follows. */
  takesValue: boolean;
  /** Whether it may be given several times. */
  repeats: boolean;
  choices: readonly string[];
  /** As text; missing where none or off is the default. */
  default?: string;
  hidden: boolean;
  /** Whether it is on unless --no-NAME turns it off. */
  on: boolean;
}

export interface PositionalFacts {
  name: string;
  describe: string;
  choices: readonly string[];
  optional: boolean;
  repeats: boolean;
}

export interface CommandFacts {
  name: string;
  /** The name with the positional words. */
  usage: string;
  summary: string;
  positionals: readonly PositionalFacts[];
  options: readonly OptionFacts[];
  /** Command lines with `$0` for the name of the program, and what they do. */
  examples: readonly { line: string; does: string }[];
}

/** What every command has, by yargs. */
export const commonOptions: readonly OptionFacts[] = [
  optionFacts('help', { alias: 'h', type: 'boolean', describe: 'show the help of a command' }),
  optionFacts('version', { type: 'boolean', describe: 'show the version' }),
];

export function describe({ name, summary, options }: Command): CommandFacts {
  const seen = new Recorder();
  options(seen.argv);
  const [verb = '', ...words] = name.split(' ');
  const positionals = words.map((word) => {
    const own = word.replaceAll(/[[\]<>.]/g, '');
    const { describe = '', choices = [] } = seen.positionals.get(own) ?? {};
    return {
      ...{ name: own, describe, choices: choices.map(String) },
      ...{ optional: word.startsWith('['), repeats: word.includes('..') },
    };
  });
  const facts = [...seen.options].map(([own, spec]) => optionFacts(own, spec));
  return { name: verb, usage: name, summary, positionals, options: facts, examples: seen.examples };
}

function optionFacts(name: string, spec: Options): OptionFacts {
  const { alias = [], describe = '', choices = [], type, hidden = false } = spec;
  const value = spec.defaultDescription ?? spec.default;
  const unsaid = value === undefined || value === false || value === true;
  return {
    name,
    aliases: [alias].flat(),
    describe: describe || '',
    takesValue: type !== 'boolean' && type !== 'count',
    repeats: spec.array === true || type === 'array',
    choices: choices.map(String),
    ...(!unsaid && { default: [value].flat().join(', ') }),
    hidden,
    on: type === 'boolean' && spec.default === true,
  };
}

/** Stands for yargs while a command declares its options. */
class Recorder {
  readonly options = new Map<string, Options>();
  readonly positionals = new Map<string, PositionalOptions>();
  readonly examples: { line: string; does: string }[] = [];
  readonly argv: Argv;

  constructor() {
    // What is of no interest here, such as conflicts of options, is taken without a word.
    this.argv = new Proxy({} as Argv, {
      get:
        (_, method) =>
        (...words: unknown[]) => {
          this.#take(String(method), words);
          return this.argv;
        },
    });
  }

  #take(method: string, [first, second]: unknown[]): void {
    if (method === 'option' || method === 'options') {
      const all = typeof first === 'string' ? { [first]: second } : (first as object);
      for (const [name, spec] of Object.entries(all)) this.options.set(name, spec as Options);
    } else if (method === 'positional') {
      this.positionals.set(String(first), second as PositionalOptions);
    } else if (method === 'example') {
      const all = Array.isArray(first) ? (first as [string, string][]) : [[first, second]];
      for (const [line, does] of all)
        this.examples.push({ line: String(line), does: String(does) });
    }
  }
}
