import * as assert from 'uvu/assert';
import { cause, destination, netif, rawValues, source } from '../../src/audit/index.js';
import type { Sighting } from '../../src/session/lab.js';
import { aims, edges4, edges6, embedded, shortened, zeros4, zeros6 } from '../helpers/addresses.js';
import {
  hookSuite,
  ipv6,
  numberFact,
  recorded,
  recordedEach,
  returned,
  sight,
  succeeded,
} from '../helpers/selftest.js';

const test = hookSuite('socket_bind: bpf_audit_log_net_sockaddr');
const program = 'socket_bind';

test('A1: reports the source of an IPv4 bind and nothing else', async (t) => {
  const seen = await sight(t, { program, trigger: ['bind4'] });
  succeeded(seen);
  returned(seen, { cause: 0, net_sockaddr: 0 });
  recorded(seen, cause(program), source('127.0.0.1', numberFact(seen, 'port')), netif('lo'));
});

test('A1: reports the source of an IPv6 bind and nothing else', ipv6, async (t) => {
  const seen = await sight(t, { program, trigger: ['bind6'] });
  succeeded(seen);
  returned(seen, { cause: 0, net_sockaddr: 0 });
  recorded(seen, cause(program), source('::1', numberFact(seen, 'port')), netif('lo'));
});

/** Addresses of one trigger, which binds to each. */
const tables = [
  ['C any-address and port 0: IPv4 leaves out what is zero', 'bind4', zeros4, {}],
  ['C any-address and port 0: IPv6 leaves out what is zero', 'bind6', zeros6, ipv6],
  ['reports IPv4 addresses and ports from the least to the greatest', 'bind4', edges4, {}],
  ['reports IPv6 addresses and ports from the least to the greatest', 'bind6', edges6, ipv6],
  ['C IPv4-mapped and ISATAP: stay in their IPv6 form', 'bind6', embedded, ipv6],
  ['shortens the zeros of an IPv6 address', 'bind6', shortened, ipv6],
] as const;

for (const [name, trigger, endpoints, options] of tables) {
  test(name, options, async (t) => {
    const seen = await sight(t, { program, trigger: [trigger, ...aims(endpoints)] });
    returned(seen, { hits: endpoints.length, cause: 0, net_sockaddr: 0 });
    recordedEach(
      seen,
      endpoints.map((endpoint) => [cause(program), source(...endpoint), netif('lo')]),
    );
  });
}

test('refuses two absent addresses and prints nothing of them', async (t) => {
  const variables = () => ({ no_address: 1 });
  const seen = await sight(t, { program, trigger: ['bind4'], variables });
  succeeded(seen);
  returned(seen, { cause: 0, net_sockaddr: '-EINVAL' });
  recorded(seen, cause(program));
});

/** Shorter than the family, than an IPv4 address, and than an IPv6 address without its scope. */
const tooShort = [
  ...([-(2 ** 31), -1, 0, 1, 15] as const).map((addrlen) => ['bind4', addrlen, {}] as const),
  ...([-1, 16, 23] as const).map((addrlen) => ['bind6', addrlen, ipv6] as const),
];

for (const [trigger, addrlen, options] of tooShort) {
  test(`A3: refuses ${addrlen} bytes for the address of ${trigger}`, options, async (t) => {
    const variables = () => ({ claimed_addrlen: addrlen });
    const seen = await sight(t, { program, trigger: [trigger], variables });
    succeeded(seen);
    returned(seen, { cause: 0, net_sockaddr: '-EINVAL' });
    recorded(seen, cause(program));
  });
}

/** The shortest lengths that hold a whole address, and longer ones. */
const enough = [
  ...([16, 17, 28] as const).map((addrlen) => ['bind4', addrlen, '127.0.0.1', {}] as const),
  ...([24, 27, 28] as const).map((addrlen) => ['bind6', addrlen, '::1', ipv6] as const),
];

for (const [trigger, addrlen, address, options] of enough) {
  test(`A3: takes ${addrlen} bytes for the address of ${trigger}`, options, async (t) => {
    const variables = () => ({ claimed_addrlen: addrlen });
    const seen = await sight(t, { program, trigger: [trigger], variables });
    succeeded(seen);
    returned(seen, { cause: 0, net_sockaddr: 0 });
    recorded(seen, cause(program), source(address, numberFact(seen, 'port')), netif('lo'));
  });
}

/** By their numbers: UNSPEC, UNIX, NETLINK, PACKET, VSOCK, and one that does not exist. */
const otherFamilies = [0, 1, 16, 17, 40, 65535].map(String);

