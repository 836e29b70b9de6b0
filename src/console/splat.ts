/** One complaint of a kernel: what it is about, and the places that its traces name. Pure. */

import type { SplatKind } from './forms.js';

/** JSON-serialisable. */
export interface Splat {
  kind: SplatKind;
  /** The same for the same fault, whatever the addresses, source lines, task and time. */
  title: string;
  /** The line of the console on which it begins, from 1 on. */
  line: number;
  /** The lines of the console, as many as the scanner keeps. */
  lines: string[];
  /** The places that they name, in their order. */
  frames: Frame[];
  /** Who ran, where the kernel says it. */
  task?: { comm: string; pid: number };
}

/** A place in the kernel, as %pS prints it. */
export interface Frame {
  symbol: string;
  /** Bytes from the start of the symbol. */
  offset: number;
  /** Bytes of the symbol. */
  size: number;
  /** It is where a call returns to: what is meant lies before it. */
  returns: boolean;
}

/** The time of printk, and the mark of its caller (PRINTK_CALLER). */
export const stamp = /\[ {0,11}\d{1,12}\.\d{1,9}\](?:\[ {0,11}[TC]\d{1,10}\])? /;

/** What the kernel printed in a line: all that is behind its first stamp. */
export function textOf(line: string): string {
  const found = stamp.exec(line);
  return (found ? line.slice(found.index + found[0].length) : line).trimEnd();
}

const place = /\b([A-Za-z_][\w.$]*)\+0x([0-9a-f]+)\/0x([0-9a-f]+)/;
const traced = new RegExp(`^ +${place.source}`);
/** What is only left on the stack: it may be of a call that is long over. */
const leftover = /^ +\? /;

/** The place that a line names. */
export function frameOf(line: string): Frame | undefined {
  const text = textOf(line);
  const match = leftover.test(text) ? null : place.exec(text);
  if (!match) return undefined;
  const [, symbol = '', offset = '', size = ''] = match;
  const [at, of] = [offset, size].map((digits) => Number.parseInt(digits, 16)) as [number, number];
  return { symbol, offset: at, size: of, returns: traced.test(text) };
}

export const isTraceStart = (text: string) => text === 'Call Trace:';

/** What is known of a complaint from its lines. */
export interface SplatLines {
  kind: SplatKind;
  /** How it begins. */
  title: string;
  lines: string[];
  /** Which of them is the one that it was recognised by. */
  first: number;
  /** The line of the console on which it begins, from 1 on. */
  line: number;
}

/** A complaint from its lines. */
export function splatOf({ kind, title, lines, first, line }: SplatLines): Splat {
  const about = nameless.has(kind) ? undefined : culprit(lines, first);
  const [, pid, comm] = lines.map((line) => taskLine.exec(textOf(line))).find(Boolean) ?? [];
  return {
    kind,
    title: about === undefined ? title : `${title} in ${about}`,
    line,
    lines,
    frames: lines.flatMap((line) => frameOf(line) ?? []),
    ...(comm !== undefined && { task: { comm, pid: Number(pid) } }),
  };
}

const taskLine = /^CPU: \d+ .*?\bPID: (\d+) Comm: (.*?) (?:Not tainted|Tainted: )/;

/** Where these are noticed says nothing of what they are about. */
const nameless: ReadonlySet<SplatKind> = new Set(['panic', 'rcu-stall', 'lockup', 'leak']);

/** What notices a fault and prints it, or only passes on what it was given by whoever is to blame. */
const bystanders = new RegExp(
  `^_*(?:${[
    ...[
      'dump_stack',
      'show_',
      'print_',
      'panic',
      'warn',
      'report_',
      'handle_',
      'exc_',
      'asm_',
      'die',
    ],
    ...[
      'k[am]san_',
      '[ak]san_',
      'msan_',
      'tsan_',
      'kcsan_',
      'kfence_',
      'end_report',
      'ubsan_',
      'check_',
      'debug_check_',
    ],
    ...[
      'lock_',
      'lockdep_',
      'mark_',
      'validate_chain',
      'raw_(?:spin|read|write)_',
      'do_raw_',
      'spin_bug',
      'kfree',
      'mutex_',
      'rt_',
    ],
    ...[
      'register_lock_class',
      'might_',
      'cant_',
      'rcu_(?:sleep_check|read_lock|lockdep_)',
      'schedule',
    ],
    ...[
      'preempt_schedule',
      'list_(?:add|del)_',
      'refcount_',
      'mem(?:cpy|move|set|cmp)',
      'str(?:n?len|n?cpy|scpy|n?cmp)',
    ],
    ...[
      'alloc_(?:pages|frozen)',
      'get_free_pages',
      'slab_alloc',
      'kmalloc',
      'kvmalloc',
      'kmem_cache_alloc',
      'vmalloc',
    ],
  ].join('|')})`,
);

/** What compilers add to the name of a function, and the kernel to that of a program. */
const additions = /\.(?:constprop|isra|part|cold|llvm)\b.*$|(?<=^bpf_prog_)[0-9a-f]{16}_/g;

/**
 * The function that a complaint is about: of its first line, else of the place where the kernel
 * was, else of the trace, the first that is no bystander.
 */
function culprit(lines: readonly string[], first: number): string | undefined {
  const texts = lines.slice(first).map(textOf);
  const start = texts.findIndex(isTraceStart);
  const head = start < 0 ? texts : texts.slice(0, start);
  const places = [
    ...texts.slice(0, 1),
    ...head.filter((text) => text.startsWith('RIP: 0010:')),
    ...texts.slice(start + 1).filter((text) => traced.test(text)),
  ];
  const symbols = places.flatMap((text) => frameOf(text)?.symbol ?? []);
  return symbols.find((symbol) => !bystanders.test(symbol))?.replaceAll(additions, '');
}
