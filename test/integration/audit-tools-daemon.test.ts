/** The real auditd in a guest: what it writes of records that a real kernel makes. */

import * as assert from 'uvu/assert';
import {
  accessBody,
  capability,
  cause,
  dentry,
  parseRecordLine,
  path,
} from '../../src/audit/index.js';
import { Loader } from '../../src/guest/loader.js';
import type { SshConnection } from '../../src/guest/ssh.js';
import { TriggerServer } from '../../src/guest/trigger.js';
import { silentLog } from '../../src/host/log.js';
import { cachePaths } from '../../src/host/paths.js';
import { guestPrograms, output } from '../../src/session/guest.js';
import { visit } from '../../src/session/visit.js';
import { suite } from '../../src/suite/index.js';
import { withLog } from '../helpers/audit-tools.js';
import { auditdLog, bringAuditd, startAuditd } from '../helpers/auditd.js';
import { until } from '../helpers/until.js';

const test = suite('auditd in a guest', { deadlineS: 900 });

/** Programs, what triggers them, and what they report of it beside their cause. */
const scenes: [program: string, trigger: string[], reports: (facts: Facts) => string][] = [
  ['file_open', ['open'], (file) => path(bytes(file, 'path'), inodeOf(file))],
  ['file_open', ['open', 'a "b=c'], (file) => path(bytes(file, 'path'), inodeOf(file))],
  ['inode_readlink', ['readlink'], (link) => dentry(bytes(link, 'name'), inodeOf(link))],
  ['capable', ['capable'], ({ cap }) => capability(Number(cap))],
];

type Facts = Readonly<Record<string, string>>;
const bytes = (facts: Facts, key: string) => Buffer.from(facts[key] ?? '', 'hex');
const inodeOf = (facts: Facts) => ({ dev: 'tmpfs', ino: facts['ino'] ?? '' });

/** Lets all scenes happen; returns the bodies that their records must have. */
async function perform(ssh: SshConnection): Promise<string[]> {
  const loader = await Loader.start(ssh);
  const triggers = await TriggerServer.start(ssh);
  const bodies: string[] = [];
  for (const [index, [program, trigger, reports]] of scenes.entries()) {
    const id = `scene${index}`;
    const { progId } = await loader.load(id, `${guestPrograms}/${program}.bpf.o`);
    await loader.attach(id);
    const { tgid, comm, facts, go } = await triggers.prepare(trigger);
    await loader.set(id, 'target_tgid', tgid);
    if (facts['cap']) await loader.set(id, 'target_cap', Number(facts['cap']));
    await go();
    await loader.detach(id);
    bodies.push(accessBody({ progId, tgid, comm }, cause(program), reports(facts)));
  }
  return bodies;
}

const request = {
  target: {},
  cache: cachePaths(),
  accelerator: 'tcg',
  machine: 'auto',
  kernelArgs: [],
  log: silentLog,
} as const;

test('it logs type 1427 by its number, byte for byte but for a blank at the end', async ({
  signal,
}) => {
  await visit({ ...request, signal }, async (ssh) => {
    await bringAuditd(ssh, { log_format: 'ENRICHED', flush: 'SYNC' });
    await startAuditd(ssh);
    const bodies = await perform(ssh);
    const written = async () => (await output(ssh, `cat ${auditdLog}`)).split('\n');
    const ours = (lines: readonly string[]) => lines.filter((line) => line.includes('[1427]'));
    await until(async () => ours(await written()).length >= bodies.length);
    const lines = await written();
    assert.equal(
      ours(lines).map((line) => line.replace(/audit\([^)]*\)/, 'audit(STAMP)')),
      // The kernel prints one behind a capability.
      bodies.map((body) => `type=UNKNOWN[1427] msg=audit(STAMP): ${body.replace(/ $/, '')}`),
    );
    assert.equal(
      lines.filter((line) => line.startsWith('type=EOE')),
      [],
      'it keeps EOE to itself',
    );
    await withLog(lines.slice(0, -1), async (tools) => {
      const { text } = await tools.ausearch('-m', '1427', '--raw');
      // In a log of which some records are enriched, it ends the others by the separator.
      const shown = ours(text.split('\n'));
      assert.equal(
        shown,
        ours(lines).map((line) => `${line}\x1d`),
      );
      assert.equal(
        shown.map((line) => parseRecordLine(line).payload),
        ours(lines).map((line) => parseRecordLine(line).payload),
      );
    });
  });
});
