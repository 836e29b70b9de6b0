/** Our parser against ausearch and libauparse on one log: where they differ, and why. */

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import * as assert from 'uvu/assert';
import {
  accessBody,
  capability,
  cause,
  type DecodedField,
  dentry,
  destination,
  ioctlOp,
  local,
  netif,
  parseRecordLine,
  path,
  type RecordLine,
  source,
  task,
  unixAbstract,
} from '../../src/audit/index.js';
import { projectRoot } from '../../src/host/paths.js';
import { suite } from '../../src/suite/index.js';
import { type AuparseField, type AuparseRecord, withLog } from '../helpers/audit-tools.js';
import { anyBytes, samples } from '../helpers/property.js';

const test = suite('audit tools of user space', { deadlineS: 900 });

/** A field as both sides can say it; without a meaning where we give none. */
interface Seen {
  key: string;
  raw: string;
  meaning?: string;
}

/** What libauparse does otherwise, on a field of ours. */
interface Disagreement {
  why: string;
  applies(field: DecodedField, line: RecordLine): boolean;
  /** Theirs; nothing where they have no such field. */
  theirs(seen: Seen): Seen | undefined;
}

const isOurs = ({ type }: RecordLine) => type === 1427;

const unpunctuated = (raw: string) =>
  /^\((?:none|null)\)$/.test(raw)
    ? raw
    : raw.replace(/:$/, '').replace(/,$/, '').replace(/'$/, '').replace(/\)$/, '');

/** In this order, one after the other. */
const disagreements: Disagreement[] = [
  {
    why: 'a field without a value is no field: the cause for which the kernel had no memory is gone',
    applies: ({ form }) => form === 'empty',
    theirs: () => undefined,
  },
  {
    why: 'punctuation at the end of a bare value is cut off: of an address in a network, a colon',
    applies: ({ form, raw }) => form === 'bare' && unpunctuated(raw) !== raw,
    theirs: ({ key, raw }) => ({ key, raw: unpunctuated(raw), meaning: unpunctuated(raw) }),
  },
  {
    why: 'cause and dev are not known to be strings of the system: quotes stay, hex is not decoded',
    applies: ({ key }, line) => isOurs(line) && /^(?:cause|dev)$/.test(key),
    theirs: ({ raw, ...rest }) => ({ ...rest, raw, meaning: raw }),
  },
  {
    why: 'saddr is taken for a struct sockaddr in hex, as SOCKADDR records have it',
    applies: ({ key }, line) => isOurs(line) && key === 'saddr',
    theirs: ({ raw, key }) => ({ key, raw }),
  },
  {
    why: 'capabilities and some commands of ioctl have names',
    applies: ({ key }) => key === 'capability' || key === 'ioctlcmd',
    theirs: ({ raw, key }) => ({ key, raw }),
  },
  {
    why: 'a NUL separates the words of a command line: it is shown as a space',
    applies: ({ key, value }) => key === 'proctitle' && textOf(value).includes('\0'),
    theirs: ({ meaning = '', ...rest }) => ({ ...rest, meaning: meaning.replaceAll('\0', ' ') }),
  },
  {
    why: 'an abstract address without a name is not decoded',
    applies: ({ raw }) => raw === '00',
    theirs: ({ key, raw }) => ({ key, raw, meaning: raw }),
  },
  {
    why: 'a leading NUL, that of an abstract address, is left out, and a further one ends the string',
    applies: ({ key, value }) => key !== 'proctitle' && textOf(value).includes('\0'),
    theirs: ({ meaning = '', ...rest }) => ({
      ...rest,
      meaning: meaning.replace(/^\0/, '').replace(/\0.*/s, ''),
    }),
  },
  {
    why: 'control characters are shown as a terminal can bear them',
    applies: ({ value }) => escaped(textOf(value)) !== textOf(value),
    theirs: ({ meaning = '', ...rest }) => ({ ...rest, meaning: escaped(meaning) }),
  },
];

const escaped = (text: string) =>
  text.replace(/[^\0\x20-\xff]/g, (char) => {
    return `\\${char.charCodeAt(0).toString(8).padStart(3, '0')}`;
  });

/** The fields that libauparse should see in a line, and the disagreements that this took. */
function expectedFields(line: RecordLine, used: Set<string>): Seen[] {
  return line.fields.flatMap((field) => {
    const { key, raw, value } = field;
    const meaning = value.kind === 'text' || isOurs(line) ? { meaning: textOf(value) } : {};
    let seen: Seen | undefined = { key, raw, ...meaning };
    for (const { why, applies, theirs } of disagreements) {
      if (!seen || !applies(field, line)) continue;
      used.add(why);
      seen = theirs(seen);
    }
    return seen ?? [];
  });
}

const textOf = (value: DecodedField['value']) => ('text' in value ? value.text : '');

/** A line for each field; of theirs with a meaning only where we have one to compare. */
const spoken = ({ key, raw, meaning }: Seen) =>
  meaning === undefined ? `${key}=${raw}` : `${key}=${raw} says ${meaning}`;

function comparable(expected: readonly Seen[], fields: readonly AuparseField[]): string[] {
  return fields.map(({ key = '', raw = '', meaning = '' }, index) => {
    const unsaid = expected[index]?.meaning === undefined;
    return spoken(unsaid ? { key, raw } : { key, raw, meaning });
  });
}

const stampOf = ({ stamp }: RecordLine) =>
  `${stamp?.seconds}.${String(stamp?.milliseconds).padStart(3, '0')}:${stamp?.serial}`;

const captured = async () => {
  const file = join(projectRoot, 'test/fixtures/records/captured.log');
  return (await readFile(file, 'latin1')).trimEnd().split('\n');
};

/** Bytes that a C string can hold. */
const anyString = anyBytes.map((bytes) => bytes.filter((byte) => byte !== 0));

/** What dev_valid_name() refuses, and the group separator, which has a test of its own. */
const inNoInterface = Buffer.from('/: \t\n\v\f\r\xa0\x1d', 'latin1');
const anyInterface = anyString
  .map((bytes) => bytes.filter((byte) => !inNoInterface.includes(byte)).slice(0, 15))
  .filter(({ length }) => length > 0);

const piece = fc.oneof(
  anyString.map(cause),
  anyString.map((name) => path(name, { dev: name.slice(0, 8), ino: 4096 })),
  anyString.map((name) => dentry(name)),
  fc.tuple(anyString, fc.nat(0xffff)).map(([name, cmd]) => ioctlOp(name, undefined, cmd)),
  fc.tuple(fc.nat(), anyString).map(([tgid, comm]) => task(tgid, comm)),
  fc.nat(40).map(capability),
  fc.constantFrom(
    source('127.0.0.1', 80),
    destination('2001:db8::', 443),
    local('::ffff:10.0.0.1'),
  ),
  anyBytes.map((bytes) => unixAbstract(Uint8Array.of(0, ...bytes))),
  anyInterface.map(netif),
  fc.constant(' cause='),
);

/** Bodies as the kernel could print them, whatever programs, users and devices are called. */
const anyAccess = fc
  .tuple(fc.nat(), fc.nat(), anyString, fc.array(piece, { maxLength: 5 }))
  .map(([progId, tgid, comm, pieces]) => accessBody({ progId, tgid, comm }, ...pieces));

const asLog = (bodies: readonly string[]) =>
  bodies.map((body, i) => `type=UNKNOWN[1427] msg=audit(${1795615000 + i}.007:${i + 1}): ${body}`);

const linesOf = (text: string) => text.split('\n').slice(0, -1);

/** Compares each record of the log; returns which disagreements were seen. */
function compare(lines: readonly string[], theirs: readonly AuparseRecord[]): Set<string> {
  const used = new Set<string>();
  assert.is(theirs.length, lines.length, 'records');
  for (const [index, text] of lines.entries()) {
    const line = parseRecordLine(text);
    const record = theirs[index];
    assert.equal(line.problems, [], text);
    assert.equal([record?.type, record?.stamp], [line.type, stampOf(line)], text);
    const [type, ...fields] = record?.fields ?? [];
    assert.is(type?.raw, line.typeText, text);
    const expected = expectedFields(line, used);
    assert.equal(comparable(expected, fields), expected.map(spoken), text);
  }
  return used;
}

test('libauparse sees the fields that we see, real and hostile, but for what is listed', async ({
  attach,
}) => {
  const { seed, values } = samples(anyAccess);
  attach('seed', seed);
  const lines = [...(await captured()), ...asLog(values)];
  await withLog(lines, async (tools) => {
    const used = compare(lines, await tools.auparse());
    const stale = disagreements.filter(({ why }) => !used.has(why));
    assert.equal(stale, [], 'disagreements that were not seen');
  });
});

test('an interface with a group separator in its name changes what other fields seem to say', async () => {
  const body = accessBody(
    { progId: 6, tgid: 1, comm: 'evil' },
    netif('a\x1dcomm=good'),
    path('/x'),
  );
  const lines = asLog([body]);
  const [line] = lines.map(parseRecordLine);
  assert.equal(
    line?.fields.map(({ key }) => key),
    ['prog-id', 'pid', 'comm', 'netif', 'path'],
  );
  await withLog(lines, async (tools) => {
    const [record] = await tools.auparse();
    // auditd puts such a separator before what it adds, so libauparse believes what follows.
    assert.equal(record?.fields.slice(3), [
      { key: 'comm', raw: '"evil"', meaning: 'good' },
      { key: 'netif', raw: 'a', meaning: 'a' },
    ]);
  });
});

/** Records that no kernel prints: our problems, and what libauparse takes them for. */
const malformed: [body: string, problems: string[], theirs: string[]][] = [
  ['pid=1 stray comm="a" words', ['stray-text', 'stray-text'], ['pid=1', 'comm="a"']],
  ['=x pid=1', ['bad-key'], ['=x', 'pid=1']],
  ['comm="a b" pid=1', ['bad-quote'], ['comm="a', 'pid=1']],
  ['comm="a"b pid=1', ['text-after-quote'], ['comm="a"b', 'pid=1']],
  ['comm=616 pid=6a', ['bad-hex', 'bad-value'], ['comm=616', 'pid=6a']],
  ['pid= comm="a', ['bad-value', 'unterminated-quote'], ['comm="a']],
];

test('a malformed record is a problem for us, and for libauparse fields or nothing', async () => {
  const lines = asLog(malformed.map(([body]) => body));
  await withLog(lines, async (tools) => {
    const records = await tools.auparse();
    const seen = lines.map((line, index) => [
      malformed[index]?.[0],
      parseRecordLine(line).problems.map(({ problem }) => problem),
      records[index]?.fields.slice(1).map(({ key, raw }) => `${key}=${raw}`),
    ]);
    assert.equal(seen, malformed);
  });
});

test('ausearch gives back every line as it is in the log, hostile bytes too', async ({
  attach,
}) => {
  const { seed, values } = samples(anyAccess);
  attach('seed', seed);
  for (const lines of [await captured(), asLog(values)]) {
    await withLog(lines, async (tools) => {
      const { code, text } = await tools.ausearch('--raw');
      assert.is(code, 0);
      assert.equal(linesOf(text), lines);
    });
  }
});

test('ausearch cuts a line to 8969 bytes; libauparse and we do not', async () => {
  const lengths = [8800, 20_000];
  const bodies = lengths.map((length) => cause('c'.repeat(length)));
  const lines = asLog(bodies.map((body) => accessBody({ progId: 6, tgid: 1, comm: 'a' }, body)));
  assert.equal(lines.map(causeLength), lengths);
  await withLog(lines, async (tools) => {
    const { text } = await tools.ausearch('--raw');
    assert.equal(
      linesOf(text),
      lines.map((line) => line.slice(0, 8969)),
    );
    const records = await tools.auparse();
    const quotes = 2;
    assert.equal(
      records.map(({ fields }) => (fields.at(-1)?.raw?.length ?? 0) - quotes),
      lengths,
    );
  });
});

function causeLength(line: string): number | undefined {
  const [field] = parseRecordLine(line).fields.slice(-1);
  return field?.value.kind === 'text' ? field.value.text.length : undefined;
}
