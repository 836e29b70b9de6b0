import { PassThrough } from 'node:stream';
import fc from 'fast-check';
import * as assert from 'uvu/assert';
import { Console } from '../../../src/qemu/console.js';
import { suite } from '../../../src/suite/index.js';

const test = suite('console');

/** The console after it has seen `chunks`, and the lines that a watcher got. */
async function seen(chunks: readonly (string | Uint8Array)[]) {
  const stream = new PassThrough();
  const console = new Console(stream, '/run/console.log');
  const lines: string[] = [];
  console.watch((line) => lines.push(line));
  for (const chunk of chunks) stream.write(chunk);
  stream.end();
  await console.closed;
  return { console, lines };
}

const boot = [
  '[    0.000000] Linux version 7.2.13-lsm-audit (builder@host) #1 SMP\r\n',
  '[    0.512345] Run /init as init process\r\n',
  'lsm-audit: init 7.2.13-lsm-audit\r\n',
  '[    1.000000] Kernel panic - not syncing: Attempted to kill init! exitcode=0x00000009\r\n',
].join('');

const bootMarks = {
  kernelStarted: true,
  initReached: '7.2.13-lsm-audit',
  fatal: 'Kernel panic - not syncing: Attempted to kill init! exitcode=0x00000009',
};

test('without output nothing has happened', async () => {
  const { console } = await seen([]);
  assert.equal(console.marks, {
    kernelStarted: false,
    initReached: undefined,
    fatal: undefined,
  });
  assert.equal(console.tail(), []);
});

test('banner, init and panic are marked', async () => {
  assert.equal((await seen([boot])).console.marks, bootMarks);
});

test('firmware and loader are no kernel', async () => {
  const { marks } = (await seen(['SeaBIOS (version 1.16.2)\r\nBooting from ROM..\r\n'])).console;
  assert.not(marks.kernelStarted);
  assert.is(marks.fatal, undefined);
});

test('an init that failed is fatal', async () => {
  const { marks } = (await seen(['lsm-audit: init failed: mount /proc: EINVAL\n'])).console;
  assert.is(marks.fatal, 'lsm-audit: init failed: mount /proc: EINVAL');
  assert.is(marks.initReached, undefined);
});

test('the first fatal line counts', async () => {
  const { marks } = (
    await seen(['Kernel panic - not syncing: one\nKernel panic - not syncing: two\n'])
  ).console;
  assert.is(marks.fatal, 'Kernel panic - not syncing: one');
});

test('lines are put together from chunks of any size', async () => {
  const cuts = fc.array(fc.nat(boot.length), { maxLength: 12 });
  const expected = boot.split('\r\n').slice(0, -1);
  await fc.assert(
    fc.asyncProperty(cuts, async (positions) => {
      const borders = [0, ...positions.sort((a, b) => a - b), boot.length];
      const chunks = borders.slice(1).map((end, i) => boot.slice(borders[i], end));
      const { console, lines } = await seen(chunks);
      assert.equal(lines, expected);
      assert.equal(console.marks, bootMarks);
    }),
    { numRuns: 30 },
  );
});

test('the last words count, even when no line ends them', async () => {
  const { console, lines } = await seen(['one\nKernel panic - not syncing: cut']);
  assert.equal(lines, ['one', 'Kernel panic - not syncing: cut']);
  assert.equal(console.tail(), lines);
  assert.is(console.marks.fatal, 'Kernel panic - not syncing: cut');
});

const panic = 'Kernel panic - not syncing: Fatal exception';
const junk = 'x'.repeat(20_000);
const longLines: [string, string[]][] = [
  ['at the end of a long line', [`${junk}${panic}\n`]],
  ['at the start of a long line', [`${panic}${junk}\n`]],
  ['at the end of a long line in pieces', [junk, junk, `${panic}\n`]],
  ['at the start of a long line in pieces', [`${panic} `, junk, junk, '\n']],
  ['in a long line that never ends', [junk, panic, junk]],
];
for (const [where, chunks] of longLines) {
  test(`a panic ${where} is seen, and the line is cut`, async () => {
    const { console, lines } = await seen(chunks);
    assert.ok(console.marks.fatal?.startsWith(panic));
    assert.ok((console.marks.fatal?.length ?? 0) <= 4096);
    assert.equal(
      lines.map((line) => line.length),
      [4096],
    );
  });
}

test('the tail has the last lines, and what has not ended yet', async () => {
  const stream = new PassThrough();
  const console = new Console(stream, '/run/console.log');
  const numbers = Array.from({ length: 1000 }, (_, i) => `line ${i}`);
  const lastSeen = new Promise<void>((resolve) => {
    console.watch((line) => line === 'line 999' && resolve());
  });
  stream.write(`${numbers.join('\n')}\npart`);
  await lastSeen;
  assert.equal(console.tail(3), ['line 998', 'line 999', 'part']);
  assert.is(console.tail().length, 20);
  stream.end();
  await console.closed;
});

test('a watcher that was stopped gets no more lines', async () => {
  const stream = new PassThrough();
  const console = new Console(stream, '/run/console.log');
  const got: string[] = [];
  const stop = console.watch((line) => {
    got.push(line);
    stop();
  });
  stream.end('one\ntwo\n');
  await console.closed;
  assert.equal(got, ['one']);
  assert.equal(console.tail(), ['one', 'two']);
});

test('bytes that are no text are kept apart from each other', async () => {
  const bytes = Buffer.from(Array.from({ length: 128 }, (_, i) => 128 + i));
  const { lines } = await seen([bytes.subarray(0, 65), bytes.subarray(65)]);
  assert.equal(lines, [bytes.toString('latin1')]);
});

test('a stream that breaks ends the console, with what it has said', async () => {
  const stream = new PassThrough();
  const console = new Console(stream, '/run/console.log');
  const heard = new Promise<void>((resolve) => {
    console.watch(() => resolve());
  });
  stream.write('one\n');
  await heard;
  stream.destroy(new Error('EIO'));
  await console.closed;
  assert.equal(console.tail(), ['one']);
});
