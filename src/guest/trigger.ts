/**
 * A trigger: a process of the guest that prepares itself, waits, and then makes the kernel call
 * one hook (vm/trigger). It is never the process that reads the records: the audit daemon's own
 * threads are exempt from the backlog limit.
 */

import { InfrastructureError } from '../errors.js';
import type { SshConnection } from './ssh.js';
import { StreamReader } from './stream-reader.js';
import { parseWords, type Words } from './words.js';

export const triggerPath = '/usr/bin/trigger';

export interface ReadyTrigger {
  tgid: number;
  /** The comm of the process, as bytes in latin1. */
  comm: string;
  /** What the preparation made known: inode numbers, ports, paths. */
  facts: Words;
  /** Lets it act, and resolves when it has ended. */
  go(): Promise<TriggerResult>;
}

export interface TriggerResult {
  ret: number;
  errno: number;
  facts: Words;
}

/** Starts the trigger `words` (a name and its arguments) and waits until it is prepared. */
export async function prepareTrigger(
  ssh: SshConnection,
  words: readonly string[],
): Promise<ReadyTrigger> {
  const { stream, exited } = await ssh.exec([triggerPath, ...words].join(' '));
  const reader = new StreamReader(stream);
  let complaint = '';
  stream.stderr.setEncoding('latin1').on('data', (text: string) => {
    complaint += text;
  });
  const next = async (expected: string): Promise<Words> => {
    const line = await reader.line();
    const [status, facts] = parseWords(line ?? '');
    if (status === expected) return facts;
    const { code } = await exited;
    throw new InfrastructureError(
      `the trigger ${words.join(' ')} said "${line ?? ''}", not "${expected}"`,
      {
        phase: 'guest',
        evidence: [complaint.trim(), `exit code ${code}`].filter(Boolean),
      },
    );
  };
  const facts = await next('ready');
  return {
    tgid: Number(facts['tgid']),
    comm: Buffer.from(facts['comm'] ?? '', 'hex').toString('latin1'),
    facts,
    async go() {
      stream.write('go\n');
      const done = await next('done');
      await reader.end();
      await exited;
      return { ret: Number(done['ret']), errno: Number(done['errno']), facts: done };
    },
  };
}
