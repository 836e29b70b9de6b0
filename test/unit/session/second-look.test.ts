import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as assert from 'uvu/assert';
import { type Report, reportOn, withDoubts } from '../../../src/report/model.js';
import { markText } from '../../../src/session/console-watch.js';
import { secondLook } from '../../../src/session/second-look.js';
import { type DeclaredSuite, suite, type TestResult, totalsOf } from '../../../src/suite/index.js';
import { runReport, testResult } from '../../helpers/run-report.js';
import { inTempFolder } from '../../helpers/temp-folder.js';

const test = suite('second look at a report');

const strange = 'größer: a name of more than 200 bytes '.repeat(9);
const tests = [testResult(), testResult({ name: strange, guest: 2 })];
const title = (name: string) => `file_open > ${name}`;
const mark = (n: number, what: string) => `[    1.2] lsm-audit: ${n}, end of ${markText(what)}`;

const declared = (name: string, ownGuest: boolean): DeclaredSuite<never>[] => [
  {
    name: 'file_open',
    options: {},
    tests: [{ name, deadlineS: 1, body() {}, needs: { ownGuest } }],
  },
];

interface Given {
  first?: string[];
  second?: string[] | null;
  results?: TestResult[];
  suites?: DeclaredSuite<never>[];
  verdict?: Report['verdict'];
}

/** What is found in a run with these consoles; all is well unless something is said. */
async function found(given: Given = {}): Promise<string[]> {
  const { first = [mark(1, 'boot'), mark(2, title('records the path'))] } = given;
  const { second = [`${mark(2, title(strange))}\r`], results = tests, suites = [] } = given;
  const { verdict = 'passed' } = given;
  return inTempFolder(async (folder) => {
    await mkdir(join(folder, 'guest-2'));
    await writeFile(join(folder, 'console.log'), `${first.join('\n')}\n`);
    if (second) await writeFile(join(folder, 'guest-2/console.log'), `${second.join('\n')}\n`);
    const run = runReport({
      tests: results,
      totals: totalsOf(results),
      verdict,
      runDirectory: folder,
      guests: [
        { number: 1, boot: [], console: 'console.log' },
        { number: 2, boot: [], console: 'guest-2/console.log' },
      ],
    });
    const report = reportOn([run], { elsewhere: [], unreached: [] });
    return (await secondLook(report, suites)).map(
      ({ reason, verdict }) => `${verdict}: ${reason.replace(folder, '')}`,
    );
  });
}

test('a run whose consoles were read to the end of each test is what it says', async () => {
  assert.equal(await found(), []);
});

test('a console that was not read to the end of a test proves nothing', async () => {
  assert.equal(await found({ first: [mark(1, 'boot')] }), [
    'incomplete: the console of guest 1 on default was not read to the end of file_open > records the path',
  ]);
});

test('a console that is not there proves nothing', async () => {
  const [doubt = ''] = await found({ second: null });
  assert.match(doubt, /^incomplete: the console of guest 2 on default cannot be read: ENOENT/);
});

test("a complaint that no test was blamed for is the kernel's fault", async () => {
  const second = [mark(2, title(strange)), '[    9.9] BUG: sleeping function called from x.c:1'];
  const [doubt = '', ...more] = await found({ second });
  assert.match(doubt, /^failed: the console of guest 2 on default has a complaint .*\(line 2\)$/);
  assert.equal(more, []);
});

test('a guest that a test was to end has its last words on the console', async () => {
  const second = ['[    9.9] Kernel panic - not syncing: audit: backlog limit exceeded'];
  assert.is((await found({ second })).length, 2);
  assert.equal(await found({ second, suites: declared(strange, true) }), []);
  assert.is((await found({ second, suites: declared(strange, false) })).length, 2);
});

test('a test that was skipped is a gap', async () => {
  const skipped = { ...tests[1], status: 'skipped', reason: 'no IPv6' } as TestResult;
  const doubts = await found({ results: [testResult(), skipped] });
  assert.equal(doubts, [`incomplete: file_open > ${strange} was skipped on default: no IPv6`]);
});

test('a run without a test that passed has tested nothing, and neither has none at all', async () => {
  const expected = testResult({ status: 'expected-failure', reason: 'x' });
  const [doubt] = await found({ results: [expected] });
  assert.is(doubt, 'incomplete: no test has passed on default');
});

test('a report that is no success already needs no second look', async () => {
  assert.equal(await found({ verdict: 'failed', first: [] }), []);
});

test('doubts make a success incomplete or failed, and no failure better', () => {
  const good = reportOn([runReport()], { elsewhere: [], unreached: [] });
  const doubt = { reason: 'x', verdict: 'incomplete' } as const;
  assert.is(withDoubts(good, []), good);
  assert.is(withDoubts(good, [doubt]).verdict, 'incomplete');
  assert.is(withDoubts(good, [doubt, { ...doubt, verdict: 'failed' }]).verdict, 'failed');
  assert.is(withDoubts({ ...good, verdict: 'failed' }, [doubt]).verdict, 'failed');
});
