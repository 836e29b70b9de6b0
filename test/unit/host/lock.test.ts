import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import * as assert from 'uvu/assert';
import { lock } from '../../../src/host/lock.js';
import { type Log, silentLog } from '../../../src/host/log.js';
import { suite } from '../../../src/suite/index.js';
import { errorOf } from '../../helpers/failing.js';
import { inTempFolder } from '../../helpers/temp-folder.js';

const test = suite('lock between processes');

/** A log, and a promise for the moment at which a lock is waited for. */
function waiting(): { log: Log; told: Promise<string> } {
  let tell = (_: string) => {};
  const told = new Promise<string>((resolve) => {
    tell = resolve;
  });
  return { log: { ...silentLog, info: (text) => tell(text) }, told };
}

test('the second holder in this process waits for the first', () =>
  inTempFolder(async (path) => {
    const { log, told } = waiting();
    const first = await lock(path, { log });
    let held = false;
    const second = lock(path, { log }).then((holder) => {
      held = true;
      return holder;
    });
    assert.is(await told, `waiting for another lsm-audit that uses ${path}`);
    assert.not(held);
    await first[Symbol.asyncDispose]();
    await (await second)[Symbol.asyncDispose]();
    assert.ok(held);
  }));

test('locks of other names do not exclude each other', () =>
  inTempFolder(async (path) => {
    await using _one = await lock(join(path, 'one'), { log: silentLog });
    await using _two = await lock(join(path, 'two'), { log: silentLog });
  }));

test('a folder has one lock, whatever links lead to it and whether it exists or not', () =>
  inTempFolder(async (path) => {
    await symlink(path, join(path, 'link'));
    for (const name of ['.', 'absent/folder']) {
      const { log, told } = waiting();
      const first = await lock(join(path, name), { log });
      const second = lock(join(path, 'link', name), { log });
      await Promise.race([told, second]);
      await first[Symbol.asyncDispose]();
      await (await second)[Symbol.asyncDispose]();
      assert.match(await told, 'waiting');
    }
  }));

test('a released lock can be released again, and taken again', () =>
  inTempFolder(async (path) => {
    const first = await lock(path, { log: silentLog });
    await first[Symbol.asyncDispose]();
    await using _second = await lock(path, { log: silentLog });
    await first[Symbol.asyncDispose]();
    const { log, told } = waiting();
    const stop = new AbortController();
    const third = lock(path, { log, signal: stop.signal });
    await told;
    stop.abort(new RangeError('still held'));
    await errorOf(RangeError, () => third);
  }));

test('of many that want it, one at a time has it, and each in the end', () =>
  inTempFolder(async (path) => {
    let holders = 0;
    let turns = 0;
    const turn = async () => {
      await using _held = await lock(path, { log: silentLog });
      holders += 1;
      assert.is(holders, 1);
      await new Promise((resolve) => setImmediate(resolve));
      holders -= 1;
      turns += 1;
    };
    await Promise.all(Array.from({ length: 25 }, turn));
    assert.is(turns, 25);
  }));

test('an abort ends the wait with its reason', () =>
  inTempFolder(async (path) => {
    await using _held = await lock(path, { log: silentLog });
    const { log, told } = waiting();
    const stop = new AbortController();
    const second = lock(path, { log, signal: stop.signal });
    await told;
    stop.abort(new RangeError('enough'));
    await errorOf(RangeError, () => second);
  }));

test('an abort before the wait has begun ends it, too', () =>
  inTempFolder(async (path) => {
    await using _held = await lock(path, { log: silentLog });
    const stop = new AbortController();
    const second = lock(path, { log: silentLog, signal: stop.signal });
    stop.abort(new RangeError('enough'));
    await errorOf(RangeError, () => second);
  }));

/** A process that takes the lock `path`, says so, and does `then`. */
async function otherHolder(path: string, then: string): Promise<ChildProcess & AsyncDisposable> {
  const modules = new URL('../../../src/host/', import.meta.url);
  const script = `
    import { lock } from ${JSON.stringify(new URL('lock.js', modules))};
    import { silentLog } from ${JSON.stringify(new URL('log.js', modules))};
    import { writeSync } from 'node:fs';
    const held = await lock(${JSON.stringify(path)}, { log: silentLog });
    writeSync(1, 'held\\n');
    ${then}`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const [line] = await Promise.race([
    once(createInterface({ input: child.stdout }), 'line'),
    once(child, 'exit'),
  ]);
  assert.is(line, 'held');
  const end = async () => void child.kill('SIGKILL');
  return Object.assign(child, { [Symbol.asyncDispose]: end });
}

test('a holder in another process is waited for until it releases', () =>
  inTempFolder(async (path) => {
    const release = `
      process.stdin.once('data', async () => {
        process.stdin.destroy();
        await held[Symbol.asyncDispose]();
      });`;
    await using child = await otherHolder(path, release);
    const exit = once(child, 'exit');
    const { log, told } = waiting();
    let held = false;
    const mine = lock(path, { log }).then((holder) => {
      held = true;
      return holder;
    });
    await told;
    assert.not(held);
    child.stdin?.write('go\n');
    await (await mine)[Symbol.asyncDispose]();
    assert.equal(await exit, [0, null]);
  }));

const endings: [string, string][] = [
  ['a holder that is killed frees the lock', 'process.stdin.resume();'],
  // Its event loop stands still, so that it has accepted no connection when it goes.
  [
    'a busy holder that is killed frees the lock',
    'Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);',
  ],
];
for (const [name, then] of endings) {
  test(name, () =>
    inTempFolder(async (path) => {
      await using child = await otherHolder(path, then);
      const { log, told } = waiting();
      const mine = lock(path, { log });
      await told;
      child.kill('SIGKILL');
      await using _held = await mine;
    }),
  );
}