test('C other families: an address of none of INET and INET6 is refused', async (t) => {
  const seen = await sight(t, { program, trigger: ['bind_family', ...otherFamilies] });
  returned(seen, { hits: otherFamilies.length, cause: 0, net_sockaddr: '-EAFNOSUPPORT' });
  recordedEach(
    seen,
    otherFamilies.map(() => [cause(program)]),
  );
});

test('A3: the family of an address without room for it is not looked at', async (t) => {
  // A look would find UNIX, and the errno would tell.
  for (const addrlen of [0, 1]) {
    const variables = () => ({ claimed_addrlen: addrlen });
    const seen = await sight(t, { program, trigger: ['bind_family', '1'], variables });
    returned(seen, { cause: 0, net_sockaddr: '-EINVAL' });
    recorded(seen, cause(program));
  }
});

test('C other families: INET6 is refused by a kernel without IPv6', {
  needs: { variants: ['no-ipv6'] },
}, async (t) => {
  const seen = await sight(t, { program, trigger: ['bind_family', '10'] });
  returned(seen, { cause: 0, net_sockaddr: '-EAFNOSUPPORT' });
  recorded(seen, cause(program));
});

/** Interfaces that there are not: a negative index, none, and the greatest that the type holds. */
for (const index of [-(2 ** 31), -1, 0, 2 ** 31 - 1]) {
  test(`prints no interface for the index ${index}`, async (t) => {
    const seen = await sight(t, {
      program,
      trigger: ['bind4'],
      variables: () => ({ netif: index }),
    });
    returned(seen, { cause: 0, net_sockaddr: 0 });
    recorded(seen, cause(program), source('127.0.0.1', numberFact(seen, 'port')));
  });
}

const again = 'socket_bind_again';

test('C log_once on failure: a refused length leaves the way free for a good one', async (t) => {
  const variables = () => ({ claimed_addrlen: 15 });
  const seen = await sight(t, { program: again, trigger: ['bind4'], variables });
  returned(seen, { cause: 0, first: '-EINVAL', second: 0, net_sock: '-EINVAL' });
  const port = numberFact(seen, 'port');
  recorded(seen, cause(again), destination('127.0.0.1', port), netif('lo'));
});

test('C log_once on failure: a refused family leaves the way free for the socket', async (t) => {
  const seen = await sight(t, { program: again, trigger: ['bind_family', '1'] });
  const refused = '-EAFNOSUPPORT';
  returned(seen, { cause: 0, first: refused, second: refused, net_sock: 0 });
  recorded(seen, cause(again), netif('lo'));
});

test('C log_once cross-pairs: network data come once, whichever kfunc brings them', async (t) => {
  const seen = await sight(t, { program: again, trigger: ['bind4'] });
  returned(seen, { cause: 0, first: 0, second: '-EINVAL', net_sock: '-EINVAL' });
  const port = numberFact(seen, 'port');
  recorded(seen, cause(again), source('127.0.0.1', port), netif('lo'));
});

test('C log_once cross-pairs: network data count as given when all are zero', async (t) => {
  const trigger = ['bind4', '0', '0.0.0.0'];
  const seen = await sight(t, { program: again, trigger, variables: () => ({ netif: 0 }) });
  returned(seen, { cause: 0, first: 0, second: '-EINVAL', net_sock: '-EINVAL' });
  recorded(seen, cause(again));
});

/** The source addresses of all records. */
const sources = ({ observation }: Sighting) =>
  observation.records.flatMap((record) => rawValues(record, 'saddr'));

test('A2: an address of the program shows nothing of what lies behind it', {
  ...ipv6,
  expectedFailure:
    'addrlen is tied to no address: the verifier checks 16 bytes, the kernel reads 28',
}, async (t) => {
  const seen = await sight(t, { program: 'socket_bind_beyond', trigger: ['bind4'] });
  const stack = sources(seen).filter((address) => address !== '2001:db8::');
  assert.equal(stack, [], 'addresses with bytes of the kernel stack');
});

test('A2: an address of the hook shows nothing of what lies behind it', {
  needs: { variants: ['init-pattern'] },
  expectedFailure: 'net_sockaddr believes the program, which claims more than the hook was given',
}, async (t) => {
  const variables = () => ({ claimed_addrlen: 16 });
  const seen = await sight(t, { program, trigger: ['bind_short'], variables });
  assert.equal(sources(seen), [], 'addresses with bytes of the kernel stack');
});
