import { appendFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import * as assert from 'uvu/assert';
import { followFile } from '../../../src/host/follow.js';
import { suite } from '../../../src/suite/index.js';
import { errorOf } from '../../helpers/failing.js';
import { inTempFolder } from '../../helpers/temp-folder.js';

const test = suite('file that is followed');

/** A file, the stream that follows it, and the end of its writer. */
function inFollowedFile(
  start: string,
  work: (file: string, stream: ReturnType<typeof followFile>, end: () => void) => Promise<void>,
) {
  return inTempFolder(async (folder) => {
    const file = join(folder, 'console.log');
    await writeFile(file, start);
    let end = () => {};
    const ended = new Promise<void>((resolve) => {
      end = resolve;
    });
    await work(file, followFile(file, ended), end);
  });
}

test('what is appended arrives while the writer still writes', () =>
  inFollowedFile('start\n', async (file, stream, end) => {
    let seen = '';
    const parts = ['one\n', 'two\n', 'three\n'];
    for await (const chunk of stream) {
      seen += String(chunk);
      const next = parts.shift();
      if (next === undefined) end();
      else await appendFile(file, next);
    }
    assert.is(seen, 'start\none\ntwo\nthree\n');
  }));

test('what was written right before the end is not lost', () =>
  inFollowedFile('', async (file, stream, end) => {
    const all = text(stream);
    const written: string[] = [];
    for (let i = 0; i < 200; i++) {
      const line = `${'x'.repeat(i)}\n`;
      written.push(line);
      await appendFile(file, line);
    }
    end();
    assert.is(await all, written.join(''));
  }));

test('a large file comes whole', () =>
  inFollowedFile('y'.repeat(300_000), async (_file, stream, end) => {
    end();
    assert.is((await text(stream)).length, 300_000);
  }));

test('nothing is an end, too', () =>
  inFollowedFile('', async (_file, stream, end) => {
    end();
    assert.is(await text(stream), '');
  }));

test('a file that is missing is an error of the stream', async () => {
  const { message } = await errorOf(Error, () =>
    text(followFile('/nonexistent/console.log', new Promise(() => {}))),
  );
  assert.match(message, 'ENOENT');
});
