/**
 * `npm run bench:collector [-- ROUNDS]`: the highest rate of records of type 1427 that arrives complete, with
 * our collector as the audit daemon and with the real auditd, in turns, in one guest under one load.
 *
 * Complete means that the program got every context that it asked for, that the kernel's count of
 * lost records stood still, and that no serial is missing among those that arrived. auditd writes to
 * a file in memory, as fast as it can: neither enriched nor synchronised.
 */

import process from 'node:process';
import { setTimeout as pause } from 'node:timers/promises';
import {
  AuditChannel,
  AuditType,
  becomeDaemon,
  configure,
  fence,
  OBSERVING,
  parseRecord,
  resign,
  type Stamp,
  status,
} from '../../src/audit/index.js';
import { encodeUserText } from '../../src/audit/netlink.js';
import { startCollector } from '../../src/guest/collector.js';
import { Loader } from '../../src/guest/loader.js';
import type { SshConnection } from '../../src/guest/ssh.js';
import { TriggerServer } from '../../src/guest/trigger.js';
import { silentLog } from '../../src/host/log.js';
import { cachePaths } from '../../src/host/paths.js';
import { guestPrograms, output } from '../../src/session/guest.js';
import { visit } from '../../src/session/visit.js';
import { auditdLog, bringAuditd, startAuditd, stopAuditd } from '../helpers/auditd.js';
import { median, spread } from './statistics.js';

/** Longer than the queue of 8192 records could hide that a daemon is too slow. */
const SECONDS = 3;
/** System calls a second; each asks for its share of the records. */
const CALLS = 100;
const START = 2000;
/** How near to each other a rate that is complete and one that is not must come. */
const PRECISION = 1.05;

const rounds = Number(process.argv[2] ?? 3);
const { signal } = new AbortController();
const print = (line: string) => process.stdout.write(`${line}\n`);

/** An audit daemon. */
interface Daemon {
  name: string;
  enter(): Promise<void>;
  /** The stamps of all records of type 1427 that the kernel has queued since it was last asked. */
  stamps(): Promise<string[]>;
  leave(): Promise<void>;
}

interface Trial {
  /** Records a second, by their stamps. */
  rate: number;
  complete: boolean;
}

const stampOf = (payload: string) => parseRecord({ type: 0, payload }).stamp ?? [];

/** Whether the serials of the records, in order, count without a gap. */
function gapless(stamps: readonly Stamp[]): boolean {
  return stamps.every(({ serial }, at) => serial === (stamps[0]?.serial ?? 0) + at);
}

/** Records a second between the first stamp and the last. */
function rateOf(stamps: readonly Stamp[]): number {
  const at = (stamp: Stamp | undefined) => (stamp ? stamp.seconds + stamp.milliseconds / 1000 : 0);
  return Math.round((stamps.length - 1) / (at(stamps.at(-1)) - at(stamps[0])));
}

class Bench {
  readonly #ssh: SshConnection;
  readonly #channel: AuditChannel;
  readonly #loader: Loader;
  readonly #triggers: TriggerServer;

  private constructor(
    ssh: SshConnection,
    channel: AuditChannel,
    loader: Loader,
    triggers: TriggerServer,
  ) {
    this.#ssh = ssh;
    this.#channel = channel;
    this.#loader = loader;
    this.#triggers = triggers;
  }

  static async start(ssh: SshConnection): Promise<Bench> {
    await bringAuditd(ssh, { log_format: 'RAW', flush: 'NONE' });
    const channel = new AuditChannel(await startCollector(ssh));
    const { enabled: _, ...settings } = OBSERVING;
    await configure(channel, settings, signal);
    const loader = await Loader.start(ssh);
    await loader.load('burst', `${guestPrograms}/burst.bpf.o`);
    await loader.attach('burst');
    return new Bench(ssh, channel, loader, await TriggerServer.start(ssh));
  }

