/**
 * How a kernel begins to complain on its console: the forms of the first lines, after the printk
 * calls of kernel/panic.c, lib/bug.c, arch/x86/{mm/fault,kernel/dumpstack,kernel/traps}.c,
 * kernel/locking/lockdep.c, kernel/sched/core.c, kernel/rcu/tree_stall.h, kernel/hung_task.c,
 * kernel/watchdog.c, mm/{kasan,kmsan,kfence}/report.c, kernel/kcsan/report.c, lib/ubsan.c,
 * lib/list_debug.c, mm/page_alloc.c and mm/kmemleak.c. Pure.
 *
 * What can and what cannot be told apart: the console marks no writer. Root in the guest can
 * write any line to /dev/kmsg or the terminal, and so make a complaint up; it cannot hide one, as a form is
 * looked for behind every time stamp of a line (see recordsOf() in scanner.ts), unless it turns
 * time stamps off and leaves a line of its own unfinished. Others choose the names of their
 * tasks: no form that such a line of the kernel's begins with is taken (see `ofTask`).
 */

export type SplatKind =
  | 'panic'
  | 'oops'
  | 'bug'
  | 'warning'
  | 'kasan'
  | 'kmsan'
  | 'kfence'
  | 'kcsan'
  | 'ubsan'
  | 'lockdep'
  | 'suspicious-rcu'
  | 'sleep-in-atomic'
  | 'rcu-stall'
  | 'hung-task'
  | 'lockup'
  | 'list-corruption'
  | 'allocation-failure'
  | 'leak';

/**
 * What kind of complaint begins so. What the pattern matches is the same for the same fault on
 * every kernel, unlike lines, addresses, tasks and times; where it is not, a title is.
 */
type Form = readonly [kind: SplatKind, begins: RegExp, title?: string];

/** The first that fits counts; the general ones come last. No pattern takes more than linear time. */
const forms: readonly Form[] = [
  ['panic', /^Kernel panic - not syncing: .*/],
  ['kasan', /^BUG: KASAN: [\w-]+(?: [\w-]+)*?(?= in |$)/],
  ['kmsan', /^BUG: KMSAN: [\w-]+/],
  ['kfence', /^BUG: KFENCE: (?:[\w-]+ )+?(?=in )/],
  ['kcsan', /^BUG: KCSAN: [\w-]+/],
  ['ubsan', /^UBSAN: .+?(?= in \S+:\d)/],
  ['sleep-in-atomic', /^BUG: sleeping function called from invalid context/],
  ['sleep-in-atomic', /^BUG: scheduling (?:while atomic|in a non-blocking section)/],
  ['sleep-in-atomic', /^BUG: assuming (?:atomic|non migratable) context/],
  ['list-corruption', /^list_(?:add|del) (?:corruption|double add)/],
  ['bug', /^kernel BUG(?= at .*(?::\d+!|\[verbose))/],
  ['oops', /^BUG: (?:kernel NULL pointer dereference|unable to handle page fault)/],
  ['oops', /^BUG: \S+ stack guard page was hit/],
  ['oops', /^traps: PANIC: double fault/, 'PANIC: double fault'],
  ['oops', /^Oops: [\w #-]+?(?=, |: [0-9a-f]{4} \[#)/],
  ['suspicious-rcu', /^WARNING: suspicious RCU usage/],
  ['lockdep', /^WARNING: possible [a-z ]+ detected/],
  ['lockdep', /^WARNING: [\w-]+-safe -> [\w-]+-unsafe lock order detected/],
  ['lockdep', /^WARNING: (?:inconsistent lock state|bad (?:unlock balance|contention) detected)/],
  ['lockdep', /^WARNING: (?:held lock freed|Nested lock was not taken|chain_key collision)/],
  ['lockdep', /^WARNING: lock held when returning to user space/],
  ['lockdep', /^WARNING: .*\/\d+ still has locks held!/, 'WARNING: task still has locks held'],
  ['lockdep', /^\[ BUG: Invalid wait context \]/, 'BUG: Invalid wait context'],
  ['lockdep', /^INFO: trying to register non-static key/],
  ['lockdep', /^BUG: MAX_\w+ too low/],
  ['rcu-stall', /^(?:rcu: )?INFO: rcu\w* (?:self-)?detected (?:expedited )?stalls?/],
  ['hung-task', /^INFO: task .*:\d+ blocked.* for more than \d+ seconds/, 'INFO: task hung'],
  ['lockup', /^watchdog: BUG: soft lockup/, 'BUG: soft lockup'],
  ['lockup', /^watchdog: CPU\d+: Watchdog detected hard LOCKUP/, 'hard LOCKUP'],
  ['lockup', /^BUG: workqueue lockup/],
  ['allocation-failure', /^.*: page allocation failure: order:/, 'page allocation failure'],
  ['allocation-failure', /^.*: vmalloc error: size /, 'vmalloc error'],
  ['leak', /^kmemleak: \d+ new suspected memory leaks/, 'memory leak'],
  ['leak', /^unregister_netdevice: waiting for .* to become free/, 'net device in use'],
  ['leak', /^VFS: Busy inodes after unmount/],
  ['bug', /^BUG \S+ \(.*?\): .*/, 'BUG: slab corruption'],
  ['bug', /^BUG: workqueue leaked/],
  ['bug', /^BUG: Bad [\w -]+?(?= in process | mm:|: )/],
  ['bug', /^BUG: (?:spinlock|rwlock) [\w -]+?(?= on CPU)/],
  ['bug', /^BUG: .*/],
  ['warning', /^WARNING(?=: .*(?:\bat ).*\+0x)/],
  ['warning', /^WARNING: .*/],
];

/** Lines of the kernel's that begin with the name of a task, which the task has chosen. */
const ofTask =
  /^.{1,15}(?:\[\d+\]:? (?:segfault at|bad frame in|overflowed sigaltstack|memfd_create)| \(\d+\): drop_caches)/;

/** The kind of complaint that a record of the log begins, and what always begins it so. */
export function complaint(text: string): { kind: SplatKind; title: string } | undefined {
  for (const [kind, begins, title] of forms) {
    const [begin] = begins.exec(text) ?? [];
    if (begin !== undefined && !ofTask.test(text)) return { kind, title: title ?? stable(begin) };
  }
  return undefined;
}

/** Without what a general form lets through: offsets, addresses, and any number. */
function stable(begin: string): string {
  return begin
    .replaceAll(/\+0x[0-9a-f]+\/0x[0-9a-f]+/g, '')
    .replaceAll(/\b(?:0x)?(?=[a-f]*\d)[0-9a-f]{8,}\b/g, 'N')
    .replaceAll(/\b\d+\b/g, 'N')
    .trim();
}
