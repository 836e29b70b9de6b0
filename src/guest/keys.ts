/**
 * The two keys of a run: the host's, which opens the guest, and the guest's, which the host pins.
 * Both are made afresh, live in the run directory, and end with it.
 */

import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import ssh2 from 'ssh2';
import { type CpioEntry, cpioArchive } from './cpio.js';

export interface RunKeys {
  /** OpenSSH private key of the client. */
  clientPrivate: string;
  /** Line for authorized_keys. */
  clientPublic: string;
  /** The guest's host key as dropbear stores it. */
  hostPrivate: Buffer;
  /** The guest's public host key on the wire, which is what ssh2 shows to its verifier. */
  hostPublic: Buffer;
}

export function makeRunKeys(): RunKeys {
  const client = ssh2.utils.generateKeyPairSync('ed25519', { comment: 'lsm-audit' });
  const host = generateKeyPairSync('ed25519');
  const seed = raw(host.privateKey, 'pkcs8');
  const point = raw(host.publicKey, 'spki');
  return {
    clientPrivate: client.private,
    clientPublic: client.public,
    hostPrivate: Buffer.concat([sshString('ssh-ed25519'), sshString(Buffer.concat([seed, point]))]),
    hostPublic: Buffer.concat([sshString('ssh-ed25519'), sshString(point)]),
  };
}

/** The archive that is appended to a guest root to let the run in. */
export function keyArchive(keys: RunKeys): Buffer {
  const entries: CpioEntry[] = [
    { type: 'file', path: '/etc/dropbear/host_key', mode: 0o600, data: keys.hostPrivate },
    {
      type: 'file',
      path: '/root/.ssh/authorized_keys',
      mode: 0o600,
      data: Buffer.from(`${keys.clientPublic}\n`),
    },
  ];
  return cpioArchive(entries);
}

/** Ed25519 keys have 32 bytes, which both DER forms hold at their end (RFC 8410). */
function raw(key: KeyObject, type: 'pkcs8' | 'spki'): Buffer {
  const der = key.export({ format: 'der', type } as { format: 'der'; type: 'pkcs8' });
  return der.subarray(-32);
}

/** A string as in RFC 4251, section 5: its length in four bytes, then its bytes. */
function sshString(text: string | Buffer): Buffer {
  const bytes = Buffer.from(text as string);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  return Buffer.concat([length, bytes]);
}
