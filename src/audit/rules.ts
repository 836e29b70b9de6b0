/** struct audit_rule_data of include/uapi/linux/audit.h: what audit is told to log or to leave out. */

/** Bytes of the fixed part: three words, three tables of 64, the syscall mask, and a length. */
const WORDS = 64;
const HEAD = 4 * (3 + 4 * WORDS + 1);

/** Words of the mask with system calls; the bits of the last one stand for classes (AUDIT_CLASS_*). */
const ALL = WORDS - 1;

const at = (table: 0 | 1 | 2 | 3, index = 0) => 4 * (3 + table * WORDS + index);
const MASK = 0;
const FIELDS = 1;
const VALUES = 2;
const FLAGS = 3;
const BUFLEN = at(3, WORDS);

/** AUDIT_FILTER_*: the lists that rules stand in. */
export const RuleList = {
  user: 0,
  task: 1,
  exit: 4,
  exclude: 5,
  filesystem: 6,
  io_uring: 7,
} as const;

/** The fields of a rule by auditctl's names; those of `strings` have text for a value. */
export const RuleField = {
  pid: 0,
  uid: 1,
  gid: 5,
  auid: 9,
  arch: 11,
  msgtype: 12,
  subj_user: 13,
  exit: 103,
  success: 104,
  exe: 112,
  a0: 200,
  key: 210,
} as const;

const strings: ReadonlySet<string> = new Set(['subj_user', 'exe', 'key']);

/** AUDIT_EQUAL and its relatives. */
export const RuleOperator = {
  '=': 0x40000000,
  '!=': 0x30000000,
  '<': 0x10000000,
  '>': 0x20000000,
  '<=': 0x50000000,
  '>=': 0x60000000,
  '&': 0x08000000,
  '&=': 0x48000000,
} as const;

const actions = { never: 0, always: 2 } as const;

export interface RuleTest {
  field: keyof typeof RuleField;
  operator?: keyof typeof RuleOperator;
  /** A number, or the bytes of a field that has text, one character a byte (latin1). */
  value: number | string;
}

export interface Rule {
  list: keyof typeof RuleList;
  action: keyof typeof actions;
  /** All of them must hold. */
  tests: readonly RuleTest[];
  /** System calls by number; a rule of the exit list without any is about all of them. */
  syscalls?: readonly number[];
}

/** The payload of AUDIT_ADD_RULE and AUDIT_DEL_RULE. @throws RangeError for what no rule can hold */
export function encodeRule({ list, action, tests, syscalls = [] }: Rule): Uint8Array {
  if (tests.length > WORDS)
    throw new RangeError(`a rule holds ${WORDS} tests, not ${tests.length}`);
  const texts = tests.map(({ value }) =>
    typeof value === 'string' ? Buffer.from(value, 'latin1') : undefined,
  );
  const buffer = Buffer.concat(texts.filter((text) => text !== undefined));
  const bytes = Buffer.alloc(HEAD);
  bytes.writeUInt32LE(RuleList[list], 0);
  bytes.writeUInt32LE(actions[action], 4);
  bytes.writeUInt32LE(tests.length, 8);
  if (list === 'exit' && syscalls.length === 0) bytes.fill(0xff, at(MASK), at(MASK, ALL));
  for (const syscall of syscalls) {
    const word = at(MASK, Math.floor(syscall / 32));
    if (!(syscall >= 0 && word < at(MASK, ALL)))
      throw new RangeError(`no system call has number ${syscall}`);
    bytes.writeUInt32LE((bytes.readUInt32LE(word) | (1 << (syscall % 32))) >>> 0, word);
  }
  tests.forEach(({ field, operator = '=', value }, i) => {
    if (strings.has(field) !== (typeof value === 'string'))
      throw new RangeError(`the value of ${field} is a ${strings.has(field) ? 'text' : 'number'}`);
    bytes.writeUInt32LE(RuleField[field], at(FIELDS, i));
    // The value of a text is its length; the texts follow one another behind the tables.
    bytes.writeUInt32LE(
      (typeof value === 'string' ? (texts[i]?.length ?? 0) : value) >>> 0,
      at(VALUES, i),
    );
    bytes.writeUInt32LE(RuleOperator[operator], at(FLAGS, i));
  });
  bytes.writeUInt32LE(buffer.length, BUFLEN);
  return Buffer.concat([bytes, buffer]);
}

/** The rule in a reply to AUDIT_LIST_RULES; nothing when it is none, or one beyond these tables. */
export function decodeRule(payload: Uint8Array): Rule | undefined {
  const bytes = Buffer.from(payload.buffer, payload.byteOffset, payload.byteLength);
  if (bytes.length < HEAD) return undefined;
  const word = (offset: number) => bytes.readUInt32LE(offset);
  const list = nameOf(RuleList, word(0));
  const action = nameOf(actions, word(4));
  const count = word(8);
  if (list === undefined || action === undefined || count > WORDS) return undefined;
  if (HEAD + word(BUFLEN) > bytes.length) return undefined;
  const tests: RuleTest[] = [];
  let text = HEAD;
  for (let i = 0; i < count; i++) {
    const field = nameOf(RuleField, word(at(FIELDS, i)));
    const operator = nameOf(RuleOperator, word(at(FLAGS, i)));
    if (field === undefined || operator === undefined) return undefined;
    const number = word(at(VALUES, i));
    const value = strings.has(field) ? bytes.toString('latin1', text, text + number) : number;
    if (strings.has(field)) text += number;
    if (text > bytes.length) return undefined;
    tests.push({ field, operator, value });
  }
  const syscalls = [...Array(ALL * 32).keys()].filter(
    (call) => word(at(MASK, call >> 5)) & (1 << (call % 32)),
  );
  const some = syscalls.length > 0 && syscalls.length < ALL * 32;
  return { list, action, tests, ...(some && { syscalls }) };
}

function nameOf<T extends string>(numbers: Readonly<Record<T, number>>, number: number) {
  return (Object.keys(numbers) as T[]).find((name) => numbers[name] === number);
}
