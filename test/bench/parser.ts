/**
 * `npm run bench:parser [-- ROUNDS]`: our parser against ausearch and libauparse on one log of a million
 * records, each a process of its own, in turns, by the processor time that they take.
 *
 * `ausearch --raw` looks for the stamp of a record and for no field, but keeps the events of the last two
 * seconds of the log open, so how many these are decides how fast it is. libauparse takes records
 * apart and decodes their fields, as we do.
 */

import { createWriteStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { accessBody, cause, path } from '../../src/audit/index.js';
import { execOk } from '../../src/host/exec.js';
import { silentLog } from '../../src/host/log.js';
import { type AuditTools, withLog } from '../helpers/audit-tools.js';
import { median, spread } from './statistics.js';

const RECORDS = 1_000_000;
const program = fileURLToPath(new URL('parse-log.js', import.meta.url));

/** One access a line, each an event of its own; so many in a second. */
function* lines(density: number): Generator<string> {
  for (let i = 0; i < RECORDS; i += 1) {
    const seconds = 1_795_611_200 + Math.floor(i / density);
    const milliseconds = Math.floor(((i % density) * 1000) / density);
    const stamp = `${seconds}.${String(milliseconds).padStart(3, '0')}:${i + 1}`;
    const file = path(`/tmp/trigger.gPgT5T/file${i}`, { dev: 'tmpfs', ino: i });
    const subject = { progId: 6, tgid: i % 30_000, comm: 'trigger' };
    yield `type=UNKNOWN[1427] msg=audit(${stamp}): ${accessBody(subject, cause('file_open'), file)}\n`;
  }
}

/** For bash: runs a command, and says on standard error how many seconds of a processor it took. */
const timed = (command: string) => `TIMEFORMAT='%U %S'; time ${command}`;

const secondsIn = (errors: string) => {
  const [user = Number.NaN, system = Number.NaN] =
    errors.trim().split('\n').at(-1)?.split(' ').map(Number) ?? [];
  return user + system;
};

const rounds = Number(process.argv[2] ?? 5);
const print = (line: string) => process.stdout.write(`${line}\n`);

/** What a tool of user space took on the log. */
async function theirs(tools: AuditTools, command: string): Promise<number> {
  const { code } = await tools.run('bash', '-c', timed(`${command} >/dev/null`));
  if (code !== 0) throw new Error(`${command} ended with ${code}`);
  return secondsIn(await readFile(join(tools.folder, 'errors'), 'latin1'));
}

async function ours(log: string): Promise<number> {
  const args = ['-c', timed('"$0" "$@"'), process.execPath, program, log];
  const parse = { file: 'bash', args };
  const { stdout, stderr } = await execOk(parse, { phase: 'report', log: silentLog });
  if (Number(stdout) !== RECORDS) throw new Error(`${stdout.trim()} records were fine`);
  return secondsIn(stderr);
}

async function measure(density: number): Promise<void> {
  await withLog([], async (tools) => {
    const log = join(tools.folder, 'log');
    await pipeline(Readable.from(lines(density)), createWriteStream(log));
    const commands = ['ausearch -if log --raw', `${await tools.auparseDump()} log`];
    const times: { own: number; others: number[] }[] = [];
    for (let round = 0; round < rounds; round += 1) {
      const own = await ours(log);
      const others: number[] = [];
      for (const command of commands) others.push(await theirs(tools, command));
      times.push({ own, others });
    }
    const rate = (seconds: readonly number[]) => Math.round(RECORDS / median(seconds));
    print(`| ${density} | parser | ${rate(times.map(({ own }) => own))} | |`);
    for (const [index, name] of ['ausearch --raw', 'libauparse'].entries()) {
      const of = ({ others }: { others: number[] }) => others[index] ?? Number.NaN;
      const ratios = times.map((round) => of(round) / round.own);
      print(`| | ${name} | ${rate(times.map(of))} | ${spread(ratios)} |`);
    }
  });
}

print(`${RECORDS} records of type 1427, ${rounds} rounds`);
print('');
print('| events a second of the log | | records a second of processor time | ours to theirs |');
print('| --- | --- | --- | --- |');
for (const density of [10, 1000]) await measure(density);
