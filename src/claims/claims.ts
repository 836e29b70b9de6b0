/**
 * What a complete suite must prove or refute about an implementation of the kfuncs. A test about a
 * claim begins its name with the claim's: `A3: refuses a negative length`. Pure.
 */

export interface Claim {
  /** What tests are named by. */
  id: string;
  /** What must hold, in a line. */
  says: string;
}

const crashes: readonly Claim[] = [
  { id: 'A1', says: 'net_sockaddr reads no uninitialised memory' },
  { id: 'A2', says: 'net_sockaddr reads nothing beyond the address that it was given' },
  {
    id: 'A3',
    says: 'net_sockaddr refuses a length that holds no whole address, negative ones too',
  },
  { id: 'A4', says: 'an exiting task, which has no root any more, can release its files' },
  { id: 'A5', says: 'a NULL that the verifier takes for trusted is refused' },
];

const sleeping: readonly Claim[] = [
  { id: 'B1', says: 'nothing sleeps in a region that the program made atomic' },
  { id: 'B2', says: 'a record that grows under d_lock or RCU does not sleep' },
  { id: 'B3', says: 'nothing sleeps in an atomic region of a PREEMPT_RT kernel' },
  { id: 'B4', says: 'no kfunc takes a lock that its hook may hold' },
  { id: 'B5', says: 'recursion and feedback are bounded, and a dropped record is noticed' },
];

/** Data correctness; the id says what it is about. */
const data: readonly Claim[] = [
  [
    'log_once cross-pairs',
    'each pair of kfuncs in one context reports both, or refuses the second',
  ],
  ['log_once on failure', 'a refused call leaves the way free for a good one'],
  ['sk NULL', 'a socket without a sock reports its interface only'],
  ['AF_UNIX unbound', 'a Unix socket without a name reports nothing of it'],
  ['AF_UNIX abstract', 'an abstract name comes in hex, whole, with its leading NUL'],
  ['AF_UNIX unlinked', 'the path of an unlinked socket says that it is deleted'],
  ['other families', 'families other than INET, INET6 and UNIX report no address'],
  ['IPv4-mapped and ISATAP', 'IPv6 addresses stay in their IPv6 form'],
  ['any-address and port 0', 'the any-address and port 0 are left out, each alone'],
  ['netif in another namespace', 'an interface index is looked up in the initial namespace'],
  ['netif name', 'the name of an interface comes raw and unquoted'],
  ['ioctl cmd', 'the low 16 bits of a command are reported, in hex'],
  ['capability', 'a capability is followed by a blank'],
  ['task', 'opid is the thread group of the task, ocomm its own comm'],
  ['pid and comm', 'pid is the initial thread group id, comm that of the thread'],
  ['comm special characters', 'special characters in comm bring it into hex'],
  ['hex-looking names', 'a name that looks like hex is quoted'],
  ['deleted files', 'files without a name are reported by what d_path says of them'],
  ['very long path', 'a path that is too long is reported as such'],
  ['expansion failure', 'without memory a value is empty, and the loss is counted'],
  ['record size', 'a record longer than user space expects arrives whole'],
  ['O_PATH', 'an O_PATH file is reported where it is received'],
  ['inode at inode_alloc_security', 'an inode in the making has number 0 and no name'],
  ['two contexts at once', 'two contexts are two records, in the order of their ends'],
  ['syscall correlation', 'in an audited system call its records share the serial'],
  ['audit off', 'records come while audit is off, and none when it was disabled at boot'],
  ['exclude filter', 'an exclude rule gives no context, and counts no loss'],
].map(([about = '', says = '']) => ({ id: `C ${about}`, says }));

const policy: readonly Claim[] = [
  { id: 'D NULL context', says: 'programs let an access pass when they cannot report it' },
  {
    id: 'D backlog',
    says: 'a full backlog gives no context and is counted, or panics if asked to',
  },
  { id: 'D rate limit', says: 'a rate limit drops records at their end and counts them' },
  { id: 'D capabilities', says: 'CAP_BPF, CAP_PERFMON and CAP_SYS_BOOT suffice; tokens do not' },
  { id: 'D GFP_NOWARN', says: 'a failed allocation leaves no splat on the console' },
  { id: 'D no audit', says: 'a kernel without audit builds with the series' },
  { id: 'D refcounts', says: 'nothing that is reported keeps a reference or memory' },
];

const verifier: readonly Claim[] = [
  'a context must be ended',
  'a context must be ended on each path, tail calls and exceptions included',
  'a context must be checked for NULL',
  'a context cannot be used after its end',
  'a context cannot be ended twice',
  'loading takes CAP_SYS_BOOT',
  'programs of other types are refused',
  'an object of another type is refused',
  'an object that is not trusted is refused',
  'an object that a hook may pass as NULL must be checked',
  'a disabled hook is refused',
  'a cause from the stack is refused',
  'a cause from writable memory is refused',
  'a cause at a variable offset, or without an end, is refused',
  'a context cannot be exchanged into a map',
  'a context cannot be exchanged into a field of another type',
  'a context that was stored untrusted cannot be used',
  'a program without a GPL licence is refused',
  'a path of the program itself is refused',
  'an address that is shorter than its length is refused',
  'a spin lock forbids the call, an atomic region does not',
].map((says, i) => ({ id: `V${i + 1}`, says }));

/** All claims, in the order of their sections. */
export const claims: readonly Claim[] = [...crashes, ...sleeping, ...data, ...policy, ...verifier];

const known = new Set(claims.map(({ id }) => id));

/** The claims that a test of this name is about: `A2, V20: ...` is about two. */
export function claimsOf(test: string): string[] {
  const colon = test.indexOf(':');
  if (colon < 0) return [];
  const ids = test.slice(0, colon).split(', ');
  return ids.every((id) => known.has(id)) ? ids : [];
}

/** Whether the name looks as if it were about a claim that there is not. */
export function namesUnknownClaim(test: string): boolean {
  return /^(?:[A-Z]\d+|[CD] [^:]*)(?:, [^:]*)?:/.test(test) && claimsOf(test).length === 0;
}
