/** Does user space need a fixed field order? What its tools make of records of type 1427. */

import * as assert from 'uvu/assert';
import { suite } from '../../src/suite/index.js';
import { type AuditTools, withLog } from '../helpers/audit-tools.js';

const test = suite('field order in user space', { deadlineS: 900 });

/** Bodies of one access, by what is special about them. Their serials are 1, 2 and so on. */
const bodies = {
  'as the kernel prints it': 'prog-id=6 pid=1234 comm="cat" path="/tmp/a" dev="tmpfs" ino=12',
  reversed: 'ino=12 dev="tmpfs" path="/tmp/a" comm="cat" pid=1234 prog-id=6',
  'prog-id last': 'pid=1234 comm="cat" path="/tmp/a" dev="tmpfs" ino=12 prog-id=6',
  'pid and comm last': 'prog-id=6 path="/tmp/a" dev="tmpfs" ino=12 pid=1234 comm="cat"',
  'two paths': 'prog-id=6 pid=1234 comm="cat" path="/tmp/a" ino=12 path="/tmp/b" ino=13',
  'hex values': 'prog-id=6 pid=1234 comm=6D792070726F67 path=2F746D702F612062',
  'special characters': `prog-id=6 pid=1234 comm="a=b" path="/tmp/x\\y'z,)" cause="pid=9"`,
} as const;

const stamp = (index: number) => `audit(${1795611221 + index}.380:${index + 1})`;
const logOf = (type: string, texts: readonly string[] = Object.values(bodies)) =>
  texts.map((body, index) => `type=${type} msg=${stamp(index)}: ${body}`);

/** auditd knows no name for the type. */
const UNKNOWN = 'UNKNOWN[1427]';
const everyOne = Object.values(bodies).map((_, index) => index + 1);

/** The serials of the events that a search finds. */
async function found(tools: AuditTools, ...words: string[]): Promise<number[]> {
  const { text } = await tools.ausearch(...words, '--raw');
  return [...new Set([...text.matchAll(/:(\d+)\): /g)].map(([, serial]) => Number(serial)))];
}

test('ausearch -m finds the type by number, in any order of the fields, and by no name', () =>
  withLog(logOf(UNKNOWN), async (tools) => {
    assert.equal(await found(tools, '-m', '1427'), everyOne);
    assert.equal(await found(tools, '-m', UNKNOWN), everyOne);
    const { code } = await tools.ausearch('-m', 'BPF_LSM_ACCESS');
    assert.is(code, 1);
  }));

/** Searches for what stands in the records. */
const searches = [
  ['-p', '1234'],
  ['-c', 'cat'],
  ['-f', '/tmp/a'],
];

test('no search by pid, comm or file finds a lone record, in whatever order', () =>
  withLog(logOf(UNKNOWN), async (tools) => {
    for (const search of searches)
      assert.equal(await found(tools, ...search), [], search.join(' '));
  }));

test('with the records of its system call, these say what the event is found by, in any order', () => {
  const companions = [
    'type=SYSCALL msg=STAMP: arch=c000003e syscall=257 success=yes exit=3 a0=0 a1=0 a2=0 a3=0 items=1 ' +
      'ppid=44 pid=1234 auid=4294967295 uid=0 gid=0 euid=0 suid=0 fsuid=0 egid=0 sgid=0 fsgid=0 ' +
      'tty=(none) ses=4294967295 comm="cat" exe="/usr/bin/cat" key=(null)',
    'type=CWD msg=STAMP: cwd="/"',
    'type=PATH msg=STAMP: item=0 name="/tmp/a" inode=12 dev=00:1b mode=0100644 ouid=0 ogid=0 ' +
      'rdev=00:00 nametype=NORMAL cap_fp=0 cap_fi=0 cap_fe=0 cap_fver=0 cap_frootid=0',
  ];
  const lines = logOf(UNKNOWN).flatMap((line, index) => [
    line,
    ...companions.map((companion) => companion.replace('STAMP', stamp(index))),
  ]);
  return withLog(lines, async (tools) => {
    for (const search of searches) {
      assert.equal(await found(tools, ...search), everyOne, search.join(' '));
    }
  });
});

