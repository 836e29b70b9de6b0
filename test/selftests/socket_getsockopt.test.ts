import { cause, foreign, local, netif, unixAbstract, unixPath } from '../../src/audit/index.js';
import type { Sighting } from '../../src/session/lab.js';
import type { TestOptions } from '../../src/suite/index.js';
import {
  bytesFact,
  hookSuite,
  ipv6,
  numberFact,
  recorded,
  returned,
  sight,
  succeeded,
} from '../helpers/selftest.js';

const test = hookSuite('socket_getsockopt: bpf_audit_log_net_sock');
const program = 'socket_getsockopt';

const here = (seen: Sighting, address: string) => local(address, numberFact(seen, 'lport'));
const there = (seen: Sighting, address: string) => foreign(address, numberFact(seen, 'fport'));

interface Case {
  name: string;
  /** Each makes a socket. */
  trigger: string[];
  /** What the record says of the socket; without it nothing. */
  says?: (seen: Sighting) => string;
  options?: TestOptions;
}

const cases: Case[] = [
  {
    name: 'reports both ends of a connected IPv4 socket',
    trigger: ['getsockopt4', '127.0.0.1', '127.0.0.2'],
    says: (seen) => here(seen, '127.0.0.1') + there(seen, '127.0.0.2'),
  },
  {
    name: 'reports both ends of a connected IPv6 socket',
    trigger: ['getsockopt6', '2001:db8::1', '::1'],
    says: (seen) => here(seen, '2001:db8::1') + there(seen, '::1'),
    options: ipv6,
  },
  {
    name: 'C IPv4-mapped and ISATAP: an IPv6 socket reports IPv4-mapped ends in their IPv6 form',
    trigger: ['getsockopt6', '::ffff:127.0.0.1', '::ffff:127.0.0.2'],
    says: (seen) => here(seen, '::ffff:127.0.0.1') + there(seen, '::ffff:127.0.0.2'),
    options: ipv6,
  },
  {
    name: 'C any-address and port 0: a bound IPv4 socket has no foreign end',
    trigger: ['getsockopt4', '127.0.0.1'],
    says: (seen) => here(seen, '127.0.0.1'),
  },
  {
    name: 'C any-address and port 0: an IPv4 socket bound to the any-address has a port only',
    trigger: ['getsockopt4', '0.0.0.0'],
    says: (seen) => here(seen, ''),
  },
  {
    name: 'C any-address and port 0: an IPv6 socket bound to the any-address has a port only',
    trigger: ['getsockopt6', '::'],
    says: (seen) => here(seen, ''),
    options: ipv6,
  },
  {
    name: 'C any-address and port 0: a fresh IPv4 socket has neither end',
    trigger: ['getsockopt_fresh', '2'],
  },
  {
    name: 'C any-address and port 0: a fresh IPv6 socket has neither end',
    trigger: ['getsockopt_fresh', '10'],
    options: ipv6,
  },
  {
    name: 'reports the path of a bound Unix socket',
    trigger: ['getsockopt_unix'],
    says: (seen) => unixPath(bytesFact(seen, 'path')),
  },
  {
    name: 'C AF_UNIX unlinked: the path says that it is deleted',
    trigger: ['getsockopt_unlinked'],
    says: (seen) => unixPath(Buffer.concat([bytesFact(seen, 'path'), Buffer.from(' (deleted)')])),
  },
  { name: 'C AF_UNIX unbound: a fresh Unix socket', trigger: ['getsockopt_fresh', '1'] },
  { name: 'C AF_UNIX unbound: one of a pair', trigger: ['getsockopt_socketpair'] },
  { name: 'C AF_UNIX unbound: a client without a name', trigger: ['getsockopt_client'] },
  { name: 'C other families: NETLINK', trigger: ['getsockopt_fresh', '16'] },
  { name: 'C other families: PACKET', trigger: ['getsockopt_fresh', '17'] },
];

for (const { name, trigger, says = () => '', options = {} } of cases) {
  test(name, options, async (t) => {
    const seen = await sight(t, { program, trigger });
    succeeded(seen);
    returned(seen, { cause: 0, net_sock: 0 });
    recorded(seen, cause(program), says(seen), netif('lo'));
  });
}

/** All 256 values of a byte, in names that a Unix address can hold. */
const bytes = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte));
const abstractNames: [what: string, name: Buffer][] = [
  ['plain text', Buffer.from('foo')],
  ['nothing at all', Buffer.alloc(0)],
  ['bytes below 96, a NUL first', bytes.subarray(0, 96)],
  ['bytes below 192', bytes.subarray(96, 192)],
  ['the other bytes, up to the greatest length', Buffer.concat([bytes.subarray(192), bytes], 107)],
];

for (const [what, name] of abstractNames) {
  test(`C AF_UNIX abstract: hex of the leading NUL and ${what}`, async (t) => {
    const seen = await sight(t, {
      program,
      trigger: ['getsockopt_abstract', name.toString('hex')],
    });
    succeeded(seen);
    returned(seen, { cause: 0, net_sock: 0 });
    const address = Buffer.concat([Buffer.alloc(1), name]);
    recorded(seen, cause(program), unixAbstract(address), netif('lo'));
  });
}

/** At most 15 bytes without NUL, slash, colon and white space: all else may be in a name. */
const oddNames = ['a"b', '\x1b[31m\x01\x7f', '\xff\xc3\x28\x80', '=x', "netif='\\", '(null)'];

test('C netif name: comes as the interface has it, whatever is in it', async (t) => {
  for (const oddName of oddNames) {
    const name = Buffer.from(oddName, 'latin1');
    const seen = await sight(t, {
      program,
      trigger: ['getsockopt_netif', name.toString('hex')],
      variables: (facts) => ({ netif: Number(facts['ifindex']) }),
    });
    succeeded(seen);
    returned(seen, { cause: 0, net_sock: 0 });
    recorded(seen, cause(program), netif(name));
  }
});

const inside = ['getsockopt_namespace'];
const insideEmpty = ['getsockopt_namespace', 'empty'];
const namespaces = [
  ['an index of both names the one of the initial namespace', inside, 'shared', netif('dummy0')],
  ['an index of the initial one alone is named', insideEmpty, 'shared', netif('dummy0')],
  ['an index of the other alone names nothing', inside, 'lonely', ''],
] as const;

for (const [what, trigger, index, says] of namespaces) {
  test(`C netif in another namespace: ${what}`, async (t) => {
    const seen = await sight(t, {
      program,
      trigger,
      variables: (facts) => ({ netif: Number(facts[index]) }),
    });
    succeeded(seen);
    returned(seen, { cause: 0, net_sock: 0 });
    recorded(seen, cause(program), says);
  });
}

for (const index of [-1, 0]) {
  test(`reports a socket without an interface, of index ${index}`, async (t) => {
    const variables = () => ({ netif: index });
    const seen = await sight(t, { program, trigger: ['getsockopt4'], variables });
    returned(seen, { cause: 0, net_sock: 0 });
    recorded(seen, cause(program), here(seen, '127.0.0.1'));
  });
}
