import * as assert from 'uvu/assert';
import { coloursFor } from '../../../src/report/colour.js';
import { runsLines } from '../../../src/report/history-lines.js';
import { suite } from '../../../src/suite/index.js';
import { historyEntry, historyTest } from '../../helpers/history.js';

const test = suite('list of runs');

const plain = coloursFor(false);
const failed = historyTest({ name: 'other', status: 'failed', failure: 'records differ' });
const late = historyTest({ name: 'late', status: 'not-run' });

test('a run is a line: its verdict, what failed, what it ran on, and whether more is left', () => {
  const { kernel, series, ...rest } = historyEntry({ id: 'b', verdict: 'incomplete', tests: [] });
  const runs = [
    {
      entry: historyEntry({
        id: 'a',
        verdict: 'failed',
        repetition: 3,
        tests: [historyTest(), failed, late],
      }),
      kept: true,
    },
    { entry: rest, kept: false },
  ];
  assert.equal(runsLines(runs, {}, plain), [
    'run               verdict     tests          variant  kernel            series         directory',
    'a (repetition 3)  failed      1 of 2 failed  default  7.2.13-lsm-audit  mine abababab  kept',
    'b                 incomplete  0 of 0 failed  -        none              -              gone',
  ]);
});

test('below a run stand the tests that were asked for, with what they said', () => {
  const runs = [{ entry: historyEntry({ tests: [historyTest(), failed, late] }), kept: true }];
  assert.equal(runsLines(runs, { test: 'file_open' }, plain).slice(2), [
    '    passed  file_open > records the path',
    '    failed  file_open > other: records differ',
  ]);
});

test('nothing of a guest or of a folder name reaches the terminal as a control character', () => {
  const evil = 'a\u001b[2Jb';
  const entry = historyEntry({
    series: { name: evil, sha256: 'ab' },
    tests: [historyTest({ status: 'failed', failure: evil })],
  });
  const { kernel } = entry;
  if (kernel) kernel.release = evil;
  const text = runsLines([{ entry, kept: true }], { test: '' }, plain).join('\n');
  assert.is(text.split('a·[2Jb').length, 1 + 3);
  assert.not(text.includes('\u001b'));
});
