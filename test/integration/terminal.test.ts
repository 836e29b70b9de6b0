/** What a person sees who runs selftests on a terminal. */

import { spawn } from 'node:child_process';
import { join } from 'node:path';
import process from 'node:process';
import { text } from 'node:stream/consumers';
import * as assert from 'uvu/assert';
import { quote } from '../../src/host/command.js';
import { projectRoot } from '../../src/host/paths.js';
import { suite } from '../../src/suite/index.js';
import { withCache } from '../helpers/cli.js';
import { screenOf } from '../helpers/screen.js';
import { onTerminal } from '../helpers/typing.js';

const test = suite('run on a terminal', { deadlineS: 1800 });

/** All that lsm-audit writes to a terminal of 120 columns. */
async function onScreen(words: readonly string[], cache: string): Promise<string> {
  const program = [process.execPath, join(projectRoot, 'bin/lsm-audit.js'), ...words];
  const line = `stty cols 120; ${program.map(quote).join(' ')}`;
  const env = { ...process.env, LSM_AUDIT_CACHE: cache, NO_COLOR: '1' };
  const stdio = ['ignore', 'pipe', 'inherit'] as const;
  const child = spawn('script', onTerminal(line), { env, stdio: [...stdio] });
  return text(child.stdout);
}

test('the line of progress never stands in the way of the tree, and nothing is left of it', () =>
  withCache(async (cache) => {
    const written = await onScreen(
      ['run', '--accel', 'tcg', 'cuts a command', 'capable: ', 'CAP_BPF'],
      cache,
    );
    assert.match(written, /\rtests: 1 of 3 \(33 %\), \d+ s: file_ioctl: .* > .*cuts a command/);
    const screen = screenOf(written.replaceAll('\r\n', '\n'));
    assert.equal(
      screen.filter((line) => /tests: |objects/.test(line)),
      [],
      screen.join('\n'),
    );
    const tree = screen.filter((line) => /^ {2}\S/.test(line));
    assert.is(tree.length, 3, screen.join('\n'));
    assert.ok(
      tree.every((line) => /^ {2}✓ [\w ,:]+ \d+ ms$/.test(line)),
      tree.join('\n'),
    );
  }));

test('a second run knows from the first how long it will take', () =>
  withCache(async (cache) => {
    const words = ['run', '--accel', 'tcg', 'cuts a command', 'capable: ', 'CAP_BPF'];
    assert.not.match(await onScreen(words, cache), /tests: .* left: /);
    assert.match(await onScreen(words, cache), /tests: 0 of 3 \(0 %\), 0 s, about \d+ s left: /);
  }));
