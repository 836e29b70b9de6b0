import * as assert from 'uvu/assert';
import { LoadError } from '../../src/guest/loader.js';
import type { Lab } from '../../src/session/lab.js';
import type { TestContext } from '../../src/suite/index.js';
import { hookSuite } from '../helpers/selftest.js';

const test = hookSuite('verifier');

/** Lines of the verifier's log that can say why; what it knew of registers comes before them. */
const lastLines = 12;

/** Loads the program, which must be refused with these words; numbers of registers may differ. */
async function refused(
  { env: lab, attach }: TestContext<Lab>,
  program: string,
  words: RegExp[],
  load: () => Promise<unknown> = () => lab.load(program),
) {
  const error = await load().then(
    () => assert.unreachable(`${program} was loaded`),
    (error: unknown) => error,
  );
  if (!(error instanceof LoadError)) throw error;
  attach('log', error.log);
  const said = error.log.trimEnd().split('\n').slice(-lastLines).join('\n');
  for (const pattern of words) assert.match(said, pattern);
}

const leak = /Unreleased reference id=\d+ alloc_insn=\d+/;
const leakBy = (what: string) => new RegExp(`${what} would lead to reference leak`);
const leaks = (what: string) => [leak, leakBy(what)];
const notAllowed = /calling kernel function bpf_audit_log_start is not allowed/;

const refusals: [claim: string, what: string, program: string, words: RegExp[]][] = [
  [
    'V1',
    'a context that is not ended',
    'refused_no_end',
    leaks('BPF_EXIT instruction in main prog'),
  ],
  [
    'V2',
    'a context that one branch does not end',
    'refused_leak_on_branch',
    leaks('BPF_EXIT instruction in main prog'),
  ],
  ['V2', 'a context that a tail call leaves', 'refused_leak_tail_call', leaks('tail_call')],
  ['V2', 'a context that an exception leaves', 'refused_leak_throw', leaks('bpf_throw')],
  [
    'V3',
    'a cause for a context that may be NULL',
    'refused_unchecked_cause',
    [/Possibly NULL pointer passed to trusted R1/],
  ],
  [
    'V3',
    'the end of a context that may be NULL',
    'refused_unchecked_end',
    [/Possibly NULL pointer passed to trusted R1/],
  ],
  [
    'V4',
    'a cause after the end',
    'refused_after_end',
    [/R1 pointer type STRUCT bpf_audit_context must point to scalar, or struct with scalar/],
  ],
  [
    'V5',
    'a second end',
    'refused_end_twice',
    [/release kfunc bpf_audit_log_end expects referenced PTR_TO_BTF_ID passed to R1/],
  ],
  ['V7', 'a tracing program', 'refused_fentry', [notAllowed]],
  ['V7', 'a kprobe', 'refused_kprobe', [notAllowed]],
  ['V7', 'an XDP program', 'refused_xdp', [notAllowed]],
  ['V7', 'a syscall program', 'refused_syscall', [notAllowed]],
  [
    'V8',
    'a file in the place of a context',
    'refused_wrong_context',
    [
      /kernel function bpf_audit_log_cause R1 expected pointer to STRUCT bpf_audit_context but R1 has a pointer to STRUCT file/,
    ],
  ],
  [
    'V9',
    'a task that was reached by walking',
    'refused_walked',
    [/R2 must be referenced or trusted/],
  ],
  ['V9', 'a file that is about to go', 'refused_dying_file', [/R2 must be referenced or trusted/]],
  [
    'V10',
    'a file that may be NULL',
    'refused_nullable_file',
    [/Possibly NULL pointer passed to trusted R2/],
  ],
  [
    'V11',
    'a disabled hook',
    'refused_disabled_hook',
    [/points to disabled hook bpf_lsm_file_alloc_security/],
  ],
  ['V12', 'a cause from the stack', 'refused_stack_cause', [/R2 doesn't point to a const string/]],
  [
    'V13',
    'a cause from writable memory',
    'refused_writable_cause',
    [/R2 does not point to a readonly map/],
  ],
  [
    'V14',
    'a cause at a variable offset',
    'refused_variable_cause',
    [/R2 is not a constant address/],
  ],
  ['V14', 'a cause without an end', 'refused_endless_cause', [/string is not zero-terminated/]],
  [
    'V15',
    'an exchange into a map',
    'refused_exchange',
    [/has to have BTF in order to use bpf_kptr_xchg/],
  ],
  [
    'V16',
    'an exchange into the field of another type',
    'refused_exchange_other',
    [/invalid kptr access, R2 type=\S*ptr_bpf_audit_context expected=ptr_task_struct/],
  ],
  [
    'V17',
    'the use of a context that was kept',
    'refused_untrusted_use',
    [/R1 must be referenced or trusted/],
  ],
  [
    'V18',
    'a program without a GPL licence',
    'refused_licence',
    [/cannot call kernel function from non-GPL compatible program/],
  ],
  [
    'V19',
    'a path of the program itself',
    'refused_stack_path',
    [/R2 pointer type STRUCT path must point to scalar, or struct with scalar/],
  ],
  [
    'V21',
    'a call under a spin lock',
    'refused_spin_lock',
    [/function calls are not allowed while holding a lock/],
  ],
  ['B5', 'the hook that audit calls itself', 'refused_recursion', [notAllowed]],
];

for (const [claim, what, program, words] of refusals)
  test(`${claim}: refuses ${what}`, (t) => refused(t, program, words));

/** Little more than what is refused, and all right: so the refusals are not about something else. */
const accepted: [claim: string, what: string, program: string][] = [
  ['V10', 'a file that was checked for NULL', 'checked_nullable_file'],
  ['V17', 'an address of a context that is kept untrusted', 'untrusted_store'],
];

for (const [claim, what, program] of accepted)
  test(`${claim}: accepts ${what}`, async ({ env: lab }) => {
    assert.type((await lab.load(program)).progId, 'number');
  });

test('V7: refuses an extension of an LSM program', (t) =>
  refused(t, 'refused_freplace', [notAllowed], () =>
    t.env.extend('refused_freplace', 'replaceable'),
  ));

const [SYS_BOOT, PERFMON, BPF] = [22, 38, 39];

test('V6: refuses a loader without CAP_SYS_BOOT', (t) =>
  refused(t, 'task_getpgid', [/destructive kfunc calls require CAP_SYS_BOOT capability/], () =>
    t.env.loadWith([PERFMON, BPF], 'task_getpgid'),
  ));

test('D capabilities: CAP_BPF, CAP_PERFMON and CAP_SYS_BOOT suffice', async ({ env: lab }) => {
  const { progId } = await lab.loadWith([SYS_BOOT, PERFMON, BPF], 'task_getpgid');
  assert.ok(progId > 0);
});

test(
  'V20, A2: refuses an address that is shorter than it claims',
  {
    expectedFailure:
      'addrlen has no __sz suffix, so the verifier checks 16 bytes, the size of struct sockaddr',
  },
  (t) => refused(t, 'socket_bind_beyond', [/memory, len pair leads to invalid memory access/]),
);
