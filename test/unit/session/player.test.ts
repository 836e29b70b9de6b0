import * as assert from 'uvu/assert';
import { within } from '../../../src/host/deadline.js';
import { type PlayedGuest, playGuest } from '../../../src/session/played-guest.js';
import { CannotReplay } from '../../../src/session/player.js';
import { suite } from '../../../src/suite/index.js';
import { type Entry, transcriptSchema } from '../../../src/transcript/index.js';

const test = suite('a played guest');

const booted: Entry[] = [
  { ms: 1, type: 'console', line: 'Linux version 7' },
  { ms: 2, type: 'served', bootMs: 1.5 },
];

/** A guest in which `cat` was started, and that has said all of `entries` since. */
async function played(...entries: Entry[]): Promise<PlayedGuest> {
  const started: Entry[] = [
    { ms: 3, type: 'exec', channel: 1, command: 'cat' },
    { ms: 4, type: 'opened', channel: 1 },
  ];
  const all = [...booted, ...started, ...entries];
  const guest = await playGuest({ schema: transcriptSchema, guest: 1, secret: '', entries: all });
  assert.ok(guest);
  return guest as PlayedGuest;
}

const write = (ms: number, bytes: string): Entry => ({ ms, type: 'write', channel: 1, bytes });
const read = (ms: number, bytes: string): Entry => ({ ms, type: 'read', channel: 1, bytes });

async function cat({ link, player }: PlayedGuest) {
  const { stream } = await player.sound(() => link.exec('cat'));
  const chunks = stream[Symbol.asyncIterator]();
  const next = () => player.sound(async () => String((await chunks.next()).value));
  return { stream, next };
}

/** Why `work` cannot be replayed. */
async function lost(work: Promise<unknown>): Promise<string> {
  const error = await work.then(
    () => undefined,
    (error: unknown) => error,
  );
  assert.instance(error, CannotReplay);
  return (error as Error).message;
}

test('has said what it said until it served', async () => {
  const { machine, bootMs } = await played();
  assert.equal(machine.console.tail(), ['Linux version 7']);
  assert.is(machine.console.marks.kernelStarted, true);
  assert.is(bootMs, 1.5);
});

test('is none when it never served', async () => {
  const transcript = {
    schema: transcriptSchema,
    guest: 1,
    secret: '',
    entries: booted.slice(0, 1),
  };
  assert.is(await playGuest(transcript), undefined);
});

test('answers only when it was asked what it was asked then', async () => {
  const guest = await played(write(5, 'one'), read(6, 'ONE'), write(7, 'two'), read(8, 'TWO'));
  const { stream, next } = await cat(guest);
  stream.write('one');
  assert.is(await next(), 'ONE');
  assert.is(stream.readableLength, 0);
  stream.write('two');
  assert.is(await next(), 'TWO');
});

test('does not mind how the host cuts what it writes', async () => {
  const guest = await played(write(5, 'on'), write(6, 'e, two'), read(7, 'BOTH'));
  const { stream, next } = await cat(guest);
  for (const piece of ['o', 'ne, t', 'wo']) stream.write(piece);
  assert.is(await next(), 'BOTH');
});

test('cannot answer what it was not asked', async () => {
  const guest = await played(write(5, 'one'), read(6, 'ONE'));
  const { stream, next } = await cat(guest);
  stream.write('two');
  assert.is(await lost(next()), 'cannot be replayed: the recording has no "two" to "cat" here');
});

test('cannot run what it did not run', async () => {
  const guest = await played();
  assert.match(await lost(guest.player.sound(() => guest.link.exec('ls'))), /no "ls" here/);
});

test('does not let a host wait that does less than it did', async () => {
  const guest = await played(write(5, 'one'), read(6, 'ONE'));
  const { next } = await cat(guest);
  assert.match(await lost(next()), /the test waits where it went on/);
});

test('does not let a host wait behind its end', async () => {
  const guest = await played(write(5, 'one'));
  const { stream, next } = await cat(guest);
  stream.write('one');
  assert.match(await lost(next()), /the recording ends/);
});

