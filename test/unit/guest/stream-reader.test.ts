import { Readable } from 'node:stream';
import fc from 'fast-check';
import * as assert from 'uvu/assert';
import { StreamReader } from '../../../src/guest/stream-reader.js';
import { suite } from '../../../src/suite/index.js';
import { errorOf } from '../../helpers/failing.js';

const test = suite('lines and bytes of a stream');

const readerOf = (...chunks: (string | Uint8Array)[]) =>
  new StreamReader(Readable.from(chunks.map((chunk) => Buffer.from(chunk as string))));

test('lines and counted bytes alternate', async () => {
  const reader = readerOf('head 3\nab', '\ntail\n');
  assert.is(await reader.line(), 'head 3');
  assert.is((await reader.bytes(3))?.toString(), 'ab\n');
  assert.is(await reader.line(), 'tail');
  assert.is(await reader.line(), undefined);
});

test('bytes are taken as they are, and lines as latin1', async () => {
  const all = Buffer.from(Array.from({ length: 256 }, (_, i) => i));
  const reader = readerOf(Buffer.from([0xe9, 10]), all);
  assert.is(await reader.line(), 'é');
  assert.ok((await reader.bytes(256))?.equals(all));
});

test('an empty line is a line, and no bytes are always there', async () => {
  const reader = readerOf('\n\n');
  assert.is((await reader.bytes(0))?.length, 0);
  assert.equal([await reader.line(), await reader.line()], ['', '']);
  assert.is((await reader.bytes(0))?.length, 0);
  assert.is(await reader.line(), undefined);
});

test('what the stream cuts short is no line and no bytes', async () => {
  assert.is(await readerOf('no end').line(), undefined);
  assert.is(await readerOf('abc').bytes(4), undefined);
});

test('an error of the stream is handed on', async () => {
  const broken = new Readable({ read() {} });
  broken.push('part');
  const line = new StreamReader(broken).line();
  broken.destroy(new RangeError('connection lost'));
  await errorOf(RangeError, () => line);
});

test('the borders of chunks do not matter', async () => {
  const frame = fc.uint8Array({ maxLength: 40 });
  const sizes = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 8 });
  await fc.assert(
    fc.asyncProperty(fc.array(frame, { maxLength: 8 }), sizes, async (frames, cuts) => {
      const parts = frames.flatMap((bytes) => [Buffer.from(`${bytes.length}\n`), bytes]);
      const whole = Buffer.concat(parts);
      const chunks: Buffer[] = [];
      for (let at = 0, i = 0; at < whole.length; i++) {
        const size = cuts[i % cuts.length] ?? 1;
        chunks.push(whole.subarray(at, at + size));
        at += size;
      }
      const reader = readerOf(...chunks);
      for (const bytes of frames) {
        assert.is(await reader.line(), String(bytes.length));
        assert.ok((await reader.bytes(bytes.length))?.equals(bytes));
      }
      assert.is(await reader.line(), undefined);
    }),
    { numRuns: 50 },
  );
});
