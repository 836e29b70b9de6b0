import * as assert from 'uvu/assert';
import { collectorPath } from '../../../src/guest/collector.js';
import { recordsOf } from '../../../src/session/records.js';
import { suite } from '../../../src/suite/index.js';
import { type Entry, transcriptSchema } from '../../../src/transcript/index.js';
import { record } from '../../helpers/audit-datagrams.js';

const test = suite('records of a transcript');

function frame(kind: string, ...parts: Uint8Array[]): Buffer {
  const payload = Buffer.concat([Buffer.from(kind), ...parts]);
  const length = Buffer.alloc(4);
  length.writeUInt32LE(payload.length);
  return Buffer.concat([length, payload]);
}

/** As the collector forwards a record: sender and flags, then the datagram. */
const forwarded = (type: number, text: string) =>
  frame('D', Buffer.alloc(8), record(type, text).bytes);

const read = (ms: number, bytes: Buffer): Entry => ({
  ms,
  type: 'read',
  channel: 1,
  bytes: bytes.toString('latin1'),
});

const transcript = (...entries: Entry[]) => ({
  schema: transcriptSchema,
  guest: 3,
  secret: '',
  entries: [{ ms: 1, type: 'exec', channel: 1, command: collectorPath } as const, ...entries],
});

const ready = frame('R', Buffer.alloc(12));

test('each has its time, its guest, and the test that was under way', async () => {
  const whole = forwarded(1427, 'audit(1.234:6): prog-id=2');
  const records = await recordsOf(
    transcript(
      read(2, Buffer.concat([ready, forwarded(1305, 'audit(1.234:5): op=set')])),
      { ms: 3, type: 'begin', test: 'a > b', state: {} },
      // A record has come when its last byte has.
      read(4, whole.subarray(0, 9)),
      read(5, whole.subarray(9)),
    ),
  );
  assert.equal(records, [
    { ms: 2, guest: 3, type: 1305, payload: 'audit(1.234:5): op=set' },
    { ms: 5, guest: 3, test: 'a > b', type: 1427, payload: 'audit(1.234:6): prog-id=2' },
  ]);
});

test('what is no frame ends them, and what other channels say is none', async () => {
  const good = forwarded(1305, 'audit(1.234:5): op=set');
  const other: Entry = { ...read(2, good), channel: 9 } as Entry;
  const broken = Buffer.alloc(4, 0xff);
  const records = await recordsOf(transcript(read(2, Buffer.concat([ready, good, broken])), other));
  assert.is(records.length, 1);
});