test('passes over what the host leaves out when it goes on behind it', async () => {
  const entries: Entry[] = [
    { ms: 7, type: 'exec', channel: 2, command: 'dmesg' },
    { ms: 8, type: 'opened', channel: 2 },
  ];
  const guest = await played(write(5, 'one'), read(6, 'ONE'), ...entries);
  const { link, player } = guest;
  await cat(guest);
  const { stream } = await player.sound(() => link.exec('dmesg'));
  assert.ok(stream);
});

test('lets a deadline pass when it passed then, at once', async () => {
  const guest = await played(write(20_000, 'given up'), read(20_001, 'yes'));
  const { stream, next } = await cat(guest);
  const { player } = guest;
  const gaveUp = await player
    .sound(() => within(new Promise(() => {}), { what: 'it', ms: 15_000, timers: player.timers }))
    .catch((error: Error) => error.message);
  assert.is(gaveUp, 'it did not come within 15.0 s');
  assert.is(player.now, 15_004);
  stream.write('given up');
  assert.is(await next(), 'yes');
});

test('does not let a deadline pass that did not pass then', async () => {
  const guest = await played(write(5, 'one'));
  await cat(guest);
  const { player } = guest;
  const deadline = { what: 'it', ms: 15_000, timers: player.timers };
  const work = player.sound(() => within(new Promise(() => {}), deadline));
  assert.match(await lost(work), /the test waits/);
});

test('lets a deadline pass before what came behind it, and once', async () => {
  const guest = await played(read(10_000, 'one'), read(20_000, 'two'), read(30_000, 'three'));
  const { next } = await cat(guest);
  const heard: string[] = [];
  guest.player.timers.after(15_000, () => heard.push('deadline'));
  for (const _ of ['one', 'two', 'three']) heard.push(await next());
  assert.equal(heard, ['one', 'deadline', 'two', 'three']);
});

test('lets every deadline pass when there is nothing to wait for any more', async () => {
  const guest = await played(write(5, 'one'));
  const { next } = await cat(guest);
  await lost(next());
  const { timers, now } = guest.player;
  const wait = within(new Promise(() => {}), { what: 'it', ms: 15_000, timers });
  assert.match(String(await wait.catch((error: Error) => error.message)), /did not come/);
  assert.is(guest.player.now, now);
});

test('goes on from a mark, whatever became of what lies before it', async () => {
  const mark: Entry = { ms: 7, type: 'begin', test: 'b', state: {} };
  const guest = await played(
    write(5, 'one'),
    read(6, 'ONE'),
    mark,
    write(8, 'two'),
    read(9, 'TWO'),
  );
  const { stream, next } = await cat(guest);
  stream.write('nonsense');
  await lost(next());
  const at = guest.player.find(({ type }) => type === 'begin');
  assert.is(await guest.player.reach(at), true);
  // What came of the part that was lost has come meanwhile.
  stream.write('two');
  assert.match(await next(), /ONE|TWO/);
});

test('is at its mark already when nothing was left out', async () => {
  const mark: Entry = { ms: 7, type: 'begin', test: 'b', state: {} };
  const guest = await played(write(5, 'one'), read(6, 'ONE'), mark);
  const { stream, next } = await cat(guest);
  stream.write('one');
  assert.is(await next(), 'ONE');
  assert.is(await guest.player.reach(guest.player.find(({ type }) => type === 'begin')), false);
});

test('dies as it died, with the same blame', async () => {
  const guest = await played(
    { ms: 5, type: 'console', line: 'Kernel panic - not syncing: enough' },
    { ms: 6, type: 'hangup' },
    { ms: 7, type: 'quit', code: 0, signal: null, stderr: '' },
    { ms: 8, type: 'silence' },
  );
  await cat(guest);
  const error = await guest.death.catch((error: Error) => error.message);
  assert.is(error, 'the kernel died before it reached init: Kernel panic - not syncing: enough');
  assert.is(guest.link.isClosed, true);
  assert.equal(guest.machine.end, { code: 0, signal: null, stderr: '' });
});

test('comes at once what came at once', async () => {
  const guest = await played(read(5, 'last words'), { ms: 5, type: 'hangup' });
  const { next } = await cat(guest);
  await next();
  assert.is(guest.link.isClosed, true);
});
