/** The command that does a run again: the whole of it on another machine, or a part of it here. Pure. */

import { type InvocationPart, nameOnly, partsOf, withValue, wordsOf } from './invocation.js';
import type { Report, RunReport } from './model.js';

/** Options of `run` and `ci` that say where results go and how long it may take, not what is tested. */
const ofThisTime = new Set([
  ...['json', 'reporter', 'output', 'time-limit', 'print-cache-key'],
  ...['v', 'verbose', 'no-verbose', 'keep', 'no-keep', 'update', 'no-update'],
]);

/**
 * The command that does a run again elsewhere: the words of the invocation, without those about this time
 * and place, and with the line of the kernel that was taken. Files and folders go by their names only. A
 * replay brings its kernel along, and stays as it was.
 */
export function reproduction({ runs: [run] }: Pick<Report, 'runs'>): string[] {
  if (!run) return [];
  const [command = 'run', ...rest] = run.invocation;
  if (command === 'replay') return ['lsm-audit', ...run.invocation];
  const parts = partsOf(rest).filter(({ option = '' }) => !ofThisTime.has(option));
  const words = wordsOf(parts.map(withoutPlace));
  const line = lineOf(run);
  const named = parts.some(({ option }) => option === 'kernel');
  const pin = line === undefined || named ? [] : ['--kernel', `debian:${line}`];
  return ['lsm-audit', command === 'ci' ? 'run' : command, ...pin, ...words];
}

const withoutPlace = (part: InvocationPart) =>
  part.value !== undefined && ['series', 'config'].includes(part.option ?? '')
    ? withValue(part, nameOnly(part.value))
    : part;

const lineOf = ({ kernel }: { kernel?: RunReport['kernel'] }) =>
  /^linux-source-(.+)$/.exec(kernel?.source.package ?? '')?.[1];

/** Options whose value is part of what was tested; the others say what to do with the result. */
const carried = ['series', 'config', 'append', 'machine', 'accel', 'silence'];

/**
 * The words behind the name of the program that do one run of a command again, or one test of it, here: the
 * kernel is named as it was, the variant is that of the run, and the test goes by its title. A replay knows
 * neither kernels nor tests by name, and stays as it was.
 */
export function wordsAgain(
  { invocation, kernel }: Pick<RunReport, 'invocation' | 'kernel'>,
  title?: string,
): string[] {
  if (invocation[0] === 'replay') return [...invocation];
  const line = lineOf({ kernel });
  const parts = partsOf(invocation.slice(1));
  const options = parts.flatMap(({ option = '', value = '' }) =>
    carried.includes(option) ? [`--${option}`, value] : [],
  );
  // The positional words of `mutate` name mutants; its tests have an option.
  const naming = invocation[0] === 'mutate' ? 'tests' : undefined;
  const given = parts.flatMap(({ option, value, words }) =>
    option !== naming ? [] : option === undefined ? words : (value ?? []),
  );
  const patterns = title === undefined ? given : [title];
  return [
    'run',
    ...options,
    ...(line === undefined ? [] : ['--kernel', `debian:${line}`]),
    ...(kernel ? ['--variant', kernel.variant] : []),
    ...(patterns.some((pattern) => pattern.startsWith('-')) ? ['--'] : []),
    ...patterns,
  ];
}

/** A word for a POSIX shell. */
export const shellWord = (word: string) =>
  /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;

/** The command, for a shell. */
export const asCommand = (words: readonly string[]): string =>
  ['lsm-audit', ...words].map(shellWord).join(' ');
