/** The manual page, from what the commands tell yargs and from the contract. Pure. */

import {
  bold,
  entry,
  example,
  italic,
  paragraph,
  roffText,
  section,
  subsection,
} from '../report/roff.js';
import { environment, exitCodes, exitNotes } from './contract.js';
import { type CommandFacts, commonOptions, type OptionFacts } from './describe.js';

export interface ManualFacts {
  /** One line about the program, and a paragraph. */
  title: string;
  about: string;
  version: string;
  /** Of what the page tells: YYYY-MM-DD. */
  date: string;
}

/** lsm-audit(1), in the macros of man(7). */
export function manual(commands: readonly CommandFacts[], facts: ManualFacts): string {
  const { title, about, version, date } = facts;
  const lines = [
    `.TH LSM\\-AUDIT 1 ${date} "lsm\\-audit ${roffText(version)}"`,
    section('name'),
    `lsm\\-audit \\- ${roffText(title)}`,
    section('synopsis'),
    `${bold('lsm-audit')} ${italic('command')} [${italic('option')} ...] [${italic('word')} ...]`,
    section('description'),
    ...paragraph(about),
    section('options'),
    'Every command has these:',
    ...commonOptions.flatMap(optionLines),
    section('commands'),
    ...commands.flatMap(commandLines),
    section('exit status'),
    ...exitCodes.flatMap(({ code, means }) => entry(bold(String(code)), ...paragraph(means))),
    '.PP',
    ...paragraph(exitNotes),
    section('environment'),
    ...environment.flatMap(({ name, means }) => entry(bold(name), ...paragraph(means))),
    section('files'),
    ...files.flatMap(([path, means]) => entry(italic(path), ...paragraph(means))),
    section('see also'),
    `${bold('ausearch')}(8), ${bold('auditd')}(8),`,
    `${bold('qemu-system-x86_64')}(1), ${bold('git-format-patch')}(1)`,
  ];
  return `${lines.join('\n')}\n`;
}

const files: readonly [string, string][] = [
  ['~/.cache/lsm-audit', 'the cache, unless LSM_AUDIT_CACHE names another folder'],
  ['runs/', 'below it, a directory for each of the last runs: log, console, result, initramfs'],
  ['history/', 'what is remembered of runs when their directories are gone'],
  ['kernels/', 'built kernels, by the digest of all that went into them'],
];

function commandLines({ usage, summary, positionals, options, examples }: CommandFacts): string[] {
  const shown = options.filter(({ hidden }) => !hidden);
  return [
    subsection(usage),
    ...paragraph(`${summary}.`),
    ...positionals.flatMap(({ name, describe, choices }) =>
      entry(italic(name), ...meaningLines({ describe, choices })),
    ),
    ...shown.flatMap(optionLines),
    '.PP',
    examples.length === 1 ? 'Example:' : 'Examples:',
    ...example(examples.flatMap(exampleLines)),
  ];
}

function exampleLines({ line, does }: CommandFacts['examples'][number]): string[] {
  return [`# ${roffText(does)}`, bold(line.replaceAll('$0', 'lsm-audit'))];
}

function optionLines(option: OptionFacts): string[] {
  const { name, aliases, takesValue, on } = option;
  const words = [...aliases, on ? `no-${name}` : name].map((word) =>
    bold(word.length === 1 ? `-${word}` : `--${word}`),
  );
  const value = takesValue ? ` ${italic(name.split('-').at(-1) ?? name)}` : '';
  return entry(words.join(', ') + value, ...meaningLines(option));
}

function meaningLines(facts: Pick<OptionFacts, 'describe' | 'choices' | 'default'>): string[] {
  const { describe, choices } = facts;
  return [
    ...paragraph(describe),
    ...(choices.length > 0 ? paragraph(`(one of ${choices.join(', ')})`) : []),
    ...(facts.default === undefined || facts.default === ''
      ? []
      : paragraph(`[default: ${facts.default}]`)),
  ];
}
