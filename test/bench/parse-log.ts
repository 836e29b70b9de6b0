/** `parse-log.js FILE`: parses each record of a log of auditd, and prints how many were fine. */

import { createReadStream } from 'node:fs';
import process from 'node:process';
import { parseRecord, typeNumber } from '../../src/audit/index.js';

let rest = '';
let fine = 0;
const chunks = createReadStream(process.argv[2] ?? '', {
  encoding: 'latin1',
  highWaterMark: 1 << 20,
});
for await (const chunk of chunks) {
  const text = rest + chunk;
  let start = 0;
  for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', start)) {
    const message = text.indexOf(' msg=', start);
    const type = typeNumber(text.slice(start + 'type='.length, message)) ?? 0;
    const record = parseRecord({ type, payload: text.slice(message + ' msg='.length, end) });
    if (record.problems.length === 0) fine += 1;
    start = end + 1;
  }
  rest = text.slice(start);
}
process.stdout.write(`${fine}\n`);
