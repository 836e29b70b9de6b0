import * as assert from 'uvu/assert';
import { decodeDatagram, encodeRequest, encodeUserText } from '../../../src/audit/netlink.js';
import { suite } from '../../../src/suite/index.js';
import {
  acknowledgement,
  fromKernel,
  message,
  record,
  reply,
} from '../../helpers/audit-datagrams.js';
import { anyBytes, forAll } from '../../helpers/property.js';

const test = suite('audit datagrams');

test('a request is a header and a payload that asks for an acknowledgement', () => {
  const bytes = encodeRequest(1001, 7, Uint8Array.of(0xaa, 0xbb));
  assert.equal(Buffer.from(bytes).toString('hex'), '12000000e90305000700000000000000aabb');
});

test('a request for data asks for no acknowledgement', () => {
  const bytes = encodeRequest(1000, 0x01020304, new Uint8Array(), { ack: false });
  assert.equal(Buffer.from(bytes).toString('hex'), '10000000e80301000403020100000000');
});

test('the text of a fence ends with a byte that the kernel may overwrite', () => {
  assert.equal(Buffer.from(encodeUserText('é')).toString('hex'), 'c3a900');
});

test('a record runs to the end of its datagram when nlmsg_len leaves the header out', () => {
  const payload = 'audit(1.234:5): prog-id=6';
  assert.equal(decodeDatagram(record(1427, payload)), {
    kind: 'record',
    record: { type: 1427, payload },
  });
});

test('a record runs to the end of its datagram whatever nlmsg_len says', () => {
  for (const length of [0, 16, 20, 37, 4096, 0xffffffff]) {
    const seen = decodeDatagram(fromKernel(message({ type: 1427, length }, Buffer.from('abcde'))));
    assert.equal(seen, { kind: 'record', record: { type: 1427, payload: 'abcde' } }, `${length}`);
  }
});

test('the bytes of a record come one a character, NUL and beyond ASCII too', () => {
  forAll(anyBytes, (bytes) => {
    const seen = decodeDatagram(record(1300, Buffer.from(bytes)));
    const payload = Buffer.from(bytes).toString('latin1');
    assert.equal(seen, { kind: 'record', record: { type: 1300, payload } });
  });
});

test('a record longer than the 8970 bytes of libaudit comes whole', () => {
  const payload = `audit(1.234:5): cause=${'41'.repeat(10_000)}`;
  const seen = decodeDatagram(record(1427, payload));
  assert.equal(seen.kind === 'record' && seen.record.payload, payload);
});

test('a record may lie anywhere in a larger buffer', () => {
  const { bytes } = record(1427, 'abc');
  const large = Buffer.concat([Buffer.alloc(5, 0xff), bytes, Buffer.alloc(5, 0xff)]);
  const seen = decodeDatagram(fromKernel(large.subarray(5, 5 + bytes.length)));
  assert.equal(seen, { kind: 'record', record: { type: 1427, payload: 'abc' } });
});

test('USER and LOGIN are records, GET and REPLACE are answers', () => {
  const kinds = [1005, 1006, 1100, 1999, 1000, 1013, 1329].map((type) => {
    return decodeDatagram(reply(type, 1, Buffer.from('x'))).kind;
  });
  assert.equal(kinds, ['record', 'record', 'record', 'record', 'reply', 'reply', 'reply']);
});

test('a reply ends where nlmsg_len says', () => {
  const bytes = message({ type: 1000, seq: 9, length: 18 }, Buffer.from('abcd'));
  const seen = decodeDatagram(fromKernel(bytes));
  assert.is(seen.kind, 'reply');
  if (seen.kind !== 'reply') return;
  assert.is(seen.seq, 9);
  assert.is(Buffer.from(seen.payload).toString(), 'ab');
});

test('an acknowledgement names the request and its success', () => {
  const seen = decodeDatagram(acknowledgement(3, 1001));
  assert.equal(seen, { kind: 'ack', seq: 3, requestType: 1001, errno: 0, value: 0 });
});

test('a negative acknowledgement is a refusal', () => {
  const seen = decodeDatagram(acknowledgement(3, 1001, -17));
  assert.equal(seen, { kind: 'ack', seq: 3, requestType: 1001, errno: 17, value: 0 });
});

test('a positive acknowledgement is a value: a reset of lost returns the count so', () => {
  const seen = decodeDatagram(acknowledgement(3, 1001, 12));
  assert.equal(seen, { kind: 'ack', seq: 3, requestType: 1001, errno: 0, value: 12 });
});

test('a count beyond 2^31 is a value, no error number', () => {
  const values = [-4095, -4096, -1].map((error) => {
    const seen = decodeDatagram(acknowledgement(3, 1001, error));
    return seen.kind === 'ack' ? [seen.errno, seen.value] : seen.kind;
  });
  assert.equal(values, [
    [4095, 0],
    [0, 0xfffff000],
    [1, 0],
  ]);
});

function problemOf(datagram: Parameters<typeof decodeDatagram>[0]): string {
  const seen = decodeDatagram(datagram);
  return seen.kind === 'problem' ? `${seen.problem} at ${seen.offset}` : `a ${seen.kind}`;
}

test('a datagram of another process is kept out, whatever it claims', () => {
  const { bytes } = record(1427, 'audit(1.234:5): prog-id=6');
  const seen = decodeDatagram(fromKernel(bytes, { senderPid: 99 }));
  assert.is(seen.kind === 'problem' && seen.problem, 'foreign-sender');
  assert.match(seen.kind === 'problem' ? seen.detail : '', '99');
});

test('a truncated datagram is no record', () => {
  const { bytes } = record(1427, 'audit(1.234:5): prog-id=6');
  assert.is(problemOf(fromKernel(bytes, { flags: 0x20 })), 'truncated at 41');
});

test('other flags of recvmsg do not matter', () => {
  const { bytes } = record(1427, 'x');
  assert.is(decodeDatagram(fromKernel(bytes, { flags: 0x40000000 })).kind, 'record');
});

test('a datagram too short for a header is a problem that keeps its bytes', () => {
  for (const length of [0, 1, 15]) {
    const seen = decodeDatagram(fromKernel(Buffer.alloc(length, 0xe9)));
    assert.is(problemOf(fromKernel(Buffer.alloc(length))), `short-header at ${length}`);
    assert.is(seen.kind === 'problem' && seen.bytes, 'é'.repeat(length));
  }
});

test('an answer whose nlmsg_len cannot be is a problem', () => {
  for (const length of [0, 15, 19, 0xffffffff]) {
    const bytes = message({ type: 1000, length }, Buffer.from('ab'));
    assert.is(problemOf(fromKernel(bytes)), 'bad-length at 0', `${length}`);
  }
});

test('an acknowledgement too short to name its request is a problem', () => {
  for (const size of [0, 4, 19]) {
    assert.is(problemOf(fromKernel(message({ type: 2 }, Buffer.alloc(size)))), 'short-error at 16');
  }
  assert.is(decodeDatagram(fromKernel(message({ type: 2 }, Buffer.alloc(20)))).kind, 'ack');
});

test('garbage never throws', () => {
  forAll(anyBytes, (bytes) => {
    const garbage = fromKernel(bytes);
    const answer = fromKernel(message({ type: 2 }, bytes));
    for (const seen of [garbage, answer].map(decodeDatagram)) JSON.stringify(seen);
  });
});
