/**
 * The message types of NETLINK_AUDIT, as include/uapi/linux/audit.h numbers them.
 *
 * BPF_LSM_ACCESS is the one that the series under test adds; mainline ends at 1426 in that block.
 */

export const AuditType = {
  GET: 1000,
  SET: 1001,
  LIST: 1002,
  ADD: 1003,
  DEL: 1004,
  USER: 1005,
  LOGIN: 1006,
  WATCH_INS: 1007,
  WATCH_REM: 1008,
  WATCH_LIST: 1009,
  SIGNAL_INFO: 1010,
  ADD_RULE: 1011,
  DEL_RULE: 1012,
  LIST_RULES: 1013,
  TRIM: 1014,
  MAKE_EQUIV: 1015,
  TTY_GET: 1016,
  TTY_SET: 1017,
  SET_FEATURE: 1018,
  GET_FEATURE: 1019,
  USER_AVC: 1107,
  USER_TTY: 1124,
  DAEMON_START: 1200,
  DAEMON_END: 1201,
  DAEMON_ABORT: 1202,
  DAEMON_CONFIG: 1203,
  SYSCALL: 1300,
  PATH: 1302,
  IPC: 1303,
  SOCKETCALL: 1304,
  CONFIG_CHANGE: 1305,
  SOCKADDR: 1306,
  CWD: 1307,
  EXECVE: 1309,
  IPC_SET_PERM: 1311,
  MQ_OPEN: 1312,
  MQ_SENDRECV: 1313,
  MQ_NOTIFY: 1314,
  MQ_GETSETATTR: 1315,
  KERNEL_OTHER: 1316,
  FD_PAIR: 1317,
  OBJ_PID: 1318,
  TTY: 1319,
  EOE: 1320,
  BPRM_FCAPS: 1321,
  CAPSET: 1322,
  MMAP: 1323,
  NETFILTER_PKT: 1324,
  NETFILTER_CFG: 1325,
  SECCOMP: 1326,
  PROCTITLE: 1327,
  FEATURE_CHANGE: 1328,
  REPLACE: 1329,
  KERN_MODULE: 1330,
  FANOTIFY: 1331,
  TIME_INJOFFSET: 1332,
  TIME_ADJNTPVAL: 1333,
  BPF: 1334,
  EVENT_LISTENER: 1335,
  URINGOP: 1336,
  OPENAT2: 1337,
  DM_CTRL: 1338,
  DM_EVENT: 1339,
  AVC: 1400,
  SELINUX_ERR: 1401,
  AVC_PATH: 1402,
  MAC_POLICY_LOAD: 1403,
  MAC_STATUS: 1404,
  MAC_CONFIG_CHANGE: 1405,
  MAC_UNLBL_ALLOW: 1406,
  MAC_CIPSOV4_ADD: 1407,
  MAC_CIPSOV4_DEL: 1408,
  MAC_MAP_ADD: 1409,
  MAC_MAP_DEL: 1410,
  MAC_IPSEC_ADDSA: 1411,
  MAC_IPSEC_DELSA: 1412,
  MAC_IPSEC_ADDSPD: 1413,
  MAC_IPSEC_DELSPD: 1414,
  MAC_IPSEC_EVENT: 1415,
  MAC_UNLBL_STCADD: 1416,
  MAC_UNLBL_STCDEL: 1417,
  MAC_CALIPSO_ADD: 1418,
  MAC_CALIPSO_DEL: 1419,
  IPE_ACCESS: 1420,
  IPE_CONFIG_CHANGE: 1421,
  IPE_POLICY_LOAD: 1422,
  LANDLOCK_ACCESS: 1423,
  LANDLOCK_DOMAIN: 1424,
  MAC_TASK_CONTEXTS: 1425,
  MAC_OBJ_CONTEXTS: 1426,
  BPF_LSM_ACCESS: 1427,
  ANOM_PROMISCUOUS: 1700,
  ANOM_ABEND: 1701,
  ANOM_LINK: 1702,
  ANOM_CREAT: 1703,
  INTEGRITY_DATA: 1800,
  INTEGRITY_METADATA: 1801,
  INTEGRITY_STATUS: 1802,
  INTEGRITY_HASH: 1803,
  INTEGRITY_PCR: 1804,
  INTEGRITY_RULE: 1805,
  INTEGRITY_EVM_XATTR: 1806,
  INTEGRITY_POLICY_RULE: 1807,
  INTEGRITY_USERSPACE: 1808,
  KERNEL: 2000,
} as const;

const nameOf = new Map<number, string>();
const numberOf = new Map<string, number>();
for (const [name, number] of Object.entries(AuditType)) {
  nameOf.set(number, name);
  numberOf.set(name, number);
  // An auditd older than the type prints it so, once a record.
  numberOf.set(`UNKNOWN[${number}]`, number);
}

/** The name that auditd prints after `type=`; a number it does not know prints as `UNKNOWN[n]`. */
export function typeName(type: number): string {
  return nameOf.get(type) ?? `UNKNOWN[${type}]`;
}

/** The number of a type as auditd (a name) or the console (a number) prints it, or undefined. */
export function typeNumber(name: string): number | undefined {
  const known = numberOf.get(name);
  if (known !== undefined) return known;
  const digits = /^(?:UNKNOWN\[(\d{1,5})\]|(\d{1,5}))$/.exec(name);
  return digits ? Number(digits[1] ?? digits[2]) : undefined;
}

/**
 * Whether messages of this type are records, which audit_log_end() queues, and not answers.
 *
 * USER and LOGIN lie in the block of commands, yet the kernel logs records under both numbers.
 * REPLACE lies among the records, yet is the ping that asks a daemon whether it is alive.
 */
export function isRecordType(type: number): boolean {
  if (type === AuditType.REPLACE) return false;
  return type === AuditType.USER || type === AuditType.LOGIN || type >= 1100;
}
