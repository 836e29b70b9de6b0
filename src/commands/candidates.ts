/** What may stand where a command line is being typed. */

import { reporterNames } from '../report/reporters.js';
import { type CommandFacts, commonOptions, type OptionFacts } from './describe.js';

/** What only the checkout and the cache know; asked for when it is wanted. */
export interface Sources {
  /** Titles of tests. */
  tests(): Promise<readonly string[]>;
  mutants(): Promise<readonly string[]>;
  variants(): readonly string[];
  /** Names of run directories, the newest first, and where they lie. */
  runs(): Promise<{ id: string; path: string }[]>;
}

/**
 * The candidates for the last of `words`, which follow the name of the program. None means that a file
 * or something of one's own stands there.
 */
export async function candidates(
  words: readonly string[],
  commands: readonly CommandFacts[],
  sources: Sources,
): Promise<string[]> {
  const current = words.at(-1) ?? '';
  const before = words.slice(0, -1);
  const name = before.find((word) => !word.startsWith('-'));
  const command = commands.find((each) => each.name === name);
  const all = command
    ? await inCommand(command, before.slice(before.indexOf(command.name) + 1), current, sources)
    : name === undefined
      ? outside(commands, current)
      : [];
  return [...new Set(all)].filter((candidate) => candidate.startsWith(current));
}

function outside(commands: readonly CommandFacts[], current: string): string[] {
  if (current.startsWith('-')) return flags(commonOptions, []);
  return [...commands.map(({ name }) => name), 'help'];
}

async function inCommand(
  command: CommandFacts,
  before: readonly string[],
  current: string,
  sources: Sources,
): Promise<string[]> {
  const options = [...command.options, ...commonOptions];
  const optionOf = (word: string) =>
    options.find(({ name, aliases }) => [name, ...aliases].some((own) => word === dashed(own)));
  if (!before.includes('--')) {
    const open = optionOf(before.at(-1) ?? '');
    if (open?.takesValue) return valuesOf(command.name, open, current, sources);
    const [, flag = '', begun = ''] = /^(--[^=]+)=(.*)$/s.exec(current) ?? [];
    const assigned = optionOf(flag);
    if (assigned?.takesValue) {
      const values = await valuesOf(command.name, assigned, begun, sources);
      return values.map((value) => `${flag}=${value}`);
    }
    if (current.startsWith('-')) return flags(options, before);
  }
  const given = before.filter((word, i) => {
    return !word.startsWith('-') && !optionOf(before[i - 1] ?? '')?.takesValue;
  });
  const [last] = command.positionals.slice(-1);
  const positional = command.positionals[given.length] ?? (last?.repeats ? last : undefined);
  if (!positional) return flags(options, before);
  return valuesOf(command.name, positional, current, sources);
}

const dashed = (name: string) => (name.length === 1 ? `-${name}` : `--${name}`);

/** The options that may follow: those that were not given, or may be given again. */
function flags(options: readonly OptionFacts[], before: readonly string[]): string[] {
  const open = options.filter(
    ({ name, hidden, repeats }) => !hidden && (repeats || !before.includes(dashed(name))),
  );
  return open.map(({ name, on }) => dashed(on ? `no-${name}` : name));
}

/** Options and positional words that mean the same everywhere. */
async function valuesOf(
  command: string,
  { name, choices }: Pick<OptionFacts, 'name' | 'choices'>,
  current: string,
  sources: Sources,
): Promise<string[]> {
  if (choices.length > 0) return [...choices];
  if (name === 'variant')
    return [...sources.variants(), ...(['run', 'ci'].includes(command) ? ['all'] : [])];
  // Behind NAME= stands a file.
  if (name === 'reporter') return [...reporterNames];
  if (name === 'kernel' && command !== 'runs') return ['debian'];
  if (name === 'pattern' && command === 'mutate') return [...(await sources.mutants())];
  if (['pattern', 'test', 'tests', 'rival', 'history'].includes(name))
    return patterns(await sources.tests(), current);
  if (name !== 'run') return [];
  const runs = await sources.runs();
  return runs.map(({ id, path }) => (command === 'shell' ? path : id));
}

/** Hooks, which are short; and whole titles behind one. */
function patterns(titles: readonly string[], current: string): string[] {
  const heads = titles.map((title) => title.split(/:| > /, 1)[0] ?? '');
  const short = heads.filter((head) => head.startsWith(current));
  return short.length > 0 ? short : [...titles];
}
