/** The command that does a run again: the whole of it on another machine, or a part of it here. Pure. */

import type { Report, RunReport } from './model.js';

/** Options of `run` and `ci` that say where results go and how long it may take, not what is tested. */
const ofThisTime = /^--(?:json|reporter|output|time-?limit)(=|$)/i;
const flagsOfThisTime = /^(?:-v|--(?:no-)?(?:verbose|keep|update))$/;

/**
 * The words of the invocation, without those about this time and place, and with the line of the kernel
 * that was taken. Files and folders go by their names only.
 */
export function reproduction({ runs: [run] }: Pick<Report, 'runs'>): string[] {
  if (!run) return [];
  const [command = 'run', ...rest] = run.invocation;
  const words = withoutOutputs(rest).map((word, i, all) =>
    /^--(?:series|config)$/.test(all[i - 1] ?? '') || /^--(?:series|config)=/.test(word)
      ? nameOnly(word)
      : word,
  );
  const line = /^linux-source-(.+)$/.exec(run.kernel?.source.package ?? '')?.[1];
  const named = words.some((word) => /^--kernel(=|$)/.test(word));
  const pin = line === undefined || named ? [] : ['--kernel', `debian:${line}`];
  return ['lsm-audit', command === 'ci' ? 'run' : command, ...pin, ...words];
}

/** A range keeps what says that it is one: `git:REPO:BASE..TIP`. */
const nameOnly = (word: string) => {
  const [, option = '', path = ''] = /^(--\w+=)?(.*)$/s.exec(word) ?? [];
  const kind = path.startsWith('git:') && path.includes('/') ? 'git:' : '';
  return option + kind + (path.split('/').filter(Boolean).at(-1) ?? path);
};

function withoutOutputs(words: readonly string[]): string[] {
  const end = words.indexOf('--');
  const options = end < 0 ? words : words.slice(0, end);
  const kept = options.filter((word, i) => {
    const before = options[i - 1] ?? '';
    const isValue = ofThisTime.test(before) && !before.includes('=');
    return !isValue && !ofThisTime.test(word) && !flagsOfThisTime.test(word);
  });
  return end < 0 ? kept : [...kept, ...words.slice(end)];
}

/** Options whose value is part of what was tested; the others say what to do with the result. */
const carried = ['series', 'config', 'append', 'machine', 'accel', 'silence'];

/**
 * The words behind the name of the program that do one run of a command again, or one test of it, here: the
 * kernel is named as it was, the variant is that of the run, and the test goes by its title.
 */
export function wordsAgain(
  { invocation, kernel }: Pick<RunReport, 'invocation' | 'kernel'>,
  title?: string,
): string[] {
  const line = /^linux-source-(.+)$/.exec(kernel?.source.package ?? '')?.[1];
  return [
    'run',
    ...optionsOf(invocation),
    ...(line === undefined ? [] : ['--kernel', `debian:${line}`]),
    ...(kernel ? ['--variant', kernel.variant] : []),
    ...(title === undefined ? patternsOf(invocation) : [title]),
  ];
}

function optionsOf(words: readonly string[]): string[] {
  return words.flatMap((word, i) => {
    const [, name = '', value] = /^--([a-z-]+)(?:=(.*))?$/s.exec(word) ?? [];
    if (!carried.includes(name)) return [];
    return [`--${name}`, value ?? words[i + 1] ?? ''];
  });
}

/** Options of `run` that take no word behind them. */
const alone = /^(?:--(?:list|keep|dry-run|update|verbose)|-v|--no-.*|--[a-z-]+=.*)$/s;

/** The words of a run that name tests. */
function patternsOf(words: readonly string[]): string[] {
  const patterns: string[] = [];
  const rest = words.slice(1);
  for (let i = 0; i < rest.length; i++) {
    const word = rest[i] ?? '';
    if (word === '--') return [...patterns, ...rest.slice(i + 1)];
    if (!word.startsWith('-')) patterns.push(word);
    else if (!alone.test(word)) i++;
  }
  return patterns;
}

/** A word for a POSIX shell. */
export const shellWord = (word: string) =>
  /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;

/** The command, for a shell. */
export const asCommand = (words: readonly string[]): string =>
  ['lsm-audit', ...words].map(shellWord).join(' ');
