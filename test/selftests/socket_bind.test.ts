import { cause, netif, source } from '../../src/audit/index.js';
import {
  hookSuite,
  numberFact,
  recorded,
  returned,
  sight,
  succeeded,
} from '../helpers/selftest.js';

const test = hookSuite('socket_bind: bpf_audit_log_net_sockaddr');

test('reports the source of an IPv4 bind', async (t) => {
  const seen = await sight(t, { program: 'socket_bind', trigger: ['bind4'] });
  succeeded(seen);
  returned(seen, { cause: 0, net_sockaddr: 0 });
  recorded(seen, cause('socket_bind'), source('127.0.0.1', numberFact(seen, 'port')), netif('lo'));
});

test('reports the source of an IPv6 bind', async (t) => {
  const seen = await sight(t, { program: 'socket_bind', trigger: ['bind6'] });
  succeeded(seen);
  returned(seen, { cause: 0, net_sockaddr: 0 });
  recorded(seen, cause('socket_bind'), source('::1', numberFact(seen, 'port')), netif('lo'));
});

test('omits the any-address and port 0 of IPv4', async (t) => {
  const seen = await sight(t, { program: 'socket_bind', trigger: ['bind4', '0', '0.0.0.0'] });
  succeeded(seen);
  returned(seen, { cause: 0, net_sockaddr: 0 });
  recorded(seen, cause('socket_bind'), netif('lo'));
});

test('omits the any-address and port 0 of IPv6', async (t) => {
  const seen = await sight(t, { program: 'socket_bind', trigger: ['bind6', '0', '::'] });
  succeeded(seen);
  returned(seen, { cause: 0, net_sockaddr: 0 });
  recorded(seen, cause('socket_bind'), netif('lo'));
});

test('keeps an IPv4-mapped address in its IPv6 form', async (t) => {
  const trigger = ['bind6', '0', '::ffff:127.0.0.1'];
  const seen = await sight(t, { program: 'socket_bind', trigger });
  succeeded(seen);
  returned(seen, { cause: 0, net_sockaddr: 0 });
  recorded(seen, cause('socket_bind'), source('::ffff:127.0.0.1', 0), netif('lo'));
});

test('refuses two absent addresses and prints nothing of them', async (t) => {
  const seen = await sight(t, { program: 'socket_bind_no_address', trigger: ['bind4'] });
  succeeded(seen);
  returned(seen, { cause: 0, net_sockaddr: '-EINVAL' });
  recorded(seen, cause('socket_bind_no_address'));
});

/** Shorter than the family, than an IPv4 address, and than an IPv6 address without its scope. */
const tooShort: [trigger: string, addrlen: number][] = [
  ['bind4', -1],
  ['bind4', 0],
  ['bind4', 1],
  ['bind4', 15],
  ['bind6', -1],
  ['bind6', 23],
];

for (const [trigger, addrlen] of tooShort) {
  test(`refuses ${addrlen} bytes for the address of ${trigger}`, async (t) => {
    const variables = () => ({ claimed_addrlen: addrlen });
    const seen = await sight(t, { program: 'socket_bind_short', trigger: [trigger], variables });
    succeeded(seen);
    returned(seen, { cause: 0, net_sockaddr: '-EINVAL' });
    recorded(seen, cause('socket_bind_short'));
  });
}

/** The shortest lengths that hold a whole address. */
const justEnough: [trigger: string, addrlen: number, address: string][] = [
  ['bind4', 16, '127.0.0.1'],
  ['bind6', 24, '::1'],
];

for (const [trigger, addrlen, address] of justEnough) {
  test(`takes ${addrlen} bytes for the address of ${trigger}`, async (t) => {
    const variables = () => ({ claimed_addrlen: addrlen });
    const seen = await sight(t, { program: 'socket_bind_short', trigger: [trigger], variables });
    returned(seen, { cause: 0, net_sockaddr: 0 });
    const port = numberFact(seen, 'port');
    recorded(seen, cause('socket_bind_short'), source(address, port), netif('lo'));
  });
}
