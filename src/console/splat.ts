/**
 * What a kernel complains of on its console: oops, warning, lockdep, KASAN and the like. Pure.
 *
 * A complaint begins with a line of a known form; the forms are those of the printk calls in
 * kernel/panic.c, arch/x86/kernel/dumpstack.c, kernel/locking/lockdep.c, mm/kasan/report.c,
 * lib/ubsan.c, kernel/sched/core.c, kernel/rcu/tree_stall.h, kernel/hung_task.c and mm/page_alloc.c.
 * Whoever may write to /dev/kmsg can print such a line too, unmarked: root in the guest can make
 * a complaint up. It cannot take one back.
 */

export type SplatKind =
  | 'panic'
  | 'oops'
  | 'bug'
  | 'kasan'
  | 'ubsan'
  | 'sleep-in-atomic'
  | 'lockdep'
  | 'suspicious-rcu'
  | 'rcu-stall'
  | 'hung-task'
  | 'lockup'
  | 'allocation-failure'
  | 'leak'
  | 'warning';

/** The first form that fits decides the kind; the more general ones come last. */
const forms: readonly (readonly [SplatKind, RegExp])[] = [
  ['panic', /^Kernel panic - not syncing: .*/],
  ['kasan', /^BUG: K[A-Z]*SAN: .*/],
  ['kasan', /^BUG: KFENCE: .*/],
  ['ubsan', /^UBSAN: .*/],
  ['sleep-in-atomic', /^BUG: sleeping function called from invalid context at .*/],
  ['sleep-in-atomic', /^BUG: scheduling while atomic: .*/],
  ['oops', /^BUG: (?:kernel NULL pointer dereference|unable to handle ).*/],
  ['oops', /^(?:Oops: .*|general protection fault.*|stack segment: .*|double fault: .*)/],
  ['oops', /^BUG: .*stack guard page was hit.*/],
  ['bug', /^kernel BUG at .*/],
  ['suspicious-rcu', /^WARNING: suspicious RCU usage/],
  [
    'lockdep',
    /^WARNING: (?:possible (?:circular locking|recursive locking|irq lock inversion) .*|.* lock order detected|inconsistent lock state|bad unlock balance .*|bad contention .*|held lock freed.*|Nested lock was not taken|lock held when returning .*|.* still has locks held!)/,
  ],
  ['lockdep', /^(?:\[ BUG: .*\]|BUG: (?:Invalid wait context|MAX_LOCK\w+ too low).*)/],
  ['rcu-stall', /^rcu: INFO: .* (?:detected (?:expedited )?stalls|self-detected stall).*/],
  ['hung-task', /^INFO: task .* blocked (?:for more than|in I\/O wait) .*/],
  ['lockup', /^watchdog: (?:BUG: soft lockup|.*hard LOCKUP).*/],
  ['allocation-failure', /^.{0,32}: page allocation failure: order:.*/],
  ['leak', /^kmemleak: \d+ new suspected memory leaks.*/],
  ['leak', /^unregister_netdevice: waiting for .*/],
  ['leak', /^VFS: Busy inodes after unmount .*/],
  ['bug', /^BUG: .*/],
  ['warning', /^WARNING: .*/],
];

/** The kind of complaint that a console line begins, and the line without time stamp. */
export function complaint(line: string): { kind: SplatKind; text: string } | undefined {
  const text = withoutStamp(line);
  for (const [kind, form] of forms) if (form.test(text)) return { kind, text };
  return undefined;
}

/** A line without printk's time stamp and the mark of its caller (PRINTK_CALLER). */
export function withoutStamp(line: string): string {
  return line.replace(/^\[ *\d+\.\d+\](?:\[ *[TC]\d+\])? /, '').trimEnd();
}

/** A place in the kernel, as %pS prints it. */
export interface Frame {
  symbol: string;
  /** Bytes from the start of the symbol. */
  offset: number;
  /** Bytes of the symbol. */
  size: number;
}

const frameForm = /\b([A-Za-z_][\w.]*)\+0x([0-9a-f]+)\/0x([0-9a-f]+)/;

/** The place that a line of a trace names; `? ` before it says that it is only left on the stack. */
export function frameOf(line: string): Frame | undefined {
  const match = /^\s*\? /.test(withoutStamp(line)) ? null : frameForm.exec(line);
  if (!match) return undefined;
  const [, symbol = '', offset = '', size = ''] = match;
  return { symbol, offset: Number.parseInt(offset, 16), size: Number.parseInt(size, 16) };
}

/** One complaint with what belongs to it. JSON-serialisable. */
export interface Splat {
  kind: SplatKind;
  /** The same for the same fault, whatever the addresses, the task and the time. */
  title: string;
  /** The lines of the console, at most `maxSplatLines`. */
  lines: string[];
}

/** What a trace has at most that helps; a register dump with two stacks has about a hundred lines. */
export const maxSplatLines = 150;

/** The title of a complaint: its first line without what changes, and the function it is about. */
export function titleOf(kind: SplatKind, lines: readonly string[]): string {
  const first = stable(withoutStamp(lines[0] ?? ''));
  const frame = kind === 'panic' ? undefined : culprit(lines);
  return frame && !first.includes(frame.symbol) ? `${first} in ${frame.symbol}` : first;
}

function stable(line: string): string {
  return line
    .replace(/, CPU#\d+: .*$/, '')
    .replace(/(?:, |: )?\b(?:address|addr):? *(?:0x)?[0-9a-f]{8,}\b.*$/i, '')
    .replace(/: [0-9a-f]{4} \[#\d+\].*$/, '')
    .replace(/\+0x[0-9a-f]+\/0x[0-9a-f]+/g, '')
    .replace(/\b(?:0x)?[0-9a-f]{12,}\b/g, '')
    .replace(/\bscheduling while atomic: .*$/, 'scheduling while atomic')
    .replace(/^(INFO: task ).*?(:\d+)? blocked/, '$1blocked')
    .replace(/^[^:]{0,32}(: page allocation failure: order:\d+).*$/, 'page allocation failure')
    .trim();
}

/** What prints complaints, and so is never what they are about. */
const reporters =
  /^(?:__)?(?:dump_stack|show_stack|print_|kasan_|ubsan_|might_|__might_|warn_|lockdep_|lock_acquire|check_|mark_|validate_chain|__lock_acquire|rcu_|lock_|asm_|exc_|page_fault|die|memcpy|panic|report_bug|handle_bug|__warn|end_report)/;

/** The first place of the trace that is not one of the reporters; RIP where there is one. */
function culprit(lines: readonly string[]): Frame | undefined {
  const rip = lines.find((line) => /^RIP: 0010:/.test(withoutStamp(line)));
  const places = rip ? [rip] : lines.slice(1);
  for (const line of places) {
    const frame = frameOf(line);
    if (frame && !reporters.test(frame.symbol)) return frame;
  }
  return undefined;
}
