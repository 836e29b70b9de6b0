/** The command that does a run again, on another machine. Pure. */

import type { Report } from './model.js';

/** Options of `run` and `ci` that say where results go and how long it may take, not what is tested. */
const ofThisTime = /^--(?:json|reporter|output|time-?limit)(=|$)/i;
const flagsOfThisTime = /^(?:-v|--(?:no-)?(?:verbose|keep|update))$/;

/**
 * The words of the invocation, without those about this time and place, and with the line of the kernel
 * that was taken. The folder of the series goes by its name only.
 */
export function reproduction({ runs: [run] }: Pick<Report, 'runs'>): string[] {
  if (!run) return [];
  const [command = 'run', ...rest] = run.invocation;
  const words = withoutOutputs(rest).map((word, i, all) =>
    all[i - 1] === '--series' || word.startsWith('--series=') ? seriesWord(word) : word,
  );
  const line = /^linux-source-(.+)$/.exec(run.kernel?.source.package ?? '')?.[1];
  const named = words.some((word) => /^--kernel(=|$)/.test(word));
  const pin = line === undefined || named ? [] : ['--kernel', `debian:${line}`];
  return ['lsm-audit', command === 'ci' ? 'run' : command, ...pin, ...words];
}

const seriesWord = (word: string) => {
  const [, option = '', path = ''] = /^(--series=)?(.*)$/s.exec(word) ?? [];
  return option + (path.split('/').filter(Boolean).at(-1) ?? path);
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

/** A word for a POSIX shell. */
export const shellWord = (word: string) =>
  /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
