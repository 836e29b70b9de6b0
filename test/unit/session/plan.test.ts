import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as assert from 'uvu/assert';
import { UsageError } from '../../../src/errors.js';
import { silentLog } from '../../../src/host/log.js';
import { cachePaths } from '../../../src/host/paths.js';
import { planRun } from '../../../src/session/plan.js';
import type { Target } from '../../../src/session/prepare.js';
import { suite } from '../../../src/suite/index.js';
import { errorOf } from '../../helpers/failing.js';
import { inTempFolder } from '../../helpers/temp-folder.js';

const test = suite('the plan of a run', { deadlineS: 60 });

const planIn = (cache: string, target: Target) =>
  planRun({
    target,
    cache: cachePaths(cache),
    ...{ accelerator: 'tcg', machine: 'microvm', kernelArgs: [], silenceMs: 1000 },
    log: silentLog,
  });

test('has the commands of make and QEMU, on a cache that has nothing', () =>
  inTempFolder(async (cache) => {
    const commands = await planIn(cache, {});
    assert.is(commands.length, 3);
    assert.ok(commands[1]?.args.includes('vmlinux'));
  }));

const mistakes: [what: string, target: (folder: string) => Target, complaint: RegExp][] = [
  ['a series that is not there', (at) => ({ series: [join(at, 'nope')] }), /there is no .*nope/],
  ['a series that is none', (at) => ({ series: [join(at, 'text')] }), /text/],
  ['a range in no repository', (at) => ({ series: [`git:${at}:a..b`] }), /no git repository/],
  ['a fragment that is not there', (at) => ({ configs: [join(at, 'nope')] }), /is not a file/],
  ['a fragment that is none', (at) => ({ configs: [join(at, 'text')] }), /text/],
  ['a line that is none', () => ({ line: 'x' }), /x/],
];
for (const [what, target, complaint] of mistakes)
  test(`is refused for ${what}, as the run would be`, () =>
    inTempFolder(async (folder) => {
      await writeFile(join(folder, 'text'), 'no such thing\n');
      const { message } = await errorOf(UsageError, () => planIn(folder, target(folder)));
      assert.match(message, complaint);
    }));
