/** The command that does a run, or one test of it, again. Pure. */

import { quote } from '../host/command.js';
import type { RunReport } from '../report/model.js';

/** Options whose value is part of what was tested; the others say what to do with the result. */
const carried = ['series', 'append', 'machine', 'accel', 'silence'];

/** The words behind the name of the program: the kernel is named as it was, and the test by its title. */
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

/** The command, for a shell. */
export const asCommand = (words: readonly string[]): string =>
  ['lsm-audit', ...words].map(quote).join(' ');

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