test('ausearch -i keeps the order, and each of two equal keys', () =>
  withLog(logOf(UNKNOWN), async (tools) => {
    const { text } = await tools.ausearch('-i');
    const shown = [...text.matchAll(/^type=UNKNOWN\[1427\] msg=audit\(.*\) : (.*)$/gm)];
    assert.equal(
      shown.map(([, body]) => body?.trimEnd()),
      [
        'prog-id=6 pid=1234 comm=cat path=/tmp/a dev="tmpfs" ino=12',
        'ino=12 dev="tmpfs" path=/tmp/a comm=cat pid=1234 prog-id=6',
        'pid=1234 comm=cat path=/tmp/a dev="tmpfs" ino=12 prog-id=6',
        'prog-id=6 path=/tmp/a dev="tmpfs" ino=12 pid=1234 comm=cat',
        'prog-id=6 pid=1234 comm=cat path=/tmp/a ino=12 path=/tmp/b ino=13',
        'prog-id=6 pid=1234 comm=my prog path=/tmp/a b',
        `prog-id=6 pid=1234 comm=a=b path=/tmp/x\\y'z,) cause="pid=9"`,
      ],
    );
  }));

test('libauparse has the number of the type and no name, and keeps the order', () =>
  withLog(logOf(UNKNOWN), async (tools) => {
    const records = await tools.auparse();
    assert.equal(
      records.map(({ type, typeName, fields }) => {
        const words = fields.slice(1).map(({ key, raw }) => `${key}=${raw}`);
        return [type, typeName, words.join(' ')];
      }),
      Object.values(bodies).map((body) => [1427, undefined, body]),
    );
  }));

test('a log that names the type is not understood by tools that do not know the name', () =>
  withLog(logOf('BPF_LSM_ACCESS'), async (tools) => {
    assert.equal(await found(tools, '-m', '1427'), []);
    const [record] = await tools.auparse();
    assert.equal([record?.type, record?.fields[0]?.raw], [-1, 'BPF_LSM_ACCESS']);
    assert.is(record?.fields.length, 7);
  }));

test('aureport counts the events and finds nothing in them', () =>
  withLog(logOf(UNKNOWN), async (tools) => {
    const report = (...words: string[]) => tools.run('aureport', '-if', 'log', ...words);
    const { text } = await report();
    const counts = [...text.matchAll(/^Number of (.*): (\d+)$/gm)];
    const counted = counts.filter(([, , count]) => count !== '0').map(([, what]) => what);
    assert.equal([counts.length > 20, counted], [true, ['events']]);
    const { text: events } = await report('-e');
    assert.equal(
      [...events.matchAll(/^\d+\. \S+ \S+ (\d+) (.*)$/gm)].map(([, ...words]) => words.join(' ')),
      everyOne.map((serial) => `${serial} (null) -2 unset`),
    );
    for (const kind of ['--pid', '--comm', '--file', '--mac']) {
      assert.match((await report(kind)).text, '<no events of interest were found>', kind);
    }
  }));

test('ausearch --format csv knows no more than that it has to do with a security policy', () =>
  withLog(logOf(UNKNOWN).slice(0, 1), async (tools) => {
    const { text } = await tools.ausearch('--format', 'csv');
    const [header = '', row = ''] = text.trim().split('\n');
    const values = row.split(',');
    const said = header.split(',').map((name, index) => [name, values[index]]);
    assert.equal(
      said.filter(([name, value]) => value !== '' && !/^(?:DATE|TIME|SERIAL_NUM)$/.test(`${name}`)),
      [
        ['EVENT_KIND', 'mac'],
        ['SUBJ_KIND', 'unknown-acct'],
        ['ACTION', 'did-unknown'],
        ['OBJ_KIND', 'security-policy'],
      ],
    );
  }));

/**
 * What the searches of ausearch need where it does look into records: in those of the neighbours
 * that carry the same fields, as its parser of 1427 would if it were written like them.
 */
