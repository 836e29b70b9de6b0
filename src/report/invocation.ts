/** The words of a command that made runs, told apart. Pure. */

/**
 * The options that take a value, of all commands that make runs. A test holds them against the options that
 * the commands declare.
 */
export const valueOptions: ReadonlySet<string> = new Set([
  ...['kernel', 'series', 'config', 'variant', 'accel', 'machine', 'append', 'silence'],
  ...['reporter', 'json', 'repeat', 'output', 'time-limit', 'mutants', 'tests', 'rival'],
]);

/** An option with its value, or a word that names tests. */
export interface InvocationPart {
  /** As the help has it; missing where no option stands. */
  option?: string;
  value?: string;
  /** How it was given. */
  words: string[];
  /** Whether it stands behind `--`, where a dash begins no option. */
  behindDashes: boolean;
}

/** Reads the words behind the name of a command. */
export function partsOf(words: readonly string[]): InvocationPart[] {
  const end = words.indexOf('--');
  const parts: InvocationPart[] = [];
  for (let i = 0; i < words.length; i++) {
    const word = words[i] ?? '';
    const behindDashes = end >= 0 && i > end;
    const [, name, value] = /^--?([^-=][^=]*)(?:=(.*))?$/s.exec(behindDashes ? '' : word) ?? [];
    if (i === end) continue;
    if (name === undefined) {
      parts.push({ words: [word], behindDashes });
      continue;
    }
    const option = name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
    const follows = value === undefined && valueOptions.has(option) ? words[i + 1] : undefined;
    if (follows !== undefined) i++;
    const own = follows ?? value;
    parts.push({
      option,
      ...(own !== undefined && { value: own }),
      words: follows === undefined ? [word] : [word, follows],
      behindDashes,
    });
  }
  return parts;
}

/** The words of these parts: those that were behind `--` are there again. */
export function wordsOf(parts: readonly InvocationPart[]): string[] {
  const wordsIn = (behind: boolean) =>
    parts.filter(({ behindDashes }) => behindDashes === behind).flatMap(({ words }) => words);
  const last = wordsIn(true);
  return last.length > 0 ? [...wordsIn(false), '--', ...last] : wordsIn(false);
}

/** The part with another value, given as it was. */
export function withValue(part: InvocationPart, value: string): InvocationPart {
  const [word = '', ...more] = part.words;
  const words = more.length > 0 ? [word, value] : [`${word.slice(0, word.indexOf('='))}=${value}`];
  return { ...part, value, words };
}

/** A range of commits, and the repository that it is in. */
const range = /^git:(?:(.*):)?([^:/][^:]*\.\.[^:]*)$/s;

/** What a file or folder is called, without where it lies; of a range of commits only the repository lies somewhere. */
export function nameOnly(path: string): string {
  const [, repository, commits] = range.exec(path) ?? [];
  if (commits === undefined) return path.split('/').filter(Boolean).at(-1) ?? path;
  return repository === undefined ? path : `git:${nameOnly(repository)}:${commits}`;
}

/** Options whose value is a place that something was read from, and those that something was written to. */
const readFrom = new Set(['series', 'config', 'mutants']);
const writtenTo = new Set(['json', 'output']);

/** Stands for a path that tells nobody anything. */
const somewhere = '[path]';

/**
 * An invocation without the places of the user: what was read has its name only, and what was written
 * not even that.
 */
export function withoutPlaces([command, ...rest]: readonly string[]): string[] {
  if (command === undefined) return [];
  const parts = partsOf(rest).map((part) => {
    const { option, value = '' } = part;
    if (option === undefined && command === 'replay') {
      return { ...part, words: part.words.map(nameOnly) };
    }
    if (option !== undefined && part.value !== undefined) {
      if (readFrom.has(option)) return withValue(part, nameOnly(value));
      if (writtenTo.has(option)) return withValue(part, somewhere);
      if (option === 'reporter') return withValue(part, value.replace(/=.*/s, `=${somewhere}`));
    }
    return { ...part, words: part.words.map(withoutPath) };
  });
  return [command, ...wordsOf(parts)];
}

/** Any other word that has a path in it. */
const withoutPath = (word: string) => word.replace(/(^|=)(?:~|\.{0,2})\/.*/s, `$1${somewhere}`);
