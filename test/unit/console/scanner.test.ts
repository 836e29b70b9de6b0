import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import * as assert from 'uvu/assert';
import { frameOf, type Splat, SplatScanner } from '../../../src/console/index.js';
import { projectRoot } from '../../../src/host/paths.js';
import { suite } from '../../../src/suite/index.js';

const test = suite('console scanner');

function scan(lines: readonly string[]): Splat[] {
  const scanner = new SplatScanner();
  for (const line of lines) scanner.push(line);
  return scanner.take();
}

/** A real console; the first line says where it is from. */
const captured = (name: string) =>
  readFileSync(join(projectRoot, 'test/fixtures/console', `${name}.txt`), 'latin1')
    .split(/\r?\n/)
    .slice(1);

const titles = (lines: readonly string[]) => scan(lines).map(({ kind, title }) => [kind, title]);

test('a clean console has no complaint', () => {
  assert.equal(scan(captured('clean')), []);
});

test('a warning is named by the function that it is about', () => {
  const [splat, ...others] = scan(captured('warning'));
  assert.equal(others, []);
  assert.is(splat?.kind, 'warning');
  assert.is(splat?.title, 'WARNING: at bpf_audit_log_cap');
  assert.match(splat?.lines[0] ?? '', /WARNING: at/);
  assert.match(splat?.lines.at(-1) ?? '', /---\[ end trace/);
});

test('an oops and the panic that it ends with are two complaints', () => {
  const found = titles(captured('oops'));
  assert.equal(found[0], ['oops', 'BUG: kernel NULL pointer dereference in bpf_audit_log_task']);
  assert.equal(found.at(-1), ['panic', 'Kernel panic - not syncing: Fatal exception']);
});

/** First lines as the kernel's format strings make them, with the rest that decides the title. */
const forms: [kind: Splat['kind'], title: string, ...lines: string[]][] = [
  [
    'kasan',
    'BUG: KASAN: slab-out-of-bounds in bpf_audit_log_net_sockaddr',
    'BUG: KASAN: slab-out-of-bounds in bpf_audit_log_net_sockaddr+0x12/0x340',
    'Read of size 16 at addr ffff88800f69dd14 by task trigger/54',
  ],
  [
    'sleep-in-atomic',
    'BUG: sleeping function called from invalid context at include/linux/sched/mm.h:323 in bpf_audit_log_start',
    'BUG: sleeping function called from invalid context at include/linux/sched/mm.h:323',
    'in_atomic(): 1, irqs_disabled(): 0, non_block: 0, pid: 54, name: trigger',
    'Call Trace:',
    ' dump_stack_lvl+0x5d/0x80',
    ' __might_resched+0x1a9/0x290',
    ' bpf_audit_log_start+0x3a/0x90',
  ],
  [
    'sleep-in-atomic',
    'BUG: scheduling while atomic',
    'BUG: scheduling while atomic: trigger/54/0x00000002',
  ],
  [
    'lockdep',
    'WARNING: possible recursive locking detected',
    'WARNING: possible recursive locking detected',
  ],
  ['lockdep', 'WARNING: inconsistent lock state', 'WARNING: inconsistent lock state'],
  ['lockdep', '[ BUG: Invalid wait context ]', '[ BUG: Invalid wait context ]'],
  ['suspicious-rcu', 'WARNING: suspicious RCU usage', 'WARNING: suspicious RCU usage'],
  [
    'rcu-stall',
    'rcu: INFO: rcu_preempt detected stalls on CPUs/tasks:',
    'rcu: INFO: rcu_preempt detected stalls on CPUs/tasks:',
  ],
  [
    'ubsan',
    'UBSAN: array-index-out-of-bounds in security/lsm_audit.c:42:7',
    'UBSAN: array-index-out-of-bounds in security/lsm_audit.c:42:7',
  ],
  [
    'hung-task',
    'INFO: task blocked for more than 122 seconds.',
    'INFO: task trigger:54 blocked for more than 122 seconds.',
  ],
  [
    'lockup',
    'watchdog: BUG: soft lockup - CPU#0 stuck for 26s! [trigger:54]',
    'watchdog: BUG: soft lockup - CPU#0 stuck for 26s! [trigger:54]',
  ],
  [
    'allocation-failure',
    'page allocation failure',
    'trigger: page allocation failure: order:0, mode:0x820(GFP_ATOMIC), nodemask=(null)',
  ],
  [
    'bug',
    'kernel BUG at security/lsm_audit_kfuncs.c:42!',
    'kernel BUG at security/lsm_audit_kfuncs.c:42!',
  ],
  [
    'oops',
    'Oops: general protection fault, probably for non-canonical',
    'Oops: general protection fault, probably for non-canonical address 0xfefefefefefefefe: 0000 [#1] SMP',
  ],
  [
    'leak',
    'unregister_netdevice: waiting for dummy0 to become free. Usage count = 2',
    'unregister_netdevice: waiting for dummy0 to become free. Usage count = 2',
  ],
  [
    'panic',
    'Kernel panic - not syncing: audit: backlog limit exceeded',
    'Kernel panic - not syncing: audit: backlog limit exceeded',
  ],
];

for (const [kind, title, ...lines] of forms) {
  test(`recognises ${title}`, () => {
    for (const stamp of ['', '[    1.564064] ', '[  123.000001][   T54] '])
      assert.equal(titles(lines.map((line) => `${stamp}${line}\r`)), [[kind, title]]);
  });
}

test('what the tests themselves print is no complaint', () => {
  assert.equal(scan(['[ 1.0] lsm-audit: end of test 1: BUG: KASAN: made up']), []);
  assert.equal(scan(['[ 1.0] audit: backlog limit exceeded', 'a WARNING: in the middle']), []);
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
  for (let i = 0; i < 5000; i++) scanner.push(`WARNING: at f${i} ${'x'.repeat(5000)}`);
  const found = scanner.take();
  assert.is(found.length, 50);
  assert.ok(found.every(({ lines }) => lines.length === 1 && (lines[0]?.length ?? 0) <= 512));
  for (let i = 0; i < 5000; i++) scanner.push(i === 0 ? 'WARNING: at f' : 'trace');
  assert.is(scanner.take()[0]?.lines.length, 150);
});

test('any bytes between complaints change no title', () => {
  const noise = fc.array(fc.string().filter((line) => scan([line]).length === 0));
  fc.assert(
    fc.property(noise, noise, (before, between) => {
      const lines = [...before, ...captured('warning'), ...between, ...captured('oops')];
      const quiet = [...captured('warning'), ...captured('oops')];
      assert.equal(titles(lines), titles(quiet));
    }),
  );
});

test('a place of a trace is symbol, offset and size', () => {
  assert.equal(frameOf('[ 1.5]  ns_capable+0x2a/0x50'), {
    symbol: 'ns_capable',
    offset: 42,
    size: 80,
  });
  assert.is(frameOf('[ 1.5]  ? ns_capable+0x2a/0x50'), undefined);
  assert.is(frameOf('[ 1.5] RIP: 0033:0x42c4c9'), undefined);
});
