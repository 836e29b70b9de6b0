import * as assert from 'uvu/assert';
import { errnoName } from '../../src/audit/index.js';
import { LoadError } from '../../src/guest/loader.js';
import type { Lab } from '../../src/session/lab.js';
import type { TestContext } from '../../src/suite/index.js';
import { hookSuite } from '../helpers/selftest.js';

const test = hookSuite('verifier');

/** The last lines of the verifier, where # is any number, and the errno that comes with them. */
interface Refusal {
  errno: 'EINVAL' | 'EACCES';
  words: string[];
  /** What Linux 7.3 and later say instead. */
  since73?: string[];
}

const inval = (...words: string[]): Refusal => ({ errno: 'EINVAL', words });
const acces = (...words: string[]): Refusal => ({ errno: 'EACCES', words });

/** Registers, ids and types are numbered as compiler and kernel have it; some lines end in a stray quote. */
const comparable = (line: string) => line.replace(/\d+/g, '#').replace(/'$/, '');

/** Whether the guest's kernel is of a line before this one. */
async function isOlder(lab: Lab, version: number, patchlevel: number): Promise<boolean> {
  const [major = 0, minor = 0] = (await lab.shell('uname -r')).split(/[.-]/).map(Number);
  return major < version || (major === version && minor < patchlevel);
}

/** Loads the program, which must be refused in this way. */
async function refused(
  { env: lab, attach }: TestContext<Lab>,
  program: string,
  { errno, words: before73, since73 = before73 }: Refusal,
  load: () => Promise<unknown> = () => lab.load(program),
) {
  attach('program', program);
  const error = await load().then(
    () => assert.unreachable(`${program} was loaded`),
    (error: unknown) => error,
  );
  if (!(error instanceof LoadError)) throw error;
  attach('log', error.log);
  const words = since73 === before73 || (await isOlder(lab, 7, 3)) ? before73 : since73;
  const said = error.verdict.slice(-words.length).map(comparable);
  assert.equal([errnoName(error.errno), ...said], [errno, ...words]);
}

const leaks = (what: string) =>
  inval('Unreleased reference id=# alloc_insn=#', `${what} would lead to reference leak`);
const leaksAtExit = leaks('BPF_EXIT instruction in main prog');
const maybeNull = acces('Possibly NULL pointer passed to trusted R#');
const notAllowed = acces('calling kernel function bpf_audit_log_start is not allowed');
const noPointer = (type: string, seen: string): Refusal => ({
  ...inval(`R# pointer type STRUCT ${type} must point to scalar, or struct with scalar`),
  since73: [`R# is ${seen} expected STRUCT ${type}`],
});
const untrusted = inval('R# must be referenced or trusted');

/** Claim, what is refused, the program that tries it, how it is refused. */
const refusals: [string, string, string, Refusal][] = [
  ['V1', 'a context that is not ended', 'refused_no_end', leaksAtExit],
  ['V2', 'a context that one branch does not end', 'refused_leak_on_branch', leaksAtExit],
  ['V2', 'a context that a tail call leaves', 'refused_leak_tail_call', leaks('tail_call')],
  ['V2', 'a context that an exception leaves', 'refused_leak_throw', leaks('bpf_throw')],
  ['V3', 'a cause for a context that may be NULL', 'refused_unchecked_cause', maybeNull],
  ['V3', 'the end of a context that may be NULL', 'refused_unchecked_end', maybeNull],
  ['V4', 'a cause after the end', 'refused_after_end', noPointer('bpf_audit_context', 'scalar')],
  [
    'V5',
    'a second end',
    'refused_end_twice',
    inval('release kfunc bpf_audit_log_end expects referenced PTR_TO_BTF_ID passed to R#'),
  ],
  ['V7', 'a tracing program', 'refused_fentry', notAllowed],
  ['V7', 'a kprobe', 'refused_kprobe', notAllowed],
  ['V7', 'an XDP program', 'refused_xdp', notAllowed],
  ['V7', 'a syscall program', 'refused_syscall', notAllowed],
  [
    'V8',
    'a file in the place of a context',
    'refused_wrong_context',
    inval(
      'kernel function bpf_audit_log_cause R# expected pointer to STRUCT bpf_audit_context but R# has a pointer to STRUCT file',
    ),
  ],
  ['V9', 'a task that was reached by walking', 'refused_walked', untrusted],
  ['V9', 'a file that is about to go', 'refused_dying_file', untrusted],
  ['V10', 'a file that may be NULL', 'refused_nullable_file', maybeNull],
  [
    'V11',
    'a disabled hook',
    'refused_disabled_hook',
    inval('attach_btf_id # points to disabled hook bpf_lsm_file_alloc_security'),
  ],
  [
    'V12',
    'a cause from the stack',
    'refused_stack_cause',
    inval("R# doesn't point to a const string"),
  ],
  [
    'V13',
    'a cause from writable memory',
    'refused_writable_cause',
    acces('R# does not point to a readonly map'),
  ],
  [
    'V14',
    'a cause at a variable offset',
    'refused_variable_cause',
    acces('R# is not a constant address'),
  ],
  [
    'V14',
    'a cause without an end',
    'refused_endless_cause',
    inval('string is not zero-terminated'),
  ],
  [
    'V15',
    'an exchange into a map',
    'refused_exchange',
    inval("map 'kept' has to have BTF in order to use bpf_kptr_xchg"),
  ],
  [
    'V16',
    'an exchange into the field of another type',
    'refused_exchange_other',
    acces('invalid kptr access, R# type=trusted_ptr_bpf_audit_context expected=ptr_task_struct'),
  ],
  ['V17', 'the use of a context that was kept', 'refused_untrusted_use', untrusted],
  [
    'V18',
    'a program without a GPL licence',
    'refused_licence',
    inval('cannot call kernel function from non-GPL compatible program'),
  ],
  ['V19', 'a path of the program itself', 'refused_stack_path', noPointer('path', 'fp')],
  [
    'V21',
    'a call under a spin lock',
    'refused_spin_lock',
    inval('function calls are not allowed while holding a lock'),
  ],
  ['B5', 'the hook that audit calls itself', 'refused_recursion', notAllowed],
];

for (const [claim, what, program, how] of refusals)
  test(`${claim}: refuses ${what}`, (t) => refused(t, program, how));

/** Little more than what is refused, and all right: so the refusals are not about something else. */
const accepted: [string, string, string][] = [
  ['V10', 'a file that was checked for NULL', 'checked_nullable_file'],
  ['V16, V21', 'a task in a map, and calls after a spin lock', 'kept_and_locked'],
  ['V17', 'an address of a context that is kept untrusted', 'untrusted_store'],
];

for (const [claim, what, program] of accepted)
  test(`${claim}: accepts ${what}`, async ({ env: lab, attach }) => {
    attach('program', program);
    assert.type((await lab.load(program)).progId, 'number');
  });

test('V7: refuses an extension of an LSM program', (t) =>
  refused(t, 'refused_freplace', notAllowed, () =>
    t.env.extend('refused_freplace', 'replaceable'),
  ));

test('V7: a tracing program keeps the kfuncs of others', async ({ env: lab }) => {
  assert.type((await lab.load('tracing_others')).progId, 'number');
});

test('V7: accepts an extension that does not call', async ({ env: lab }) => {
  assert.type((await lab.extend('extension', 'replaceable')).progId, 'number');
});

const [SYS_BOOT, PERFMON, BPF] = [22, 38, 39];

/** One that fills its records, and one that calls nothing beside start and end. */
for (const program of ['task_getpgid', 'empty']) {
  test(`V6: refuses a loader of ${program} without CAP_SYS_BOOT`, (t) =>
    refused(t, program, acces('destructive kfunc calls require CAP_SYS_BOOT capability'), () =>
      t.env.loadWith([PERFMON, BPF], program),
    ));
}

test('D capabilities: CAP_BPF, CAP_PERFMON and CAP_SYS_BOOT suffice', async ({ env: lab }) => {
  const { progId } = await lab.loadWith([SYS_BOOT, PERFMON, BPF], 'task_getpgid');
  assert.ok(progId > 0);
});

test(
  'V20, A2: refuses an address that is shorter than it claims',
  {
    expectedFailure:
      'one length for two addresses: no suffix (__sz) could tie it to both, and 16 bytes are checked',
  },
  (t) =>
    refused(
      t,
      'socket_bind_beyond',
      acces('R# and R# memory, len pair leads to invalid memory access'),
    ),
);
