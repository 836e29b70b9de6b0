import * as assert from 'uvu/assert';
import { type Bytes, cause, inode, ioctlOp, path } from '../../src/audit/index.js';
import type { Lab, Sighting } from '../../src/session/lab.js';
import type { TestContext } from '../../src/suite/index.js';
import { hostileNames } from '../helpers/hostile-names.js';
import {
  bytesFact,
  hookSuite,
  nothingRecorded,
  numberFact,
  recordedEach,
  returned,
  sight,
  succeeded,
} from '../helpers/selftest.js';

const test = hookSuite('file_receive: files of any kind');

/** What the trigger's message holds besides the files. */
const messageBytes = 1;

/** A file that the trigger sends to itself. */
interface Sent {
  /** KIND or KIND=NAME of vm/trigger/kind.c. */
  kind: string;
  name?: Buffer;
  /** What d_path() says, from the trigger's directory and the inode number. */
  path: (dir: string, ino: number) => string;
  /** The file system, if it is not the tmpfs of /tmp. */
  dev?: string;
  /** A name of the inode, if it has one. */
  alias?: Bytes;
}

const latin1 = (text: string) => Buffer.from(text, 'latin1');

const triggerFor = (...sent: Sent[]) => [
  'receive',
  sent.map(({ kind, name }) => (name ? `${kind}=${name.toString('hex')}` : kind)).join(','),
];

/** Sends the files in one message, and has each reported by all kfuncs that can. */
async function receive(t: TestContext<Lab>, sent: readonly Sent[]): Promise<Sighting> {
  const seen = await sight(t, { program: 'file_receive', trigger: triggerFor(...sent) });
  succeeded(seen, messageBytes);
  const hits = 4 * sent.length;
  returned(seen, { hits, cause: 'not called', file: 0, path: 0, ioctl_op: 0, inode: 0 });
  return seen;
}

/** What path and inode must be in the records of the file that was sent as number `at`. */
function facts(seen: Sighting, { path, dev = 'tmpfs' }: Sent, at: number) {
  const ino = numberFact(seen, `ino${at}`);
  const dir = bytesFact(seen, 'dir').toString('latin1');
  return { name: latin1(path(dir, ino)), of: { dev, ino } };
}

/** Each file in four records: by file, path, ioctl_op and inode. */
function reported(seen: Sighting, sent: readonly Sent[]): void {
  const records = sent.flatMap((file, at) => {
    const { name, of } = facts(seen, file, at);
    return [[path(name, of)], [path(name, of)], [ioctlOp(name, of, 0)], [inode(of, file.alias)]];
  });
  recordedEach(seen, records);
}

/** A file of this name, or of the name of its kind. */
const named = (kind: string, name?: Buffer): Sent => {
  const bytes = name ?? Buffer.from(kind);
  return {
    kind,
    ...(name && { name }),
    path: (dir) => `${dir}/${bytes.toString('latin1')}`,
    alias: bytes,
  };
};

/** The kinds without a name, and what they are called instead. */
const nameless: Sent[] = [
  { kind: 'deleted', path: (dir) => `${dir}/deleted (deleted)` },
  // The inode of a directory is called by its last entry, even if it is gone.
  { kind: 'removed', path: (dir) => `${dir}/removed (deleted)`, alias: 'removed' },
  { kind: 'tmpfile', path: (_, ino) => `/tmp/#${ino} (deleted)` },
  { kind: 'memfd', path: () => '/memfd:memfd (deleted)' },
  { kind: 'pipe', path: (_, ino) => `pipe:[${ino}]`, dev: 'pipefs' },
  { kind: 'socket', path: (_, ino) => `socket:[${ino}]`, dev: 'sockfs' },
  { kind: 'eventfd', path: () => 'anon_inode:[eventfd]', dev: 'anon_inodefs' },
];

test('C deleted files: one without a name is called what its kind says', async (t) => {
  const sent = [named('file'), ...nameless];
  reported(await receive(t, sent), sent);
});

test('C O_PATH: its opening leaves no record', async (t) => {
  const seen = await sight(t, { program: 'file_open', trigger: ['open_path'] });
  succeeded(seen);
  assert.is(seen.hits, 0);
  nothingRecorded(seen);
});

test('C O_PATH: it is reported where it is received', async (t) => {
  const sent = [named('opath')];
  reported(await receive(t, sent), sent);
});

test('an inode is called by the one name that is left of two', async (t) => {
  const sent = [
    { kind: 'renamed', path: (dir: string) => `${dir}/renamed (deleted)`, alias: 'renamed+' },
  ];
  reported(await receive(t, sent), sent);
});

test('an inode of two names is called by either', async (t) => {
  const linked = named('linked');
  const seen = await receive(t, [linked]);
  const [, , , byInode] = seen.observation.records;
  const alias = byInode?.body.includes('linked+') ? 'linked+' : 'linked';
  reported(seen, [{ ...linked, alias }]);
});

test('a file name of any bytes cannot end its value', async (t) => {
  const sent = hostileNames(255, '/').map((name) => named('file', name));
  reported(await receive(t, sent), sent);
});

/** A file whose path has so many bytes, made of `fill` in steps of 200 (vm/trigger/kind.c). */
function deep(bytes: number, fill: string): Sent & { alias: string } {
  const dirBytes = '/tmp/trigger.XXXXXX'.length;
  const steps = Math.ceil((bytes - dirBytes - 256) / 201);
  const alias = fill.repeat(bytes - dirBytes - 201 * steps - 1);
  return {
    kind: 'deep',
    name: Buffer.from(`${fill}${bytes}`),
    path: (dir) => `${dir}${`/${fill.repeat(200)}`.repeat(steps)}/${alias}`,
    alias,
  };
}

/** d_path() gets PATH_MAX + 11 bytes, which a NUL ends (audit_log_d_path()). */
const longestPath = 4096 + 11 - 1;

test('C very long path: the longest is whole, one byte more is too long', async (t) => {
  const sent = [
    deep(longestPath, 'd'),
    { ...deep(longestPath + 1, 'd'), path: () => '<too_long>' },
  ];
  reported(await receive(t, sent), sent);
});

/** Causes of bpf-progs/causes.bpf.c, by step. */
const causes: Record<string, Buffer> = {
  empty: latin1(''),
  blank: latin1(' '),
  control: latin1('\n\x1b[2J\x01\x7f'),
  forged: latin1('x" pid=1 comm="y'),
  beyond_ascii: latin1('\xc3\xbc\xff'),
  plain: latin1("a=b\\'c=(1)~!"),
};

/** MAX_AUDIT_MESSAGE_LENGTH of libaudit. */
const expectedByLibaudit = 8970;

test('C record size: a cause of any bytes and length arrives whole, with the longest path', async (t) => {
  const file = deep(longestPath, ' ');
  const seen = await sight(t, { program: 'causes', trigger: triggerFor(file) });
  const steps = Object.keys(causes).map((step) => [step, 0] as const);
  returned(seen, {
    hits: steps.length + 1,
    cause: 'not called',
    ...Object.fromEntries(steps),
    long: 0,
    file: 0,
  });
  const { name, of } = facts(seen, file, 0);
  const long = [cause('abcd'.repeat(4096)), path(name, of)];
  assert.ok(long.join('').length > 2 * expectedByLibaudit);
  recordedEach(seen, [...Object.values(causes).map((text) => [cause(text)]), long]);
});
