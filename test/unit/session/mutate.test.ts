import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as assert from 'uvu/assert';
import {
  type ExplainedError,
  InfrastructureError,
  KernelError,
  SeriesError,
} from '../../../src/errors.js';
import { readSeries } from '../../../src/kernel/series.js';
import type { RunReport } from '../../../src/report/model.js';
import { fill, identityOf, judge } from '../../../src/session/mutate.js';
import { suite, type TestResult } from '../../../src/suite/index.js';
import { inTempFolder } from '../../helpers/temp-folder.js';
import { creating, mailbox, patchBody, sent } from '../../helpers/threads.js';

const test = suite('mutation testing');

const passed: TestResult = {
  suite: 'bind',
  name: 'IPv4',
  status: 'passed',
  durationMs: 1,
  evidence: {},
};
const failed: TestResult = {
  ...passed,
  name: 'IPv6',
  status: 'failed',
  failure: { message: 'value: src', details: [] },
};
const broken = new InfrastructureError('QEMU was killed', { phase: 'guest' });
const dead = new KernelError('the kernel died', { phase: 'boot', evidence: ['Kernel panic'] });
const garbled = new SeriesError('does not compile', { phase: 'kernel build', evidence: ['x.c:1'] });
const misplaced = new SeriesError('does not apply', { phase: 'series', evidence: ['Subject: x'] });

/** What `judge` reads of a report. */
const report = (verdict: RunReport['verdict'], ...tests: TestResult[]) =>
  ({ verdict, tests }) as unknown as RunReport;

const judgements: [
  what: string,
  report: RunReport,
  failure: ExplainedError | undefined,
  ...says: [status: string, killer?: string | undefined, reason?: string],
][] = [
  ['all passed', report('passed', passed), undefined, 'survived'],
  [
    'one failed',
    report('failed', passed, failed),
    undefined,
    'killed',
    'bind > IPv6',
    'value: src',
  ],
  [
    'one failed, then the host',
    report('failed', failed),
    broken,
    'killed',
    'bind > IPv6',
    'value: src',
  ],
  ['the kernel died', report('failed', passed), dead, 'killed', 'the kernel died', 'Kernel panic'],
  ['it does not compile', report('failed'), garbled, 'invalid', undefined, 'x.c:1'],
  ['it does not apply', report('failed'), misplaced, 'invalid', undefined, 'does not apply'],
  ['the host broke', report('incomplete', passed), broken, 'not-run', undefined, 'QEMU was killed'],
  [
    'all were skipped',
    report('incomplete'),
    undefined,
    'not-run',
    undefined,
    'no test was executed',
  ],
];

for (const [what, report, failure, status, killer, reason] of judgements) {
  test(`${what}: ${status}`, () => {
    const expected = { status, ...(killer && { killer }), ...(reason && { reason }) };
    assert.equal(judge({ report, failure }), expected);
  });
}

test('a series comes out of the folder of a mutant as it went in, with the mutant behind it', () =>
  inTempFolder(async (folder) => {
    const mails = ['a.c', 'b.c'].map((name, i) =>
      sent({ subject: `[PATCH ${i + 1}/2] x`, body: patchBody(creating(name)) }),
    );
    await writeFile(join(folder, 't.mbox'), mailbox(mails.reverse()));
    const series = await readSeries(join(folder, 't.mbox'));
    const mutant = { name: 'm', breaks: 'it', claims: [], variants: [], diff: creating('m.c') };
    await fill(join(folder, 'mutated'), series, mutant);
    const { patches } = await readSeries(join(folder, 'mutated'));
    assert.equal(
      patches.slice(0, -1).map(({ sha256 }) => sha256),
      series.patches.map(({ sha256 }) => sha256),
    );
    assert.is(patches.at(-1)?.subject, '[PATCH] mutant: m');
  }));

test('a verdict is one on a series and on the configuration that it is built with', () =>
  inTempFolder(async (folder) => {
    const files = ['CONFIG_DUMMY_A=y\n', 'CONFIG_DUMMY_B=y\n'].map((text, i) => ({
      name: `${i}`,
      text,
    }));
    for (const { name, text } of files) await writeFile(join(folder, name), text);
    const identity = (...names: string[]) =>
      identityOf({ sha256: 'series' }, { configs: names.map((name) => join(folder, name)) });
    assert.is(await identity(), 'series');
    const all = await Promise.all([identity(), identity('0'), identity('1'), identity('0', '1')]);
    assert.is(new Set(all).size, 4);
    assert.is(await identity('1', '0'), all[3]);
  }));
