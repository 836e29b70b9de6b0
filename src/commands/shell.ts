/** `shell`: a guest to look around in, freshly booted or left up by a run. */

import type { ReadStream } from 'node:tty';
import type { Argv } from 'yargs';
import { UsageError } from '../errors.js';
import type { GuestProcess } from '../guest/link.js';
import { SshConnection } from '../guest/ssh.js';
import { cachePaths } from '../host/paths.js';
import { keptMachine, visit } from '../session/visit.js';
import type { CommandContext } from './context.js';
import { type MachineArguments, machineOf, machineOptions } from './machine-options.js';
import { talkTo } from './output.js';
import { type TargetArguments, targetOf, targetOptions, variantOption } from './target-options.js';
import { allWords, type Parsed } from './words.js';

export const name = 'shell [command..]';
export const summary = 'Boot the guest and stay in it, or run one command there';

export interface ShellArguments extends TargetArguments, MachineArguments, Parsed {
  command?: string[] | undefined;
  run?: string | undefined;
}

export function options(argv: Argv) {
  return machineOptions(variantOption(targetOptions(argv)))
    .positional('command', {
      type: 'string',
      array: true,
      describe: 'for the shell of the guest; without one it is interactive',
    })
    .option('run', {
      type: 'string',
      requiresArg: true,
      describe: 'run directory of a machine that `run --keep` left up',
    })
    .example('$0 shell', 'look around; the programs lie in /run/programs')
    .example('$0 shell --append audit=0 -- dmesg', 'one command under other boot words')
    .example('$0 shell --run DIR', 'the machine of a failed run');
}

/** The exit code is the command's own. */
export async function execute(args: ShellArguments, context: CommandContext): Promise<number> {
  const { signal, stderr } = context;
  const talk = talkTo(stderr, args);
  const command = allWords(args, args.command);
  const inside = (ssh: SshConnection) => attend(ssh, command, context);
  if (args.run !== undefined) {
    const kept = await keptMachine(args.run);
    if (!kept) throw new UsageError(`no machine of ${args.run} is up`, 'See lsm-audit run --keep.');
    await using ssh = await SshConnection.open({ ...kept, signal });
    return await inside(ssh);
  }
  return visit(
    {
      target: targetOf(args),
      cache: cachePaths(),
      ...machineOf(args),
      log: talk.log,
      signal,
      onProgress: (progress) => talk.progress({ what: 'kernel', unit: 'objects', ...progress }),
    },
    (ssh) => {
      talk.settle();
      return inside(ssh);
    },
  );
}

/** Joins the guest's process to ours until it ends; a terminal is handed through raw. */
async function attend(
  ssh: SshConnection,
  command: readonly string[],
  { stdin, stdout, stderr, signal }: CommandContext,
): Promise<number> {
  const terminal = command.length === 0 && 'isTTY' in stdin && stdin.isTTY === true;
  const process = await start(ssh, command, terminal, stdout.columns);
  const { stream, exited } = process;
  const stop = () => stream.destroy();
  signal.addEventListener('abort', stop);
  if (terminal) (stdin as ReadStream).setRawMode(true);
  stdin.pipe(stream);
  stream.pipe(stdout, { end: false });
  stream.stderr.pipe(stderr, { end: false });
  try {
    const { code } = await exited;
    signal.throwIfAborted();
    return code ?? 1;
  } finally {
    signal.removeEventListener('abort', stop);
    stdin.unpipe(stream);
    stdin.pause();
    if (terminal) (stdin as ReadStream).setRawMode(false);
  }
}

function start(
  ssh: SshConnection,
  command: readonly string[],
  terminal: boolean,
  columns = 80,
): Promise<GuestProcess> {
  if (terminal) return ssh.shell({ term: process.env['TERM'] ?? 'dumb', cols: columns });
  return ssh.exec(command.length === 0 ? 'sh' : command.join(' '));
}
