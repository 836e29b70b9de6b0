import * as assert from 'uvu/assert';
import { entryOf, parseEntry } from '../../../src/report/history.js';
import { suite } from '../../../src/suite/index.js';
import { historyEntry, historyTest } from '../../helpers/history.js';
import { runReport, testResult } from '../../helpers/run-report.js';

const test = suite('history entry');

const problemOf = (value: unknown, id = historyEntry().id) => {
  const parsed = parseEntry(id, typeof value === 'string' ? value : JSON.stringify(value));
  return 'problem' in parsed ? parsed.problem : undefined;
};

test('a run is remembered with what it was about and how each test ended', () => {
  const failure = { message: 'records differ', details: ['many', 'lines'] };
  const tests = [testResult(), testResult({ name: 'other', status: 'failed', failure })];
  const entry = entryOf(runReport({ tests, verdict: 'failed', repetition: 7 }), 'abc');
  assert.equal(entry, {
    schema: 1,
    id: '2026-03-11T10-00-00-000-1',
    group: '2026-03-11T10-00-00-000-1',
    repetition: 7,
    invocation: ['run', '--accel', 'tcg'],
    tool: '1.2.3',
    started: '2026-03-11T10:00:00.000Z',
    finished: '2026-03-11T10:00:05.000Z',
    kernel: {
      release: '7.2.13-lsm-audit',
      source: 'linux-source-7.2 7.2.13-1',
      variant: 'default',
      configHash: '0123456789abcdef',
      imageSha256: 'cd',
    },
    series: { name: 'mine', sha256: 'abc' },
    accelerator: 'tcg',
    verdict: 'failed',
    tests: [
      { suite: 'file_open', name: 'records the path', status: 'passed', ms: 12 },
      { ...historyTest({ name: 'other', status: 'failed' }), failure: 'records differ' },
    ],
  });
});

test('a run that had no kernel is remembered with what ended it', () => {
  const { kernel, series, accelerator, ...rest } = runReport({ verdict: 'failed' });
  const failure = { message: 'it does not apply', details: [], phase: 'series', exitCode: 1 };
  const entry = entryOf({ ...rest, failure }, 'abc');
  assert.is(entry.failure, 'it does not apply');
  assert.not('kernel' in entry || 'series' in entry || 'accelerator' in entry);
  assert.is(problemOf(entry), undefined);
});

test('a long message is cut', () => {
  const failure = { message: 'x'.repeat(1000), details: [] };
  const tests = [testResult({ status: 'failed', failure })];
  const [first] = entryOf(runReport({ tests }), '').tests;
  assert.is(first?.failure, `${'x'.repeat(199)}…`);
});

test('what was written is read again', () => {
  const entry = historyEntry({ repetition: 3, tests: [historyTest({ failure: 'why' })] });
  assert.equal(parseEntry(entry.id, JSON.stringify(entry)), entry);
});

const { id } = historyEntry();
const wrong: [what: string, value: unknown, problem: RegExp][] = [
  ['a cut file', JSON.stringify(historyEntry()).slice(0, -20), /cut or no JSON/],
  ['an empty file', '', /cut or no JSON/],
  ['a number', 5, /no record of a run/],
  ['null', null, /no record of a run/],
  ['an object of others', { name: 'x', version: '1' }, /no record of a run/],
  ['an entry of a later version', { schema: 2, runs: [] }, /newer/],
  ['an entry without tests', { ...historyEntry(), tests: undefined }, /no record of a run/],
  ['a test that is null', { ...historyEntry(), tests: [null] }, /no record of a run/],
  [
    'a test of unknown status',
    { ...historyEntry(), tests: [{ ...historyTest(), status: 'fine' }] },
    /no record of a run/,
  ],
  ['a test without its time', { ...historyEntry(), tests: [{ ...historyTest(), ms: '1' }] }, /no/],
  ['a verdict that there is not', { ...historyEntry(), verdict: 'good' }, /no record of a run/],
  ['a start that is no time', { ...historyEntry(), started: 'today' }, /no record of a run/],
  ['a kernel without a release', { ...historyEntry(), kernel: {} }, /no record of a run/],
  ['a series without a digest', { ...historyEntry(), series: { name: 'x' } }, /no record/],
  ['words that are no list', { ...historyEntry(), invocation: 'run' }, /no record of a run/],
  ['a copy under another name', { ...historyEntry(), id: `${id}-1` }, /another run/],
];
for (const [what, value, problem] of wrong) {
  test(`${what} is no entry`, () => {
    assert.match(problemOf(value) ?? '', problem);
  });
}
