import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { finished } from 'node:stream/promises';
import fc from 'fast-check';
import * as assert from 'uvu/assert';
import { frameOf, type Splat, SplatScanner } from '../../../src/console/index.js';
import { projectRoot } from '../../../src/host/paths.js';
import { Console } from '../../../src/qemu/console.js';
import { suite } from '../../../src/suite/index.js';
import { forAll } from '../../helpers/property.js';

const test = suite('console scanner');

/** A console: where it is from, the kinds and titles of its complaints, and its lines. */
interface Fixture {
  name: string;
  expected: string[];
  lines: string[];
}

const folder = join(projectRoot, 'test/fixtures/console');

const fixtures: Fixture[] = readdirSync(folder).map((name) => {
  const all = readFileSync(join(folder, name), 'latin1').trimEnd().split('\n');
  const head = all.filter((line) => line.startsWith('# ')).map((line) => line.slice(2));
  return { name, expected: head.slice(1), lines: all.slice(head.length) };
});

function fixtureOf(name: string): Fixture {
  const found = fixtures.find((fixture) => fixture.name === name);
  if (!found) throw new Error(`no fixture is called ${name}`);
  return found;
}

const linesOf = (name: string) => fixtureOf(`${name}.txt`).lines;

function scan(lines: readonly string[]): Splat[] {
  const scanner = new SplatScanner();
  for (const line of lines) scanner.push(line);
  return scanner.take();
}

const named = ({ kind, title }: Splat) => `${kind}: ${title}`;
const titles = (lines: readonly string[]) => scan(lines).map(named);

for (const { name, expected, lines } of fixtures) {
  test(`${name}: names ${expected.length || 'no'} complaints`, () => {
    assert.equal(titles(lines), expected);
    const bare = lines.map((line) => line.replace(/^\[.{12}\] /, ''));
    assert.equal(titles(bare), expected, 'without time stamps');
    const marked = bare.map((line) => `[12345.678901][   T54] ${line}\r`);
    assert.equal(titles(marked), expected, 'with the callers of printk');
  });
}

test('a complaint knows the line of the console on which it begins', () => {
  for (const { name, lines } of fixtures) {
    const trimmed = lines.map((line) => line.trimEnd());
    for (const splat of scan(lines)) {
      const [first = ''] = splat.lines;
      assert.ok(trimmed[splat.line - 1]?.endsWith(first.trimEnd()), `${name}: ${splat.title}`);
    }
  }
});

