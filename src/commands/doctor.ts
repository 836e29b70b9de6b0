/** `doctor`: what this host has and lacks for a run, and the way to get it. */

import type { Argv } from 'yargs';
import { ExitCode, UsageError } from '../errors.js';
import { type Finding, isComplete } from '../host/finding.js';
import { missingTools } from '../host/host-findings.js';
import { installTools } from '../host/install.js';
import { cachePaths } from '../host/paths.js';
import { type Colours, coloursFor } from '../report/colour.js';
import { circumstancesOf, diagnose, toolChoice } from '../session/diagnosis.js';
import type { CommandContext } from './context.js';
import { type Talk, talkTo } from './output.js';

export const name = 'doctor';
export const summary = 'Show what this host has and lacks; install what is missing';

export interface DoctorArguments {
  install: boolean;
  json: boolean;
  tests: boolean;
  quiet: boolean;
  verbose: boolean;
}

export function options(argv: Argv) {
  return argv
    .option('install', {
      type: 'boolean',
      default: false,
      describe: 'install the missing packages (apt, dnf or pacman; as root or through sudo)',
    })
    .option('json', { type: 'boolean', default: false, describe: 'one JSON object for machines' })
    .option('tests', {
      type: 'boolean',
      default: false,
      describe: 'with what only the own tests of lsm-audit need',
    })
    .option('quiet', {
      alias: 'q',
      type: 'boolean',
      default: false,
      describe: 'with --install: say nothing when nothing is missing',
    })
    .option('verbose', {
      alias: 'v',
      type: 'boolean',
      default: false,
      describe: 'show every command that is run',
    })
    .example('$0 doctor', 'what is here, what is missing, and how to get it')
    .example('$0 doctor --install', 'get it');
}

/** Exit code 69 when something that a run needs is missing. */
export async function execute(args: DoctorArguments, context: CommandContext): Promise<number> {
  if (args.install && args.json) throw new UsageError('--install and --json exclude each other');
  const talk = talkTo(context.stderr, args);
  if (args.install) return install(args, context, talk);
  const look = { log: talk.log, signal: context.signal };
  const findings = await diagnose(cachePaths(), { ...look, tests: args.tests });
  const complete = isComplete(findings);
  const text = args.json
    ? JSON.stringify({ complete, findings }, null, 2)
    : doctorLines(findings, coloursFor(context.stdout.isTTY === true, process.env)).join('\n');
  context.stdout.write(`${text}\n`);
  return complete ? ExitCode.passed : ExitCode.infrastructure;
}

async function install(
  { quiet, tests }: DoctorArguments,
  { signal, stdout, stderr }: CommandContext,
  { log }: Talk,
): Promise<number> {
  const look = { log, signal };
  const choice = await toolChoice(cachePaths(), look);
  const missing = await missingTools(circumstancesOf(choice, { tests }));
  if (missing.length > 0) {
    await installTools(missing, { ...look, interactive: stderr.isTTY === true });
  } else if (!quiet) {
    stdout.write('no package is missing\n');
  }
  return ExitCode.passed;
}

const marks = { ok: 'ok', missing: 'MISSING', unneeded: '-', note: 'note' } as const;

/** The findings as text: one line each, and the ways to mend what is missing below it. */
export function doctorLines(findings: readonly Finding[], colours: Colours): string[] {
  const width = (texts: readonly string[]) => Math.max(...texts.map((text) => text.length));
  const nameWidth = width(findings.map((finding) => finding.name));
  const versionWidth = width(findings.map((finding) => finding.version ?? ''));
  const lines = findings.flatMap((finding) => {
    const { name, state, version = '', detail, path, remedies = [] } = finding;
    const mark = paint(state, colours)(marks[state].padEnd(7));
    const where = path === undefined ? '' : colours.dim(` (${path})`);
    const head = `${mark}  ${name.padEnd(nameWidth)}  ${version.padEnd(versionWidth)}  ${detail}${where}`;
    return [head, ...remedies.map((remedy) => `           ${remedy}`)];
  });
  return [...lines, '', verdict(findings)];
}

function paint(state: Finding['state'], colours: Colours): (text: string) => string {
  if (state === 'missing') return colours.red;
  return state === 'ok' ? colours.green : colours.dim;
}

function verdict(findings: readonly Finding[]): string {
  const missing = findings.filter(({ state }) => state === 'missing');
  if (missing.length === 0) return 'Everything that a run needs is here.';
  const names = missing.map(({ name }) => name).join(', ');
  return `Missing: ${names}. \`lsm-audit doctor --install\` gets what packages can bring.`;
}
