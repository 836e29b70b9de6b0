/** A running QEMU: started here, watched, and ended by whoever disposes it. */

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { InfrastructureError } from '../errors.js';
import type { CommandLine } from '../host/command.js';
import { followFile } from '../host/follow.js';
import type { Log } from '../host/log.js';
import { remedyFor } from '../host/packages.js';
import { Console } from './console.js';
import { consoleFile, qemuProgram } from './machine.js';

/** How a machine ended. */
export interface MachineEnd {
  code: number | null;
  signal: NodeJS.Signals | null;
  /** What QEMU itself said on its standard error. */
  stderr: string;
}

/** How long QEMU may take to end after SIGTERM, in milliseconds. It holds nothing that needs saving. */
const termGraceMs = 1000;

/** What can be known of a machine from outside. */
export interface Machine {
  readonly console: Console;
  /** Resolves when it has ended; never rejects. */
  readonly ended: Promise<MachineEnd>;
  /** How it ended, if it has. */
  readonly end: MachineEnd | undefined;
}

export class RunningMachine implements Machine, AsyncDisposable {
  readonly console: Console;
  readonly command: CommandLine;
  readonly startedAt = performance.now();
  /** Resolves when QEMU has ended; its console may still have something to say then. */
  readonly exited: Promise<MachineEnd>;
  /** Resolves when QEMU has ended and its console with it; never rejects. */
  readonly ended: Promise<MachineEnd>;
  #child: ChildProcess;
  #end: MachineEnd | undefined;

  private constructor(child: ChildProcess, command: CommandLine, file: string) {
    this.#child = child;
    this.command = command;
    const closed = new Promise<[number | null, NodeJS.Signals | null]>((resolve) =>
      child.once('close', (code, signal) => resolve([code, signal])),
    );
    const console = new Console(followFile(file, closed), file);
    this.console = console;
    let stderr = '';
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      stderr = (stderr + text).slice(-8192);
    });
    this.exited = closed.then(([code, signal]) => {
      this.#end = { code, signal, stderr: stderr.trim() };
      return this.#end;
    });
    this.ended = this.exited.then(async (end) => {
      await console.closed;
      return end;
    });
  }

  /**
   * Starts `command`; its run directory is the command's cwd.
   * @throws InfrastructureError when QEMU cannot be started
   */
  static async start(command: CommandLine, log: Log): Promise<RunningMachine> {
    log.command(command);
    const file = join(command.cwd ?? '.', consoleFile);
    await writeFile(file, '');
    const child = spawn(command.file, [...command.args], {
      cwd: command.cwd,
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    try {
      await once(child, 'spawn');
    } catch (cause) {
      throw new InfrastructureError(`${command.file} cannot be started`, {
        phase: 'boot',
        cause,
        remedy: remedyFor(command.file),
      });
    }
    return new RunningMachine(child, command, file);
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  /** How it ended, if it has. */
  get end(): MachineEnd | undefined {
    return this.#end;
  }

  /** Ends QEMU and waits until it is gone. Idempotent. */
  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#end) return;
    this.#child.kill('SIGTERM');
    const kill = setTimeout(() => this.#child.kill('SIGKILL'), termGraceMs);
    await this.ended;
    clearTimeout(kill);
  }
}

/** QEMU was built without the machine type that was asked for. */
export class UnknownMachineType extends InfrastructureError {}

/** QEMU's own failure as an error, told apart by what it printed. */
export function qemuFailure(end: MachineEnd, console: Console): InfrastructureError {
  const evidence = [...end.stderr.split('\n').filter(Boolean).slice(-6), ...console.tail(8)];
  const explanation = { phase: 'boot', evidence, log: console.file } as const;
  // 127 is setpriv's, which could not execute QEMU.
  if (end.code === 127) {
    const remedy = remedyFor(qemuProgram);
    return new InfrastructureError(`${qemuProgram} is not installed`, { ...explanation, remedy });
  }
  if (/unsupported machine type/.test(end.stderr)) {
    const remedy = 'Choose another one with --machine.';
    return new UnknownMachineType('QEMU does not offer this machine', { ...explanation, remedy });
  }
  const how = end.signal ? `was killed by ${end.signal}` : `ended with exit code ${end.code}`;
  return new InfrastructureError(`QEMU ${how}`, explanation);
}