const neighbours: [what: string, body: string, finds: Record<string, string[]>][] = [
  [
    'pid, then comm, then the rest',
    'pid=1234 comm="cat" path="/tmp/a" dev="tmpfs" ino=12 CONTEXT',
    { AVC: ['pid', 'comm', 'path'], SECCOMP: ['pid', 'comm'] },
  ],
  [
    'comm before pid, and both behind the path',
    'path="/tmp/a" dev="tmpfs" ino=12 comm="cat" pid=1234 CONTEXT',
    { AVC: ['pid', 'comm', 'path'], SECCOMP: ['pid', 'comm'] },
  ],
  [
    'prog-id before all',
    'prog-id=6 pid=1234 comm="cat" path="/tmp/a" CONTEXT',
    { AVC: ['pid', 'comm', 'path'], SECCOMP: ['pid', 'comm'] },
  ],
  [
    'opid and ocomm behind pid and comm',
    'pid=1234 comm="cat" opid=99 ocomm="other" path="/tmp/a" CONTEXT',
    { AVC: ['pid', 'comm', 'path'], SECCOMP: ['pid', 'comm'] },
  ],
  [
    'opid and ocomm before them: found in their stead',
    'opid=99 ocomm="other" pid=1234 comm="cat" path="/tmp/a" CONTEXT',
    { AVC: ['opid', 'ocomm', 'path'], SECCOMP: ['opid', 'ocomm'] },
  ],
  [
    'pid at the very end: not found',
    'comm="cat" path="/tmp/a" CONTEXT pid=1234',
    { AVC: ['comm', 'path'], SECCOMP: ['comm'] },
  ],
  [
    'pid and comm behind the contexts: not found in AVC',
    'CONTEXT pid=1234 comm="cat" path="/tmp/a" ino=1',
    { AVC: ['path'], SECCOMP: ['pid', 'comm'] },
  ],
  [
    'a second path: not found',
    'pid=1234 comm="cat" path="/tmp/a" dev="tmpfs" ino=12 path="/tmp/b" CONTEXT',
    { AVC: ['pid', 'comm', 'path'], SECCOMP: ['pid', 'comm'] },
  ],
];

const context = 'scontext=u:r:t:s0 tcontext=u:r:t2:s0 tclass=file permissive=0';
const wanted = {
  pid: ['-p', '1234'],
  opid: ['-p', '99'],
  comm: ['-c', 'cat'],
  ocomm: ['-c', 'other'],
  path: ['-f', '/tmp/a'],
  'second path': ['-f', '/tmp/b'],
};

for (const [type, prefix] of [
  ['AVC', 'avc:  denied  { read } for  '],
  ['SECCOMP', ''],
] as const) {
  test(`searches of ${type} take the first text that looks like their key`, async () => {
    const texts = neighbours.map(([, body]) => prefix + body.replace('CONTEXT', context));
    await withLog(logOf(type, texts), async (tools) => {
      assert.equal((await found(tools, '-m', type)).length, texts.length);
      const hits = new Map<string, number[]>();
      for (const [name, search] of Object.entries(wanted)) {
        hits.set(name, await found(tools, ...search));
      }
      const seen = neighbours.map(([what], index) => [
        what,
        Object.keys(wanted).filter((name) => hits.get(name)?.includes(index + 1)),
      ]);
      assert.equal(
        seen,
        neighbours.map(([what, , finds]) => [what, finds[type]]),
      );
    });
  });
}

test('an AVC record without what its parser wants is dropped with its event', () =>
  withLog(logOf('AVC').slice(0, 1), async (tools) => {
    assert.equal(await found(tools, '-m', 'AVC'), []);
  }));

test('saddr is an address in AVC records, and a struct sockaddr in ours', async () => {
  const body = `avc:  denied  { bind } for  pid=1 comm="a" saddr=127.0.0.1 src=80 ${context}`;
  const meanings: (string | undefined)[] = [];
  for (const type of ['AVC', UNKNOWN]) {
    await withLog(logOf(type, [body]), async (tools) => {
      const [record] = await tools.auparse();
      meanings.push(record?.fields.find(({ key }) => key === 'saddr')?.meaning);
    });
  }
  assert.equal(meanings, ['127.0.0.1', 'unknown-family(28690)']);
});
