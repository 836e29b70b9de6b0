/**
 * The words of a selftest: `sight` a program under a trigger, then say what every kfunc must have
 * `returned` and what must be `recorded`. Whatever is not said must not have happened.
 */

import * as assert from 'uvu/assert';
import { accessBody, assertRecords } from '../../src/audit/index.js';
import type { Lab, Sighting, WatchOptions } from '../../src/session/lab.js';
import { type Declare, suite, type TestContext } from '../../src/suite/index.js';

/** Declares the suite of one hook; its tests get a lab. */
export const hookSuite = (name: string): Declare<Lab> => suite<Lab>(name);

export interface Scene {
  /** A program of bpf-progs. */
  program: string;
  /** A trigger of vm/trigger and its arguments. */
  trigger: readonly string[];
  /** Variables of the program to set, from the facts of the prepared trigger. */
  variables?: WatchOptions['variables'];
}

/** Lets the trigger act once while the program watches it, and keeps what was seen with the result. */
export async function sight(
  { env: lab, signal, attach }: TestContext<Lab>,
  { program, trigger, variables }: Scene,
): Promise<Sighting> {
  const sighting = await lab.watch(program, trigger, { signal, variables });
  attach('sighting', sighting);
  return sighting;
}

/** The hook ran once, got a context, and the kfuncs, by step, returned exactly this. */
export function returned(seen: Sighting, steps: Record<string, number | string>): void {
  const { hits, nullContexts, returns } = seen;
  const expected = { hits: 1, nullContexts: 0, start: 1, ...steps };
  assert.equal({ hits, nullContexts, ...returns }, expected, 'what the kfuncs returned');
}

/** Exactly one record came: that of this program and process, with these fields and no more. */
export function recorded({ observation, subject }: Sighting, ...fields: string[]): void {
  assertRecords(observation, [accessBody(subject, ...fields)]);
}

/** Nothing came, on a channel that was live all the time. */
export function nothingRecorded({ observation }: Sighting): void {
  assertRecords(observation, []);
}

/** The triggering system call returned as if no program watched it. */
export function succeeded({ result }: Sighting, ret = 0): void {
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
