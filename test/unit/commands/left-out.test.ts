import * as assert from 'uvu/assert';
import { LeftOut } from '../../../src/commands/left-out.js';
import { suite } from '../../../src/suite/index.js';
import { recordingLog } from '../../helpers/recording-log.js';

const test = suite('files left out of the history');

function told(...files: readonly string[]): string[] {
  const leftOut = new LeftOut();
  for (const file of files) leftOut.note(`/cache/history/${file}`, 'it is cut');
  const log = recordingLog();
  leftOut.tell(log);
  return log.warnings;
}

test('nothing is said when there are none', () => {
  assert.equal(told(), []);
});

test('they are named in one warning', () => {
  assert.equal(told('a.json', 'b\u001b.json'), [
    'left out of the history in /cache/history: a.json (it is cut), b·.json (it is cut)',
  ]);
});

test('of many the first three are named', () => {
  assert.equal(told('a', 'b', 'c', 'd', 'e'), [
    'left out of the history in /cache/history: a (it is cut), b (it is cut), c (it is cut) and 2 more',
  ]);
});
