import fc from 'fast-check';
import * as assert from 'uvu/assert';
import * as body from '../../../src/audit/body.js';
import { parseRecord } from '../../../src/audit/record.js';
import { decodeField } from '../../../src/audit/value.js';
import { suite } from '../../../src/suite/index.js';
import { anyBytes, forAll } from '../../helpers/property.js';

const test = suite('audit body');

const init = (progId: number) => ({ progId, tgid: 1, comm: 'init' });

// Seen from a working implementation on 7.2.13.
test('bodies are those that a kernel printed', () => {
  const bind = [body.cause('bind4'), body.source('127.0.0.1', 1234), body.netif('lo')];
  assert.is(
    body.accessBody(init(6), ...bind),
    'prog-id=6 pid=1 comm="init" cause="bind4" saddr=127.0.0.1 src=1234 netif=lo',
  );
  const ends = [body.local('127.0.0.1', 1234), body.foreign('127.0.0.1', 1234), body.netif('lo')];
  assert.is(
    body.accessBody(init(10), body.cause('sock4'), ...ends),
    'prog-id=10 pid=1 comm="init" cause="sock4" laddr=127.0.0.1 lport=1234 faddr=127.0.0.1 fport=1234 netif=lo',
  );
  const file = body.path('/dev/null', { dev: 'devtmpfs', ino: 3 });
  assert.is(
    body.accessBody(init(12), body.cause('file'), file),
    'prog-id=12 pid=1 comm="init" cause="file" path="/dev/null" dev="devtmpfs" ino=3',
  );
  assert.is(
    body.accessBody(init(17), body.cause('cap'), body.capability(34)),
    'prog-id=17 pid=1 comm="init" cause="cap" capability=34 ',
  );
});

const cases: [what: string, piece: string, printed: string][] = [
  ['a path without an inode', body.path('/a b'), ' path=2F612062'],
  [
    'an ioctl keeps the low 16 bits of its command, in lower case',
    body.ioctlOp('/t', { dev: 'tmpfs', ino: 7 }, 0x8000_5aff),
    ' path="/t" dev="tmpfs" ino=7 ioctlcmd=0x5aff',
  ],
  ['an ioctl of command 0', body.ioctlOp('/t', undefined, 0), ' path="/t" ioctlcmd=0x0'],
  [
    'an ioctl of command 0x10000',
    body.ioctlOp('/t', undefined, 0x10000),
    ' path="/t" ioctlcmd=0x0',
  ],
  ['a negative dentry', body.dentry('new'), ' name="new"'],
  ['a dentry', body.dentry('a', { dev: 'vda1', ino: '12' }), ' name="a" dev="vda1" ino=12'],
  [
    'an inode with an alias',
    body.inode({ dev: 'proc', ino: 1 }, 'x'),
    ' name="x" dev="proc" ino=1',
  ],
  ['an inode without an alias', body.inode({ dev: 'proc', ino: 1 }), ' dev="proc" ino=1'],
  [
    'an inode number beyond 2^53',
    body.inode({ dev: 'd', ino: 2n ** 64n - 1n }),
    ' dev="d" ino=18446744073709551615',
  ],
  [
    'an inode number as stat prints it',
    body.inode({ dev: 'd', ino: '18446744073709551615' }),
    ' dev="d" ino=18446744073709551615',
  ],
  ['a device of odd bytes', body.inode({ dev: Uint8Array.of(0xff), ino: 1 }), ' dev=FF ino=1'],
  ['another task', body.task(7, 'a b'), ' opid=7 ocomm=612062'],
  ['an idle task', body.task(0, 'swapper/0'), ''],
  ['a destination', body.destination('::1', 53), ' daddr=::1 dest=53'],
  ['a wildcard address', body.source('0.0.0.0', 80), ' src=80'],
  ['a wildcard IPv6 address', body.local('::', 80), ' lport=80'],
  ['an address without a port', body.foreign('10.0.0.1'), ' faddr=10.0.0.1'],
  ['a socket without an address', body.local('', 0), ''],
  ['a socket bound to a path', body.unixPath('/run/s'), ' path="/run/s"'],
  [
    'an abstract address is hex, though it could be quoted',
    body.unixAbstract(Buffer.from('\0ab')),
    ' path=006162',
  ],
  ['an interface is printed raw', body.netif('é"'), ' netif=\xc3\xa9"'],
  ['a cause of nothing', body.cause(''), ' cause=""'],
];

for (const [what, piece, printed] of cases) test(what, () => assert.is(piece, printed));

test('a number that is no inode number is refused', () => {
  assert.throws(() => body.inode({ dev: 'd', ino: 1.5 }));
  assert.throws(() => body.inode({ dev: 'd', ino: 'x' }));
});

test('a body parsed and decoded says what it was made of', () => {
  const strings = fc.record({
    comm: anyBytes,
    cause: anyBytes,
    path: anyBytes,
    dev: anyBytes,
    name: anyBytes,
  });
  const ids = fc.record({ progId: fc.nat(), tgid: fc.nat(), ino: fc.bigInt(0n, 2n ** 64n - 1n) });
  forAll(fc.tuple(strings, ids), ([{ comm, cause, path, dev, name }, { progId, tgid, ino }]) => {
    const text = body.accessBody(
      { progId, tgid, comm },
      ...[body.cause(cause), body.path(path, { dev, ino }), body.capability(34), body.dentry(name)],
    );
    const seen = parseRecord({ type: 1427, payload: `audit(1.234:5): ${text}` });
    const meant = seen.fields.map((field) => {
      const value = decodeField(1427, field);
      return [field.key, 'text' in value ? value.text : value.kind];
    });
    assert.equal(meant, [
      ['prog-id', `${progId}`],
      ['pid', `${tgid}`],
      ['comm', cString(comm)],
      ['cause', cString(cause)],
      ['path', cString(path)],
      ['dev', cString(dev)],
      ['ino', `${ino}`],
      ['capability', '34'],
      ['name', cString(name)],
    ]);
    assert.equal(seen.problems, []);
  });
});

test('an abstract address decodes to all its bytes', () => {
  forAll(anyBytes, (rest) => {
    const address = Buffer.concat([Buffer.of(0), rest]);
    const text = body.accessBody(init(6), body.unixAbstract(address));
    const { fields } = parseRecord({ type: 1427, payload: `audit(1.234:5): ${text}` });
    const value = fields[3] && decodeField(1427, fields[3]);
    assert.is(value?.kind === 'text' && value.text, address.toString('latin1'));
  });
});

/** What strlen() sees of the bytes, one a character. */
function cString(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('latin1').split('\0', 1)[0] ?? '';
}
