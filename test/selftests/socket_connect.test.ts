import { cause, destination, netif } from '../../src/audit/index.js';
import {
  hookSuite,
  numberFact,
  recorded,
  returned,
  sight,
  succeeded,
} from '../helpers/selftest.js';

const test = hookSuite('socket_connect: bpf_audit_log_net_sockaddr');

test('reports the destination of an IPv4 connect', async (t) => {
  const seen = await sight(t, { program: 'socket_connect', trigger: ['connect4'] });
  succeeded(seen);
  returned(seen, { cause: 0, net_sockaddr: 0 });
  const port = numberFact(seen, 'port');
  recorded(seen, cause('socket_connect'), destination('127.0.0.1', port), netif('lo'));
});

test('reports the destination of an IPv6 connect', async (t) => {
  const seen = await sight(t, { program: 'socket_connect', trigger: ['connect6'] });
  succeeded(seen);
  returned(seen, { cause: 0, net_sockaddr: 0 });
  const port = numberFact(seen, 'port');
  recorded(seen, cause('socket_connect'), destination('::1', port), netif('lo'));
});
