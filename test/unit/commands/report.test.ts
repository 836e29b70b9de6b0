import { Readable, Writable } from 'node:stream';
import * as assert from 'uvu/assert';
import type { CommandContext } from '../../../src/commands/context.js';
import { execute, type ReportArguments } from '../../../src/commands/report.js';
import { UsageError } from '../../../src/errors.js';
import { suite } from '../../../src/suite/index.js';
import { errorOf } from '../../helpers/failing.js';

const test = suite('report of a test or of a run');

const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
const context: CommandContext = {
  signal: new AbortController().signal,
  invocation: [],
  commands: [],
  stdin: Readable.from([]),
  stdout: nowhere,
  stderr: nowhere,
};

const beside: [option: string, own: Partial<ReportArguments>][] = [
  ['--html', { html: 'x.html' }],
  ['--json', { json: 'x.json' }],
  ['--reporter', { reporter: ['ktap'] }],
  ['--only', { only: true }],
];
for (const [option, own] of beside)
  test(`--history is refused beside ${option}`, async () => {
    const args = { history: 'file_open', only: false, ...own };
    const { message, remedy } = await errorOf(UsageError, () => execute(args, context));
    assert.is(message, `--history has no use for ${option}`);
    assert.is(remedy, 'Leave out one of them.');
  });

test('--history is refused beside a run', async () => {
  const args = { history: 'file_open', only: false, run: ['2026-01'] };
  const { message } = await errorOf(UsageError, () => execute(args, context));
  assert.match(message, /not about runs/);
});
