/** Whatever is wrong with a command line, the answer has one form, and exit code 2. */

import * as assert from 'uvu/assert';
import { suite } from '../../../src/suite/index.js';
import { cli } from '../../helpers/cli.js';
import { inTempFolder } from '../../helpers/temp-folder.js';

const test = suite('style of errors', { deadlineS: 60 });

const wrong: readonly string[][] = [
  [],
  ['rum'],
  ['run', '--nonsense'],
  ['run', '--repeat', '0'],
  ['run', '--repeat'],
  ['run', '--accel', 'xen'],
  ['run', 'no such test at all'],
  ['run', '--variant', 'none'],
  ['run', '--json', '/no/such/folder/x.json'],
  ['build', '--variant', 'none'],
  ['build', '--kernel', 'gentoo'],
  ['mutate', '--resume'],
  ['runs', '--since', 'yesterday'],
  ['runs', '--limit', 'many'],
  ['runs', '--verdict', 'good'],
  ['report'],
  ['report', '--history', 'nothing'],
  ['records', '/no/such/file'],
  ['shell', '--run', '/no/such/run'],
  ['doctor', '--install', '--json'],
  ['completion', 'fish'],
];

test('each is an error with its phase, and a remedy', () =>
  inTempFolder(async (cache) => {
    const left = [...wrong];
    // Two at a time: each is a process of its own.
    const worker = async () => {
      for (let words = left.shift(); words; words = left.shift()) {
        const { code, stdout, stderr } = await cli(words, { cache });
        const [first = '', ...more] = stderr.trimEnd().split('\n');
        const what = `${words.join(' ')}:\n${stderr}`;
        assert.is(code, 2, what);
        assert.is(stdout, '', what);
        assert.match(first, /^error: .* \(arguments\)$/, what);
        assert.ok(
          more.some((line) => /^ {2}remedy: [A-Z-].*[.:]$|^ {2}remedy: Choose one of$/.test(line)),
          what,
        );
        assert.ok(
          more.every((line) => /^ {2}(?:remedy: |log: |\s{2})/.test(line)),
          what,
        );
      }
    };
    await Promise.all([worker(), worker()]);
  }));
