/**
 * What a record of a BPF LSM program must say: a port of how the kernel prints it, piece by piece in
 * the order of the kfunc calls (audit_log_lsm_data() in security/lsm_audit.c).
 *
 * A piece is the text that one kfunc adds, with its leading space. Strings are the system's own
 * bytes, encoded here as the kernel encodes them; results have one character a byte (latin1).
 */

import { type Bytes, hex, toBytes, untrustedString } from './encode.js';

/** The program and the task that every record names first (bpf_audit_log_start()). */
export interface Subject {
  progId: number;
  /** The thread group, which the record calls `pid`. */
  tgid: number;
  /** Of the calling thread: at most 15 bytes. */
  comm: Bytes;
}

/** The file system, as its super block names itself (`s_id`), and the inode number. */
export interface Inode {
  dev: Bytes;
  ino: number | bigint | string;
}

/** The body of a record: who, and then the pieces in the order of the calls. */
export function accessBody({ progId, tgid, comm }: Subject, ...pieces: string[]): string {
  return `prog-id=${progId} pid=${tgid} comm=${untrustedString(comm)}${pieces.join('')}`;
}

/** bpf_audit_log_cause() */
export function cause(text: Bytes): string {
  return ` cause=${untrustedString(text)}`;
}

/** bpf_audit_log_cap(). The kernel prints a space behind it too. */
export function capability(number: number): string {
  return ` capability=${number} `;
}

/** bpf_audit_log_path() and bpf_audit_log_file(): the path as d_path() resolves it. */
export function path(name: Bytes, of?: Inode): string {
  return ` path=${untrustedString(name)}${device(of)}`;
}

/** bpf_audit_log_ioctl_op(). Of `cmd` only the low 16 bits are printed (%hx). */
export function ioctlOp(name: Bytes, of: Inode | undefined, cmd: number): string {
  return `${path(name, of)} ioctlcmd=0x${(cmd & 0xffff).toString(16)}`;
}

/** bpf_audit_log_dentry(): the last component. A negative entry has no inode. */
export function dentry(name: Bytes, of?: Inode): string {
  return ` name=${untrustedString(name)}${device(of)}`;
}

/** bpf_audit_log_inode(). The name is one of the inode's hashed aliases, if it has any. */
export function inode(of: Inode, name?: Bytes): string {
  return name === undefined ? device(of) : dentry(name, of);
}

/** bpf_audit_log_task(): the other thread group. Without a number, as idle tasks are, nothing. */
export function task(tgid: number, comm: Bytes): string {
  return tgid === 0 ? '' : ` opid=${tgid} ocomm=${untrustedString(comm)}`;
}

/** bpf_audit_log_net_sockaddr() with a source; see `endpoint` for the arguments. */
export const source = endpoint('saddr', 'src');
/** bpf_audit_log_net_sockaddr() with a destination. */
export const destination = endpoint('daddr', 'dest');
/** The bound end of an Internet socket, bpf_audit_log_net_sock(). */
export const local = endpoint('laddr', 'lport');
/** The connected end of an Internet socket. */
export const foreign = endpoint('faddr', 'fport');

/** bpf_audit_log_net_sock() with a Unix socket that is bound to a path. */
export function unixPath(name: Bytes): string {
  return ` path=${untrustedString(name)}`;
}

/** The same with an abstract address, its leading NUL included: never quoted. */
export function unixAbstract(name: Bytes): string {
  return ` path=${hex(name)}`;
}

/** The interface that closes both network pieces: the one name that is printed as it is. */
export function netif(name: Bytes): string {
  return ` netif=${toBytes(name).toString('latin1')}`;
}

/**
 * An address, as %pI4 or %pI6c print it (`127.0.0.1`, `::1`, `::ffff:127.0.0.1`), and a port in host order.
 * The kernel leaves out each of them that is zero.
 */
function endpoint(addressKey: string, portKey: string) {
  return (address: string, port = 0): string => {
    const unspecified = address === '' || address === '0.0.0.0' || address === '::';
    const printed = unspecified ? '' : ` ${addressKey}=${address}`;
    return port === 0 ? printed : `${printed} ${portKey}=${port}`;
  };
}

function device(of: Inode | undefined): string {
  if (!of) return '';
  return ` dev=${untrustedString(of.dev)} ino=${BigInt.asUintN(64, BigInt(of.ino))}`;
}
