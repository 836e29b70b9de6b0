/** A booted guest with everything attached to it: machine, SSH, collector, loader, programs. */

import { randomBytes } from 'node:crypto';
import { appendFile, chmod, copyFile, writeFile } from 'node:fs/promises';
import { SplatScanner } from '../console/index.js';
import { KernelError } from '../errors.js';
import { type Collector, CollectorRefused, startCollector } from '../guest/collector.js';
import { keyArchive, makeRunKeys, type RunKeys } from '../guest/keys.js';
import type { GuestLink } from '../guest/link.js';
import { Loader } from '../guest/loader.js';
import { SshConnection, ssh2 } from '../guest/ssh.js';
import { TriggerServer } from '../guest/trigger.js';
import type { Timers } from '../host/deadline.js';
import { Disposables } from '../host/disposables.js';
import type { Log } from '../host/log.js';
import { tarStream } from '../host/tar.js';
import { consoleLine, guestDeath } from '../qemu/boot.js';
import { type MachineSpec, machineCommand, sshSocket } from '../qemu/machine.js';
import { type Machine, RunningMachine } from '../qemu/process.js';
import { transcriptSchema } from '../transcript/index.js';
import type { Phases } from './phases.js';
import { Recorder, transcriptFile } from './recorder.js';
import { type RunDirectory, recordMachine } from './run-directory.js';

/** Where the programs lie in the guest. */
export const guestPrograms = '/run/programs';

export interface BootRequest {
  spec: Omit<MachineSpec, 'mode' | 'initramfs'>;
  /** The cached guest root, to which the keys of this run are appended. */
  guestRoot: string;
  /** The number of the guest in its run. */
  number?: number | undefined;
  run: RunDirectory;
  phases: Phases;
  /** Milliseconds that a booting kernel may print nothing before it counts as hung. */
  silenceMs?: number | undefined;
  log: Log;
  signal?: AbortSignal | undefined;
}

/** What tests need of a guest, be it of flesh or a recording of one. */
export interface TestedGuest {
  machine: Machine;
  link: GuestLink;
  /** What the nonces of its fences are made of. */
  secret: string;
  /** Finds what the kernel complains of, from its first line on. */
  complaints: SplatScanner;
  /** Milliseconds from QEMU's start to init: what deadlines are scaled by. */
  bootMs: number;
  /** Rejects with the right blame as soon as the machine is gone; never resolves. */
  death: Promise<never>;
  /** What counts its deadlines; the host's clock by default. */
  timers?: Timers | undefined;
}

export interface BootedGuest extends TestedGuest, AsyncDisposable {
  machine: RunningMachine;
  ssh: SshConnection;
  keys: RunKeys;
  recorder: Recorder;
}

/** Milliseconds. A kernel with every debug option needs minutes under emulation. */
const bootDeadlineMs = 300_000;
export const defaultSilenceMs = 60_000;
export const handshakeDeadlineMs = 30_000;

