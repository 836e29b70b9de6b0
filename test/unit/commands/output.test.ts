import { PassThrough } from 'node:stream';
import * as assert from 'uvu/assert';
import type { Terminal } from '../../../src/commands/context.js';
import { type Talk, talkTo } from '../../../src/commands/output.js';
import { suite } from '../../../src/suite/index.js';

const test = suite('talk of commands');

/** What \`talk\` writes to a terminal, or to a file. */
function written(
  talk: (talk: Talk) => void,
  { isTTY = false, columns = 80, verbose = false } = {},
): string {
  const stream: Terminal = new PassThrough();
  stream.isTTY = isTTY;
  stream.columns = columns;
  talk(talkTo(stream, { verbose }));
  return String((stream as unknown as PassThrough).read() ?? '');
}

const make = { file: 'make', args: ['two words'] };
const state = (done: number) => ({ what: 'kernel', unit: 'objects', done, total: 100 });
const clear = `\r${String.fromCharCode(27)}[K`;

test('sentences and warnings are lines', () => {
  const text = written(({ log }) => {
    log.info('building');
    log.warn('slow');
  });
  assert.is(text, 'building\nwarning: slow\n');
});

test('what strangers wrote does nothing to the terminal, be it a sentence or a command', () => {
  const evil = `a${String.fromCharCode(27)}[2Jb\rc`;
  const text = written(
    ({ log }) => {
      log.info(`${evil}\nmore`);
      log.warn(evil);
      log.command({ file: 'git', args: [evil] });
    },
    { verbose: true },
  );
  assert.is(text, "a·[2Jb·c\nmore\nwarning: a·[2Jb·c\n$ git 'a·[2Jb·c'\n");
});

test('commands and details are for those who ask', () => {
  const talk = ({ log }: Talk) => {
    log.command(make);
    log.detail('more');
  };
  assert.is(written(talk), '');
  assert.is(written(talk, { verbose: true }), "$ make 'two words'\nmore\n");
});

test('a terminal has one line of progress, which other text wipes away first', () => {
  const text = written(
    (talk) => {
      talk.progress(state(1));
      talk.progress(state(2));
      talk.log.info('done');
      talk.settle();
    },
    { isTTY: true },
  );
  const end = clear.slice(1);
  assert.is(
    text,
    `\rkernel: 1 of 100 objects (1 %), 0 s${end}\rkernel: 2 of 100 objects (2 %), 0 s${end}${clear}done\n`,
  );
});

test('a narrow terminal gets a short line', () => {
  const text = written((talk) => talk.progress(state(1)), { isTTY: true, columns: 22 });
  assert.is(text, `\rkernel: 1 of 100 obje${clear.slice(1)}`);
});

test('a file gets a line for each tenth, and no control characters', () => {
  const text = written((talk) => {
    for (let done = 0; done <= 100; done++) talk.progress(state(done));
    talk.settle();
  });
  const lines = text.trimEnd().split('\n');
  assert.equal(
    lines.map((line) => line.split(' ')[1]),
    ['0', '10', '20', '30', '40', '50', '60', '70', '80', '90', '100'],
  );
  assert.not(text.includes('\r'));
});
