/**
 * The checks of the RFC's own selftests, as weak as they are there: a text somewhere in some record,
 * whatever else is in it, whatever other records there are, and whatever the kfuncs returned. They prove
 * nothing that other tests do not prove better, and are here to be measured against them.
 */

import * as assert from 'uvu/assert';
import type { Sighting } from '../../src/session/lab.js';
import { bytesFact, hookSuite, ipv6, numberFact, type Scene, sight } from '../helpers/selftest.js';

const test = hookSuite('RFC');

/** Some record contains the text. */
function mentions({ observation }: Sighting, text: string): void {
  const { records } = observation;
  assert.ok(
    records.some(({ body }) => body.includes(text)),
    `no record has ${text}`,
  );
}

type Check = [
  program: string,
  trigger: string[],
  text: (seen: Sighting) => string,
  variables?: Scene['variables'],
];

const text = (seen: Sighting, fact: string) => bytesFact(seen, fact).toString('latin1');
const port = (seen: Sighting, fact = 'port') => numberFact(seen, fact);

const checks: Record<string, Check[]> = {
  'net_sockaddr, source': [
    ['socket_bind', ['bind4'], (seen) => `saddr=127.0.0.1 src=${port(seen)}`],
    ['socket_bind', ['bind6'], (seen) => `saddr=::1 src=${port(seen)}`],
  ],
  'net_sockaddr, destination': [
    ['socket_connect', ['connect4'], (seen) => `daddr=127.0.0.1 dest=${port(seen)}`],
    ['socket_connect', ['connect6'], (seen) => `daddr=::1 dest=${port(seen)}`],
  ],
  'net_sockaddr without an address': [
    ['socket_bind', ['bind4'], () => 'cause="socket_bind"', () => ({ no_address: 1 })],
  ],
  'net_sockaddr with a short address': [
    ['socket_bind', ['bind4'], () => 'cause="socket_bind"', () => ({ claimed_addrlen: 1 })],
  ],
  'net_sock, INET': [
    ['socket_getsockopt', ['getsockopt4'], (seen) => `lport=${port(seen, 'lport')}`],
    ['socket_getsockopt', ['getsockopt6'], (seen) => `lport=${port(seen, 'lport')}`],
  ],
  'net_sock, UNIX': [
    ['socket_getsockopt', ['getsockopt_unix'], (seen) => `path="${text(seen, 'path')}"`],
  ],
  file: [['file_open', ['open'], (seen) => `path="${text(seen, 'path')}"`]],
  path: [['file_open_path', ['open'], (seen) => `path="${text(seen, 'path')}"`]],
  dentry: [['inode_readlink', ['readlink'], (seen) => `name="${text(seen, 'name')}"`]],
  inode: [['file_open_inode', ['open'], (seen) => `name="${text(seen, 'name')}"`]],
  task: [['task_getpgid', ['getpgid'], (seen) => `opid=${numberFact(seen, 'opid')}`]],
  cap: [
    [
      'capable',
      ['capable'],
      (seen) => `capability=${numberFact(seen, 'cap')}`,
      ({ cap }) => ({ target_cap: Number(cap) }),
    ],
  ],
  ioctl_op: [['file_ioctl', ['ioctl'], () => 'ioctlcmd=0x541b']],
  'a sleepable program': [
    ['file_open_sleepable', ['open'], (seen) => `path="${text(seen, 'path')}"`],
  ],
};

for (const [name, own] of Object.entries(checks)) {
  const both = own.some(([, [trigger]]) => trigger?.endsWith('6'));
  test(name, both ? ipv6 : {}, async (t) => {
    for (const [program, trigger, text, variables] of own) {
      const seen = await sight(t, { program, trigger, variables });
      mentions(seen, text(seen));
    }
  });
}