/** Boots a guest and connects to it. */
export async function bootGuest(request: BootRequest): Promise<BootedGuest> {
  const { spec, run, phases, silenceMs = defaultSilenceMs, log, signal } = request;
  await using stack = new Disposables();
  const keys = makeRunKeys();
  const initramfs = await runInitramfs(request.guestRoot, keys, run);
  const command = machineCommand({ ...spec, initramfs, mode: 'serve' }, run.path);
  const complaints = new SplatScanner();
  const secret = randomBytes(32).toString('hex');
  const header = { schema: transcriptSchema, guest: request.number ?? 1, secret } as const;
  const recorder = stack.use(new Recorder(run.file(transcriptFile), header, log));
  const machine = await phases.measure('boot', async () => {
    const started = stack.use(await RunningMachine.start(command, log));
    recorder.machine(started);
    started.console.watch((line) => complaints.push(line));
    // What is needed next is loaded while the guest boots.
    await Promise.all([ssh2(), tarStream()]);
    if (started.pid !== undefined) await recordMachine(run, started.pid, run.file(sshSocket));
    await consoleLine(started, /lsm-audit: serving/, 'the guest’s SSH server', {
      deadlineMs: bootDeadlineMs,
      silenceMs,
      signal,
    });
    return started;
  });
  const bootMs = performance.now() - machine.startedAt;
  recorder.note({ type: 'served', bootMs });
  const death = machine.ended.then(() => {
    throw guestDeath(machine);
  });
  // Whoever awaits it gets the error; nobody else must be told that it was not handled.
  death.catch(() => {});
  const ssh = await phases.measure('connect', () =>
    Promise.race([
      SshConnection.open({
        socket: run.file(sshSocket),
        keys,
        deadlineMs: handshakeDeadlineMs,
        signal,
      }),
      death,
    ]),
  );
  stack.use(ssh);
  const owned = stack.move();
  return {
    machine,
    ssh,
    link: recorder.link(ssh),
    recorder,
    secret,
    keys,
    complaints,
    bootMs,
    death,
    [Symbol.asyncDispose]: () => owned[Symbol.asyncDispose](),
  };
}

/** The guest root with the keys of this run behind it. The private key is kept for `shell --run`. */
async function runInitramfs(guestRoot: string, keys: RunKeys, run: RunDirectory): Promise<string> {
  const path = run.file('initramfs.cpio');
  await copyFile(guestRoot, path);
  await chmod(path, 0o600);
  await appendFile(path, keyArchive(keys));
  await writeFile(run.file('client_key'), keys.clientPrivate, { mode: 0o600 });
  await writeFile(run.file('host_key.pub'), keys.hostPublic.toString('base64'), { mode: 0o600 });
  return path;
}

/** The processes of the guest that a lab talks to. */
export interface Helpers {
  loader: Loader;
  /** Missing where the kernel has no audit to collect from. */
  collector: Collector | undefined;
  triggers: TriggerServer;
}

/** Uploads the programs and starts loader, trigger server and, where there is `audit`, the collector. */
export async function equip(
  guest: TestedGuest,
  programs: ReadonlyMap<string, string>,
  { audit }: { audit: boolean },
): Promise<Helpers> {
  const { link, death } = guest;
  const work = async () => {
    const [loader, collector, triggers] = await Promise.all([
      Loader.start(link),
      audit ? startCollector(link).catch(explainRefusal) : undefined,
      TriggerServer.start(link),
      link.upload([...programs.values()], guestPrograms),
      requireLsm(link),
    ]);
    return { loader, collector, triggers };
  };
  return Promise.race([work(), death]);
}

/** EPROTONOSUPPORT of socket(2): nothing serves NETLINK_AUDIT. */
const eprotonosupport = 93;

function explainRefusal(error: unknown): never {
  if (error instanceof CollectorRefused && error.errno === eprotonosupport) {
    throw new KernelError('the kernel has no audit', {
      phase: 'audit',
      cause: error,
      remedy: 'Set CONFIG_AUDIT=y, and leave audit=0 off the kernel command line.',
    });
  }
  throw error;
}

/** What `command` prints in the guest's shell, in latin1. */
export async function output(link: Pick<GuestLink, 'exec'>, command: string): Promise<string> {
  const { stream, exited } = await link.exec(command);
  let text = '';
  stream.setEncoding('latin1').on('data', (chunk: string) => {
    text += chunk;
  });
  await exited;
  return text;
}

/** A kernel whose LSM list lacks bpf loads the programs and never calls them. */
async function requireLsm(link: GuestLink): Promise<void> {
  const text = await output(link, 'cat /sys/kernel/security/lsm');
  const active = text.trim().split(',');
  if (active.includes('bpf')) return;
  throw new KernelError(`the kernel's active LSMs (${text.trim() || 'none'}) do not include bpf`, {
    phase: 'guest',
    remedy: 'Add bpf to CONFIG_LSM, or to lsm= on the kernel command line.',
  });
}
