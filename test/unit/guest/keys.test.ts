import { execFileSync, spawnSync } from 'node:child_process';
import { createPrivateKey, createPublicKey, sign, verify } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import ssh2 from 'ssh2';
import * as assert from 'uvu/assert';
import { keyArchive, makeRunKeys } from '../../../src/guest/keys.js';
import { suite } from '../../../src/suite/index.js';
import { inTempFolder } from '../../helpers/temp-folder.js';

const test = suite('keys of a run');

/** The strings of RFC 4251, section 5, in `bytes`. */
function sshStrings(bytes: Buffer): Buffer[] {
  const found: Buffer[] = [];
  let at = 0;
  while (at < bytes.length) {
    const end = at + 4 + bytes.readUInt32BE(at);
    assert.ok(end <= bytes.length);
    found.push(bytes.subarray(at + 4, end));
    at = end;
  }
  return found;
}

// The heads of Ed25519 keys in DER (RFC 8410); the 32 bytes of the key follow.
const pkcs8Head = Buffer.from('302e020100300506032b657004220420', 'hex');
const spkiHead = Buffer.from('302a300506032b6570032100', 'hex');
const privateKey = (seed: Buffer) =>
  createPrivateKey({ key: Buffer.concat([pkcs8Head, seed]), format: 'der', type: 'pkcs8' });
const publicKey = (point: Buffer) =>
  createPublicKey({ key: Buffer.concat([spkiHead, point]), format: 'der', type: 'spki' });

test('the host key is stored as dropbear stores it, and its halves belong together', () => {
  const { hostPrivate, hostPublic } = makeRunKeys();
  const [type, pair, ...rest] = sshStrings(hostPrivate);
  assert.equal([type?.toString(), pair?.length, rest.length], ['ssh-ed25519', 64, 0]);
  const [seed, point] = [pair?.subarray(0, 32), pair?.subarray(32)];
  assert.ok(seed && point);
  const signature = sign(null, Buffer.from('data'), privateKey(seed));
  assert.ok(verify(null, Buffer.from('data'), publicKey(point), signature));
  assert.equal(sshStrings(hostPublic), [Buffer.from('ssh-ed25519'), point]);
});

test('the client can use its key, whatever bytes it has', () => {
  // A generator that drops leading zeros would fail once in some hundred keys.
  for (let i = 0; i < 400; i++) {
    const { clientPrivate, clientPublic } = makeRunKeys();
    const key = ssh2.utils.parseKey(clientPrivate);
    if (key instanceof Error) throw key;
    const own = `ssh-ed25519 ${key.getPublicSSH().toString('base64')} lsm-audit`;
    assert.is(clientPublic, own);
    assert.ok(key.verify('data', key.sign('data')));
  }
});

test('OpenSSH can use the key, too', (t) => {
  const asked = spawnSync('ssh-keygen', ['-y', '-f', '/nonexistent']);
  if (asked.error) t.skip('ssh-keygen is not installed');
  return inTempFolder(async (folder) => {
    const { clientPrivate, clientPublic } = makeRunKeys();
    const file = join(folder, 'id');
    await writeFile(file, clientPrivate, { mode: 0o600 });
    const shown = execFileSync('ssh-keygen', ['-y', '-f', file], { encoding: 'utf8' });
    assert.is(shown.trimEnd(), clientPublic);
  });
});

test('each run has keys of its own', () => {
  const [one, two] = [makeRunKeys(), makeRunKeys()];
  assert.is.not(one.clientPublic, two.clientPublic);
  assert.not(one.hostPublic.equals(two.hostPublic));
});

test('the archive has both files, for root alone', () => {
  const keys = makeRunKeys();
  const archive = keyArchive(keys);
  for (const name of ['etc/dropbear/host_key', 'root/.ssh/authorized_keys']) {
    const at = archive.indexOf(`${name}\0`);
    assert.is(archive.toString('latin1', at - 96, at - 88), '00008180', name);
  }
  assert.ok(archive.includes(keys.hostPrivate));
  assert.ok(archive.includes(`${keys.clientPublic}\n`));
  assert.not(archive.includes(keys.clientPrivate));
});