test('a complaint has its message, its trace, its places and its task', () => {
  const [splat, ...others] = scan(linesOf('warnings').slice(27, 58));
  assert.equal(others, []);
  assert.match(splat?.lines[0] ?? '', /cut here/);
  assert.match(splat?.lines[1] ?? '', /fault number 7 of/);
  assert.match(splat?.lines.at(-1) ?? '', /---\[ end trace/);
  const places = splat?.frames.map(({ symbol, returns }) => `${symbol} ${returns}`);
  assert.equal(places?.slice(0, 4), [
    'fault_warn_message false',
    'fault_warn_message false',
    'faults_init true',
    'do_one_initcall true',
  ]);
  assert.equal(splat?.task, { comm: 'swapper/0', pid: 1 });
});

test('a task can have any name', () => {
  const uninit = scan(linesOf('formats')).find(({ kind }) => kind === 'kmsan');
  assert.equal(uninit?.task, { comm: 'my (Tainted: x)', pid: 55 });
});

test('a title does not change with addresses, lines of source, compilers, tasks and times', () => {
  const pairs: [string, string][] = [
    ['kernel BUG at security/lsm_audit.c:42!', 'kernel BUG at security/lsm_audit.c:57!'],
    ['WARNING: at f+0x10/0x20, CPU#1: a/1', 'WARNING: a.c:7 at f.part.0+0x11/0x30, CPU#0: b c/2'],
    [
      'BUG: scheduling while atomic: a/1/0x00000002',
      'BUG: scheduling while atomic: b/2/0x00000003',
    ],
    [
      'INFO: task a:1 blocked for more than 30 seconds.',
      'INFO: task b:2 blocked for more than 60 seconds.',
    ],
    [
      'a: page allocation failure: order:1, mode:0x1',
      'b: c: page allocation failure: order:2, mode:0x2',
    ],
    ['UBSAN: shift-out-of-bounds in a.c:1:2', 'UBSAN: shift-out-of-bounds in a.c:3:4'],
    ['BUG: held by 0xffff88800f69dd14', 'BUG: held by 0xffff88800f69cc13'],
  ];
  for (const [one, other] of pairs) {
    assert.is(titles([one]).length, 1, one);
    assert.equal(titles([one]), titles([other]));
  }
});

test('what only looks like a complaint is none', () => {
  const harmless = [
    'lsm-audit: end of test 1: BUG: KASAN: made up',
    'audit: backlog limit exceeded',
    'a WARNING: in the middle',
    'INFO: lockdep is turned off.',
    'ACPI BIOS Error (bug): A valid RSDP was not found',
    // Tasks choose their names.
    'BUG: KASAN: a b[54]: segfault at 8 ip 00000000004011b6 sp 00007ffd904e2868 error 4',
    'kernel BUG at [54]: segfault at 8 ip 00000000004011b6 sp 00007ffd904e2868 error 4',
    'WARNING: x (54): drop_caches: 3',
    'traps: BUG: x[54] general protection fault ip:4011b6 sp:7ffd904e2868 error:0 in a[401000+1]',
    'traps: Oops: x[54] trap invalid opcode ip:4011b6 sp:7ffd904e2868 error:0',
  ];
  for (const line of harmless) assert.equal(titles([`[    1.500000] ${line}`]), [], line);
});

/** What user space can do to the line that a complaint comes on. */
const before: [what: string, prefix: string][] = [
  ['unfinished', 'half a line'],
  ['endless', 'x'.repeat(100_000)],
  ['stamped', '[    1.499999] lsm-audit: '],
  ['much stamped', '[    1.499999] '.repeat(40)],
  ['rewritten', 'x\r'],
];

for (const [what, prefix] of before) {
  test(`a line of somebody else, ${what}, hides no complaint`, () => {
    for (const { lines, expected } of fixtures) {
      const defaced = lines.map((line) => (/Code:|\? /.test(line) ? line : `${prefix}${line}`));
      assert.equal(titles(defaced), expected);
    }
  });
}

test('a name that looks like a time stamp hides no complaint', () => {
  const comm = '[0.000000] ';
  const line = `[    1.500000] INFO: task ${comm}:54 blocked for more than 122 seconds.`;
  assert.equal(titles([line]), ['hung-task: INFO: task hung']);
});

test('an end that user space writes cuts a complaint short, and does not take it back', () => {
  const lines = linesOf('null');
  const forged = [...lines.slice(0, 4), '[    0.848008] ---[ end trace', ...lines.slice(4)];
  assert.equal(titles(forged)[0], 'oops: BUG: kernel NULL pointer dereference');
});

test('what was taken is not found again', () => {
  const scanner = new SplatScanner();
  scanner.push('WARNING: inconsistent lock state');
  assert.is(scanner.take().length, 1);
  scanner.push(' more of it');
  assert.equal(scanner.take(), []);
});

test('a kernel that complains without end fills no memory', () => {
  const scanner = new SplatScanner();
  for (let i = 0; i < 500; i++) scanner.push(`WARNING: at f${i} ${'x'.repeat(5000)}`);
  const found = scanner.take();
  assert.is(found.length, 50);
  assert.ok(found.every(({ lines }) => lines.length === 1 && (lines[0]?.length ?? 0) <= 1100));
  for (let i = 0; i < 5000; i++) scanner.push(i === 0 ? 'WARNING: at f' : 'trace');
  assert.is(scanner.take()[0]?.lines.length, 300);
  for (let i = 0; i < 5000; i++) scanner.push('------------[ cut here ]------------');
  assert.equal(scanner.take(), []);
});

/** Long lines on which a careless pattern takes seconds, or minutes where it may look at all of them. */
const costly: [what: string, unit: string][] = [
  ['brackets', '['],
  ['stamps without end', '[          1'],
  ['stamps', '[ 1.000000] '],
  ['words', 'BUG: KASAN: a a-'],
  ['places', 'a.a.a+0x'],
  ['pids', 'WARNING: /1'],
  ['colons', ': vmalloc error'],
];

for (const [what, unit] of costly) {
  test(`a long line of ${what} takes time in proportion to its length`, () => {
    const line = unit.repeat(50_000 / unit.length);
    const took = (text: string) => {
      const started = process.cpuUsage().user;
      scan([text]);
      return process.cpuUsage().user - started;
    };
    took(line);
    const whole = took(line);
    const quarter = took(line.slice(0, line.length / 4));
    assert.ok(whole < 8 * quarter + 50_000, `${whole} µs, and ${quarter} µs for a quarter of it`);
  });
}

/** What the scanner finds in a console that QEMU sends in such chunks. */
async function streamed(bytes: Buffer, cuts: readonly number[]): Promise<string[]> {
  const stream = new PassThrough();
  const scanner = new SplatScanner();
  new Console(stream, 'console.log').watch((line) => scanner.push(line));
  const ends = [...cuts.map((cut) => cut % bytes.length), bytes.length].sort((a, b) => a - b);
  for (const [i, end] of ends.entries()) stream.write(bytes.subarray(ends[i - 1] ?? 0, end));
  stream.end();
  await finished(stream.resume());
  return scanner.take().map(named);
}

test('chunks of any size change no title', async () => {
  const bytes = Buffer.from(fixtures.flatMap(({ lines }) => lines).join('\r\n'), 'latin1');
  const expected = fixtures.flatMap((fixture) => fixture.expected);
  const cuts = fc.array(fc.nat(bytes.length - 1), { maxLength: 200 });
  await fc.assert(
    fc.asyncProperty(cuts, async (where) => assert.equal(await streamed(bytes, where), expected)),
    { numRuns: 20 },
  );
});

test('noise between the lines changes no title', () => {
  const quiet = fc.string({ unit: 'binary' }).filter((line) => scan([line]).length === 0);
  const noise = fc.array(fc.tuple(fc.nat(), quiet), { maxLength: 8 });
  forAll(
    fc.tuple(fc.constantFrom(...fixtures.map(({ name }) => name)), noise),
    ([name, inserted]) => {
      const { lines, expected } = fixtureOf(name);
      const noisy = [...lines];
      for (const [at, line] of inserted) noisy.splice(at % (noisy.length + 1), 0, line);
      assert.equal(titles(noisy), expected);
    },
    { share: 0.05 },
  );
});

test('a place of a trace is symbol, offset and size', () => {
  const call = { symbol: 'ns_capable', offset: 42, size: 80, returns: true };
  assert.equal(frameOf('[    1.500000]  ns_capable+0x2a/0x50'), call);
  assert.equal(frameOf('[    1.500000]  ns_capable+0x2a/0x50 [module 5eb63bbbe01eeed0]'), call);
  const place = { ...call, returns: false };
  assert.equal(frameOf('[    1.500000] RIP: 0010:ns_capable+0x2a/0x50'), place);
  assert.is(frameOf('[    1.500000]  ? ns_capable+0x2a/0x50'), undefined);
  assert.is(frameOf('[    1.500000] RIP: 0033:0x42c4c9'), undefined);
});
