/**
 * The words of a selftest: `sight` a program under a trigger, then say what every kfunc must have
 * `returned` and what must be `recorded`. Whatever is not said must not have happened.
 */

import * as assert from 'uvu/assert';
import { accessBody, assertRecords } from '../../src/audit/index.js';
import type { Attempt } from '../../src/session/attempt.js';
import type { Lab, Sighting, WatchOptions } from '../../src/session/lab.js';
import { type Declare, suite, type TestContext } from '../../src/suite/index.js';

/** Declares the suite of one hook; its tests get a lab. */
export const hookSuite = (name: string): Declare<Lab> => suite<Lab>(name);

/** Where there are IPv6 sockets. */
export const ipv6 = { needs: { except: ['no-ipv6'] } };

export interface Scene extends Omit<WatchOptions, 'signal'> {
  /** A program of bpf-progs. */
  program: string;
  /** A trigger of vm/trigger and its arguments. */
  trigger: readonly string[];
}

/**
 * Lets the trigger act once while the program watches it, and keeps what was seen with the result: what
 * was tried is kept before, since a kernel may not come back from it.
 */
export async function sight(
  { env: lab, signal, collect }: TestContext<Lab>,
  { program, trigger, ...options }: Scene,
): Promise<Sighting> {
  collect('scenes', { program, trigger });
  const sighting = await lab.watch(program, trigger, { signal, ...options });
  collect('sightings', sighting);
  return sighting;
}

/** As `sight`, where there is no channel to see records on, or no use in looking. */
export async function attempt(
  { env: lab, signal, collect }: TestContext<Lab>,
  { program, trigger, ...options }: Scene,
): Promise<Attempt> {
  collect('scenes', { program, trigger });
  const seen = await lab.attempt(program, trigger, { signal, ...options });
  collect('attempts', seen);
  return seen;
}

/** The hook ran once, got a context, and the kfuncs, by step, returned exactly this. */
export function returned(seen: Sighting, steps: Record<string, number | string>): void {
  const { hits, nullContexts, returns } = seen;
  const expected = { hits: 1, nullContexts: 0, start: 1, ...steps };
  assert.equal({ hits, nullContexts, ...returns }, expected, 'what the kfuncs returned');
}

/** Exactly one record came: that of this program and process, with these fields and no more. */
export function recorded(seen: Sighting, ...fields: string[]): void {
  recordedEach(seen, [fields]);
}

/** Exactly these records came, in this order: the fields of each. */
export function recordedEach({ observation, subject }: Sighting, records: string[][]): void {
  const bodies = records.map((fields) => accessBody(subject, ...fields));
  assertRecords(observation, bodies);
}

/** Nothing came, on a channel that was live all the time. */
export function nothingRecorded({ observation }: Sighting): void {
  assertRecords(observation, []);
}

/** The triggering system call returned as if no program watched it. */
export function succeeded({ result }: Attempt, ret = 0): void {
  assert.equal(result, { ret, errno: 0 }, 'what the triggering system call returned');
}

/** A number that the trigger made known, such as a port. */
export function numberFact({ facts }: Pick<Sighting, 'facts'>, key: string): number {
  return Number(facts[key]);
}

/** Bytes that the trigger made known, such as a path. */
export function bytesFact({ facts }: Pick<Sighting, 'facts'>, key: string): Buffer {
  return Buffer.from(facts[key] ?? '', 'hex');
}

/** The file that the trigger made: where it lies, and its inode on the tmpfs at /tmp. */
export function fileFacts(seen: Pick<Sighting, 'facts'>) {
  return {
    path: bytesFact(seen, 'path'),
    name: bytesFact(seen, 'name'),
    inode: { dev: 'tmpfs', ino: numberFact(seen, 'ino') },
  };
}
