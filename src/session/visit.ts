/** A guest for a person: booted with the programs in it, no collector, no tests. */

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { SshConnection, SshOptions } from '../guest/ssh.js';
import { upload } from '../guest/upload.js';
import { fileLog } from '../host/log.js';
import { sshSocket } from '../qemu/machine.js';
import { bootTarget, type MachineRequest } from './boot.js';
import { guestPrograms, handshakeDeadlineMs } from './guest.js';
import { Phases } from './phases.js';
import { type Preparation, prepare } from './prepare.js';
import { liveMachine, makeRunDirectory, pruneRuns } from './run-directory.js';

/** Boots what `request` asks for, calls `inside` with the connection, and ends the machine. */
export async function visit<T>(
  request: Omit<Preparation, 'phases'> & MachineRequest,
  inside: (ssh: SshConnection) => Promise<T>,
): Promise<T> {
  await pruneRuns(request.cache.runs);
  const run = await makeRunDirectory(request.cache.runs);
  const log = fileLog(run.file('run.log'), request.log);
  const phases = new Phases((name) => log.detail(`phase: ${name}`));
  const prepared = await prepare({ ...request, log, phases });
  await using guest = await bootTarget(prepared, { ...request, log, run, phases });
  await upload(guest.ssh, [...prepared.programs.values()], guestPrograms);
  return await Promise.race([inside(guest.ssh), guest.death]);
}

/** How to reach the machine that a run has left up; nothing when it is gone. */
export async function keptMachine(path: string): Promise<SshOptions | undefined> {
  if (!(await liveMachine(path))) return undefined;
  const [clientPrivate, hostPublic] = await Promise.all([
    readFile(join(path, 'client_key'), 'utf8'),
    readFile(join(path, 'host_key.pub'), 'utf8'),
  ]);
  const keys = { clientPrivate, hostPublic: Buffer.from(hostPublic, 'base64') };
  return { socket: join(path, sshSocket), keys, deadlineMs: handshakeDeadlineMs };
}
