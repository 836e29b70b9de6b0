/** What the kernel means by its error numbers when it refuses an audit request. */

import { getSystemErrorName } from 'node:util';
import { type ExplainedError, InfrastructureError, KernelError } from '../errors.js';
import { AuditType } from './types.js';

/** The symbolic name of a positive error number: `EPERM`; a number without a name stays one. */
export function errnoName(errno: number): string {
  return errno > 0 ? getSystemErrorName(-errno) : `errno ${errno}`;
}

/** audit_netlink_ok() and audit_receive_msg() of kernel/audit.c, by error. */
const refusals = new Map<string, { because: string; remedy?: string }>([
  [
    'EPERM',
    {
      because: 'it needs CAP_AUDIT_CONTROL (a fence CAP_AUDIT_WRITE), and settings not locked',
      remedy: 'Run the collector as root of the initial namespaces; enabled=2 lasts until reboot.',
    },
  ],
  [
    'ECONNREFUSED',
    {
      because: 'the collector is not in the initial user namespace',
      remedy: 'Run the collector in the initial user namespace.',
    },
  ],
  [
    'EEXIST',
    {
      because: 'another audit daemon is registered and answers the kernel',
      remedy: 'Stop auditd, or the other collector, in the guest.',
    },
  ],
  ['EACCES', { because: 'only the registered daemon may unregister itself' }],
]);

/** audit_add_rule() and audit_del_rule() of kernel/auditfilter.c, by request and error. */
const ruleRefusals = new Map<string, { because: string; remedy?: string }>([
  [`${AuditType.ADD_RULE} EEXIST`, { because: 'the filters have that very rule already' }],
  [`${AuditType.DEL_RULE} ENOENT`, { because: 'the filters have no such rule' }],
]);

/**
 * The error for a request that the kernel answered with a negative acknowledgement; `type` where it
 * gives an error a meaning of its own.
 */
export function refusal(request: string, errno: number, type?: number): ExplainedError {
  const name = errnoName(errno);
  const known = ruleRefusals.get(`${type} ${name}`) ?? refusals.get(name);
  if (!known) return new KernelError(`the kernel refused ${request}: ${name}`, { phase: 'audit' });
  const { because, ...remedy } = known;
  return new InfrastructureError(`the kernel refused ${request}: ${name}, ${because}`, {
    phase: 'audit',
    ...remedy,
  });
}

/** The error for a system call of the collector that failed. */
export function socketError(call: string, errno: number): ExplainedError {
  const name = errnoName(errno);
  if (call === 'socket' && name === 'EPROTONOSUPPORT') {
    // audit_init() registers no protocol when the command line switched audit off.
    return new KernelError('the kernel has no audit: EPROTONOSUPPORT', {
      phase: 'audit',
      remedy: 'Set CONFIG_AUDIT=y, and leave audit=0 off the kernel command line.',
    });
  }
  return new InfrastructureError(`${call}() of the audit collector failed: ${name}`, {
    phase: 'audit',
  });
}
