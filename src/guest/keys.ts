/**
 * The two keys of a run: the host's, which opens the guest, and the guest's, which the host pins.
 * Both are made afresh, live in the run directory, and end with it.
 */

import { generateKeyPairSync, type KeyObject, randomBytes } from 'node:crypto';
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

const keyType = 'ssh-ed25519';
const comment = 'lsm-audit';

export function makeRunKeys(): RunKeys {
  const client = makePair();
  const host = makePair();
  return {
    clientPrivate: openSshPrivate(client),
    clientPublic: `${keyType} ${onTheWire(client).toString('base64')} ${comment}`,
    hostPrivate: Buffer.concat([sshString(keyType), sshString(both(host))]),
    hostPublic: onTheWire(host),
  };
}

/** An Ed25519 key: 32 bytes to sign with, and the 32 bytes that everybody may know. */
interface Pair {
  seed: Buffer;
  point: Buffer;
}

// Not the generator of ssh2: one in 300 of its Ed25519 keys is malformed.
function makePair(): Pair {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  return { seed: raw(privateKey, 'pkcs8'), point: raw(publicKey, 'spki') };
}

const onTheWire = ({ point }: Pair) => Buffer.concat([sshString(keyType), sshString(point)]);
const both = ({ seed, point }: Pair) => Buffer.concat([seed, point]);

/** The key as PROTOCOL.key of OpenSSH describes it, without a passphrase. */
function openSshPrivate(pair: Pair): string {
  const check = randomBytes(4);
  const secret = Buffer.concat([
    ...[check, check],
    ...[keyType, pair.point, both(pair), comment].map(sshString),
  ]);
  const padding = Buffer.from([1, 2, 3, 4, 5, 6, 7].slice(0, -secret.length & 7));
  const bytes = Buffer.concat([
    Buffer.from('openssh-key-v1\0'),
    ...['none', 'none', ''].map(sshString),
    Buffer.from([0, 0, 0, 1]),
    sshString(onTheWire(pair)),
    sshString(Buffer.concat([secret, padding])),
  ]);
  const lines = bytes.toString('base64').match(/.{1,70}/g) ?? [];
  const frame = (word: string) => `-----${word} OPENSSH PRIVATE KEY-----`;
  return [frame('BEGIN'), ...lines, frame('END'), ''].join('\n');
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
