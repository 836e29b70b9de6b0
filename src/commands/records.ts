/** `records`: audit records from a file or standard input, taken apart; no machine needed. */

import { readFile } from 'node:fs/promises';
import { buffer } from 'node:stream/consumers';
import type { Argv } from 'yargs';
import { parseRecordLine, renderRecord } from '../audit/index.js';
import { ExitCode, UsageError } from '../errors.js';
import type { CommandContext } from './context.js';

export const name = 'records [file]';
export const summary = 'Parse audit records from a file or standard input';

export function options(argv: Argv) {
  return argv
    .positional('file', {
      type: 'string',
      describe: 'log with a record a line; - or nothing: standard input',
    })
    .option('json', { type: 'boolean', default: false, describe: 'one JSON object a record' })
    .example('$0 records /var/log/audit/audit.log', 'what auditd wrote')
    .example('ausearch --raw | $0 records', 'what ausearch found')
    .example('dmesg | $0 records --json', 'what the kernel printed without a daemon');
}

export interface RecordsArguments {
  file?: string | undefined;
  json: boolean;
}

/** What only a line says that is a record or wants to be one. */
const claimsRecord = /(?:^| )type=|audit\(/;

/** Exit code 1 when a record is malformed or there is none. Other lines, as dmesg has, are passed over. */
export async function execute(
  { file, json }: RecordsArguments,
  context: CommandContext,
): Promise<number> {
  const bytes = await read(file, context);
  const lines = bytes.toString('latin1').split('\n');
  const records = lines.filter((line) => claimsRecord.test(line)).map(parseRecordLine);
  for (const record of records) {
    const text = json ? JSON.stringify(record) : renderRecord(record).join('\n');
    context.stdout.write(`${text}\n`);
  }
  const problems = records.reduce((sum, record) => sum + record.problems.length, 0);
  if (problems > 0) {
    context.stderr.write(`${problems} problem${problems === 1 ? '' : 's'} in these records\n`);
    return ExitCode.failed;
  }
  if (records.length > 0) return ExitCode.passed;
  context.stderr.write('no record in these lines\n');
  return ExitCode.failed;
}

async function read(file: string | undefined, { stdin }: CommandContext): Promise<Buffer> {
  if (file === undefined || file === '-') return buffer(stdin);
  return readFile(file).catch((error: Error) => {
    throw new UsageError(
      `${file} cannot be read: ${error.message}`,
      'Name a file of audit records.',
    );
  });
}
