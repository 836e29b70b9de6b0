/**
 * `npm run bench:parser [-- PAIRS]`: our parser against `ausearch --raw` on one log of a million
 * records, each a process of its own, in pairs, by the processor time that they take. ausearch keeps
 * the events of the last two seconds of the log open, so how many these are decides how fast it is.
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
import { withLog } from '../helpers/audit-tools.js';

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

const median = (values: readonly number[]) =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

const pairs = Number(process.argv[2] ?? 5);
const print = (line: string) => process.stdout.write(`${line}\n`);

async function measure(density: number): Promise<void> {
  await withLog([], async (tools) => {
    const log = join(tools.folder, 'log');
    await pipeline(Readable.from(lines(density)), createWriteStream(log));
    const ours: number[] = [];
    const theirs: number[] = [];
    const parse = {
      file: 'bash',
      args: ['-c', timed('"$0" "$@"'), process.execPath, program, log],
    };
    for (let pair = 0; pair < pairs; pair += 1) {
      const { stdout, stderr } = await execOk(parse, { phase: 'report', log: silentLog });
      if (Number(stdout) !== RECORDS) throw new Error(`${stdout.trim()} records were fine`);
      ours.push(secondsIn(stderr));
      const { code } = await tools.run('bash', '-c', timed('ausearch -if log --raw >/dev/null'));
      if (code !== 0) throw new Error(`ausearch ended with ${code}`);
      theirs.push(secondsIn(await readFile(join(tools.folder, 'errors'), 'latin1')));
    }
    const ratios = ours.map((own, pair) => (theirs[pair] ?? Number.NaN) / own);
    const rate = (times: readonly number[]) => Math.round(RECORDS / median(times));
    const range = `${Math.min(...ratios).toFixed(2)} to ${Math.max(...ratios).toFixed(2)}`;
    print(
      `| ${density} | ${rate(ours)} | ${rate(theirs)} | ${median(ratios).toFixed(2)} (${range}) |`,
    );
  });
}

print(`${RECORDS} records of type 1427, ${pairs} pairs; records in a second of processor time`);
print('');
print('| events in a second of the log | parser | ausearch --raw | ratio, pair by pair |');
print('| --- | --- | --- | --- |');
for (const density of [10, 1000]) await measure(density);