  get collector(): Daemon {
    const channel = this.#channel;
    return {
      name: 'collector',
      enter: async () => void (await becomeDaemon(channel, signal)),
      stamps: async () => {
        const { records } = await fence(channel, signal, { audit: 'disabled' });
        const ours = records.filter(({ type }) => type === AuditType.BPF_LSM_ACCESS);
        return ours.map(({ payload }) => payload);
      },
      leave: async () => void (await resign(channel, signal)),
    };
  }

  get auditd(): Daemon {
    let marks = 0;
    return {
      name: 'auditd',
      enter: () => startAuditd(this.#ssh, '-s nochange'),
      stamps: async () => {
        const mark = `mark ${++marks}.`;
        await this.#channel.request(AuditType.USER_AVC, encodeUserText(mark), signal);
        while (!(await output(this.#ssh, `tail -n 1 ${auditdLog}`)).includes(mark)) await pause(50);
        const ours = `grep '^type=UNKNOWN.1427. ' ${auditdLog} | grep -o 'audit([^)]*): '`;
        return (await output(this.#ssh, `${ours}; : > ${auditdLog}`)).split('\n').slice(0, -1);
      },
      leave: () => stopAuditd(this.#ssh),
    };
  }

  /** Puts a load of `rate` records a second on the daemon. */
  async trial(daemon: Daemon, rate: number): Promise<Trial> {
    const wanted = Math.round(rate / CALLS);
    const calls = SECONDS * CALLS;
    const { tgid, go } = await this.#triggers.prepare(['load', `${calls}`, `${1e6 / CALLS}`]);
    const before = await status(this.#channel, signal);
    for (const [name, value] of Object.entries({ target_tgid: tgid, wanted, null_contexts: 0 }))
      await this.#loader.set('burst', name, value);
    await daemon.stamps();
    await go();
    const stamps = (await daemon.stamps()).flatMap(stampOf);
    const after = await status(this.#channel, signal);
    const { null_contexts } = await this.#loader.variables('burst');
    const all = stamps.length === calls * wanted && gapless(stamps);
    return {
      rate: rateOf(stamps),
      complete: all && null_contexts === 0 && after.lost === before.lost,
    };
  }

  /** The highest rate that arrives complete. */
  async highest(daemon: Daemon): Promise<number> {
    await daemon.enter();
    let best = 0;
    let low = START;
    let high = Number.POSITIVE_INFINITY;
    for (let rate = START; high / low > PRECISION; ) {
      const { rate: seen, complete } = await this.trial(daemon, rate);
      const how = complete ? 'complete' : 'with a loss';
      process.stderr.write(`${daemon.name}: ${rate} asked for, ${seen} came, ${how}\n`);
      if (complete) {
        best = Math.max(best, seen);
        low = rate;
      } else high = rate;
      rate = Math.round(high === Number.POSITIVE_INFINITY ? low * 1.5 : Math.sqrt(low * high));
    }
    await daemon.leave();
    return best;
  }
}

const request = {
  target: {},
  cache: cachePaths(),
  accelerator: 'tcg',
  machine: 'auto',
  // Never told to audit, no task has an audit context, and no record has companions.
  kernelArgs: ['audit='],
  log: silentLog,
} as const;

await visit({ ...request, signal }, async (ssh) => {
  const bench = await Bench.start(ssh);
  const pairs: { ours: number; theirs: number }[] = [];
  for (let round = 0; round < rounds; round += 1) {
    pairs.push({
      ours: await bench.highest(bench.collector),
      theirs: await bench.highest(bench.auditd),
    });
  }
  const ratios = pairs.map(({ ours, theirs }) => ours / theirs);
  print(`${rounds} rounds, loads of ${SECONDS} s`);
  print('');
  print('| daemon | records a second, the highest rate without a loss (median) |');
  print('| --- | --- |');
  print(`| collector | ${median(pairs.map(({ ours }) => ours))} |`);
  print(`| auditd | ${median(pairs.map(({ theirs }) => theirs))} |`);
  print(`| ratio, pair by pair | ${spread(ratios)} |`);
});
