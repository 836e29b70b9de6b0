import * as assert from 'uvu/assert';
import { bootstrapError, networkProblem } from '../../../src/kernel/bootstrap-error.js';
import { suite } from '../../../src/suite/index.js';

const test = suite('causes of a Debian that was not made');

const origin = { release: 'trixie', mirror: 'http://deb.example.org/debian' };

/** What the programs said in each case, and the cause and the remedy that follow. */
const failures: [string, string, RegExp, RegExp][] = [
  [
    'a mirror that refuses',
    'E: Failed to fetch http://127.0.0.1:9/debian/dists/trixie/InRelease  Could not connect to 127.0.0.1:9 (127.0.0.1). - connect (111: Connection refused)',
    /^the Debian mirror cannot be reached$/,
    /the mirror http:\/\/deb\.example\.org\/debian \(LSM_AUDIT_MIRROR/,
  ],
  [
    'a host without a network',
    "Err:1 http://deb.example.org/debian trixie InRelease\n  Temporary failure resolving 'deb.example.org'",
    /^the Debian mirror cannot be reached$/,
    /Check the network/,
  ],
  [
    'a mirror of something else',
    "  400  Bad Request [IP: 192.0.2.80 80]\nE: The repository 'http://deb.example.org/nosuch trixie InRelease' is not signed.",
    /does not offer Debian trixie$/,
    /Set LSM_AUDIT_MIRROR/,
  ],
  [
    'a mirror without the release',
    "  404  Not Found [IP: 192.0.2.80 80]\nE: The repository 'http://deb.example.org/debian nosuch Release' does not have a Release file.",
    /does not offer Debian trixie$/,
    /Set LSM_AUDIT_MIRROR/,
  ],
  [
    'a mirror that breaks off',
    'E: Failed to fetch http://deb.example.org/debian/pool/main/a/a.deb  Error reading from server. Remote end closed connection [IP: 192.0.2.80 80]',
    /^the Debian mirror http:\/\/deb\.example\.org\/debian broke off$/,
    /Run again.*LSM_AUDIT_MIRROR/,
  ],
  [
    'an old keyring',
    "W: GPG error: http://deb.example.org/debian trixie InRelease: The following signatures couldn't be verified because the public key is not available: NO_PUBKEY 6ED0E7B82643E131",
    /debian-archive-keyring\.gpg does not vouch for Debian trixie/,
    /Bring it up to date\. .*debian-archive-keyring/,
  ],
  [
    'a full disk',
    'E: Failed to fetch http://deb.example.org/Packages  Write error - write (28: No space left on device)\nE: Some index files failed to download.',
    /^the disk is full/,
    /LSM_AUDIT_CACHE/,
  ],
  [
    'a user without subordinate ids',
    'unshare: no line matching user "ada" in /etc/subuid: Success',
    /no subordinate ids/,
    /doctor/,
  ],
  [
    'a host that forbids namespaces',
    'unshare: unshare failed: Operation not permitted',
    /does not let us make namespaces/,
    /doctor/,
  ],
  [
    'a host that forbids their maps',
    'unshare: write failed /proc/self/uid_map: Operation not permitted',
    /does not let us make namespaces/,
    /doctor/,
  ],
  ['anything else', 'E: mmdebstrap failed to run', /could not be made/, /Read the lines above/],
];
for (const [what, all, cause, remedy] of failures) {
  test(`${what} is told by its cause and remedy`, () => {
    const result = { code: 1, stdout: '', stderr: all, all };
    const error = bootstrapError(result, { file: 'mmdebstrap', args: [] }, origin);
    assert.match(error.message, cause);
    assert.match(error.remedy ?? '', remedy);
    assert.equal(error.evidence, all.split('\n'));
    assert.is(error.phase, 'build root');
  });
}

test('what is no problem of the network is not taken for one', () => {
  assert.is(networkProblem('E: Unable to locate package linux-source-9.9'), undefined);
  assert.is(networkProblem('  404  Not Found'), undefined);
});
