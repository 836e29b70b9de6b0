import { PassThrough } from 'node:stream';
import * as assert from 'uvu/assert';
import type { Terminal } from '../../../src/commands/context.js';
import { type Talk, talkTo } from '../../../src/commands/output.js';
import { suite } from '../../../src/suite/index.js';
import { screenOf } from '../../helpers/screen.js';

const test = suite('talk of commands');

/** What `talk` writes to a terminal, or to a file; the clock ticks when it calls `tick`. */
function written(
  talk: (talk: Talk, terminal: Terminal, tick: () => void) => void,
  { isTTY = false, columns = 80, verbose = false } = {},
): string {
  const stream: Terminal = new PassThrough();
  stream.isTTY = isTTY;
  stream.columns = columns;
  let ticks: (() => void) | undefined;
  const ticker = (tick: () => void) => {
    ticks = tick;
    return () => {
      ticks = undefined;
    };
  };
  talk(talkTo(stream, { verbose }, ticker), stream, () => ticks?.());
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

test('a second piece of work has milestones of its own, and so has one that begins anew', () => {
  const text = written((talk) => {
    for (const what of ['kernel', 'kernel', 'mutants'])
      for (const done of [0, 50, 100]) talk.progress({ ...state(done), what });
  });
  assert.equal(
    text
      .trimEnd()
      .split('\n')
      .map((line) => line.replace(/ of .*/, '')),
    [
      ...['kernel: 0', 'kernel: 50', 'kernel: 100', 'kernel: 0', 'kernel: 50', 'kernel: 100'],
      ...['mutants: 0', 'mutants: 50', 'mutants: 100'],
    ],
  );
});

test('a log is spared what its lines say already', () => {
  const talk = (talk: Talk) => talk.progress(state(1), { terminalOnly: true });
  assert.is(written(talk), '');
  assert.match(written(talk, { isTTY: true }), /kernel: 1/);
});

test('lines on the same terminal stand above the line of progress, which stays', () => {
  const text = written(
    (talk, terminal) => {
      talk.progress({ ...state(1), item: 'a long name of what is being made' });
      talk.print(terminal, ['  one', '  two']);
      talk.print(terminal, []);
      talk.progress(state(2));
      talk.print(terminal, ['  three']);
    },
    { isTTY: true },
  );
  assert.equal(screenOf(text), [
    '  one',
    '  two',
    '  three',
    'kernel: 2 of 100 objects (2 %), 0 s',
  ]);
});

test('when it is settled nothing is left of it, and lines are lines', () => {
  const text = written(
    (talk, terminal, tick) => {
      talk.progress(state(1));
      talk.settle();
      tick();
      talk.print(terminal, ['done']);
    },
    { isTTY: true },
  );
  assert.equal(screenOf(text), ['done', '']);
});

test('the line is drawn again as time goes by, though nothing else happens', () => {
  const text = written(
    (talk, _, tick) => {
      talk.progress(state(1));
      tick();
      tick();
    },
    { isTTY: true },
  );
  assert.is(text.split('kernel: 1 of 100').length, 1 + 3);
  assert.equal(screenOf(text), ['kernel: 1 of 100 objects (1 %), 0 s']);
});

test('no clock ticks for a file', () => {
  const text = written((talk, _, tick) => {
    talk.progress(state(1));
    tick();
  });
  assert.is(text, 'kernel: 1 of 100 objects (1 %), 0 s\n');
});

test('work that is stopped says how far it was, without what was in the making', () => {
  const text = written((talk) => {
    talk.progress({ ...state(30), item: 'a.o' });
    talk.progress({ ...state(31), item: 'b.o' });
    talk.stop('it goes on from there');
  });
  assert.is(
    text.split('\n')[1],
    'stopped at kernel: 31 of 100 objects (31 %), 0 s; it goes on from there',
  );
  assert.is(
    written((talk) => talk.stop('nothing began')),
    '',
  );
});
