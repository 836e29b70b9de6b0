import { cause, destination, netif, source } from '../../src/audit/index.js';
import type { TestOptions } from '../../src/suite/index.js';
import { aims, type Endpoint, edges4, edges6, zeros4, zeros6 } from '../helpers/addresses.js';
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

const test = hookSuite('socket_connect: bpf_audit_log_net_sockaddr');
const program = 'socket_connect';

test('A1: reports the destination of an IPv4 connect and nothing else', async (t) => {
  const seen = await sight(t, { program, trigger: ['connect4'] });
  succeeded(seen);
  returned(seen, { cause: 0, net_sockaddr: 0 });
  recorded(seen, cause(program), destination('127.0.0.1', numberFact(seen, 'port')), netif('lo'));
});

test('A1: reports the destination of an IPv6 connect and nothing else', ipv6, async (t) => {
  const seen = await sight(t, { program, trigger: ['connect6'] });
  succeeded(seen);
  returned(seen, { cause: 0, net_sockaddr: 0 });
  recorded(seen, cause(program), destination('::1', numberFact(seen, 'port')), netif('lo'));
});

/** Addresses of one trigger, which connects to each. */
const tables = [
  ['C any-address and port 0: IPv4 leaves out what is zero', 'connect4', zeros4, {}],
  ['C any-address and port 0: IPv6 leaves out what is zero', 'connect6', zeros6, ipv6],
  ['reports IPv4 addresses and ports from the least to the greatest', 'connect4', edges4, {}],
  ['reports IPv6 addresses and ports from the least to the greatest', 'connect6', edges6, ipv6],
] as const;

for (const [name, trigger, endpoints, options] of tables) {
  test(name, options, async (t) => {
    const seen = await sight(t, { program, trigger: [trigger, ...aims(endpoints)] });
    returned(seen, { hits: endpoints.length, cause: 0, net_sockaddr: 0 });
    recordedEach(
      seen,
      endpoints.map((endpoint) => [cause(program), destination(...endpoint), netif('lo')]),
    );
  });
}

const pair = 'socket_connect_pair';

/** What the program may pass as a side, by its numbers: the hook's address, or its own ones. */
const side = { given: 1, own4: 2, own6: 3 } as const;

/** All four values of a pair differ, and so do the bytes of each port. */
const pairs: [
  trigger: string,
  given: Endpoint,
  side: 'own4' | 'own6',
  own: Endpoint,
  TestOptions,
][] = [
  ['connect4', ['127.4.5.6', 772], 'own4', ['192.0.2.1', 258], {}],
  ['connect6', ['2001:db8::3:4', 772], 'own6', ['2001:db8::1:2', 258], ipv6],
];

for (const [trigger, given, which, own, options] of pairs) {
  const act = [trigger, ...aims([given])];

  test(`keeps source and destination of ${trigger} apart`, options, async (t) => {
    const variables = () => ({ source: side[which], destination: side.given });
    const seen = await sight(t, { program: pair, trigger: act, variables });
    returned(seen, { cause: 0, net_sockaddr: 0 });
    recorded(seen, cause(pair), source(...own), destination(...given), netif('lo'));
  });

  test(`keeps them apart the other way round for ${trigger}`, options, async (t) => {
    const variables = () => ({ source: side.given, destination: side[which] });
    const seen = await sight(t, { program: pair, trigger: act, variables });
    returned(seen, { cause: 0, net_sockaddr: 0 });
    recorded(seen, cause(pair), source(...given), destination(...own), netif('lo'));
  });
}

const mixed = [
  ['IPv4 source and an IPv6 destination', 'own4', 'own6'],
  ['IPv6 source and an IPv4 destination', 'own6', 'own4'],
] as const;

for (const [what, from, to] of mixed) {
  test(`refuses an ${what}`, ipv6, async (t) => {
    const variables = () => ({ source: side[from], destination: side[to] });
    const seen = await sight(t, { program: pair, trigger: ['connect4'], variables });
    returned(seen, { cause: 0, net_sockaddr: '-EINVAL' });
    recorded(seen, cause(pair));
  });
}
