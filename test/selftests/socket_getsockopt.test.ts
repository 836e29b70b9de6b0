import { cause, foreign, local, netif, unixAbstract, unixPath } from '../../src/audit/index.js';
import {
  bytesFact,
  hookSuite,
  numberFact,
  recorded,
  returned,
  sight,
  succeeded,
} from '../helpers/selftest.js';

const test = hookSuite('socket_getsockopt: bpf_audit_log_net_sock');
const program = 'socket_getsockopt';

test('reports both ends of a connected IPv4 socket', async (t) => {
  const seen = await sight(t, { program, trigger: ['getsockopt4'] });
  succeeded(seen);
  returned(seen, { cause: 0, net_sock: 0 });
  const here = local('127.0.0.1', numberFact(seen, 'lport'));
  const there = foreign('127.0.0.1', numberFact(seen, 'fport'));
  recorded(seen, cause(program), here, there, netif('lo'));
});

test('reports both ends of a connected IPv6 socket', async (t) => {
  const seen = await sight(t, { program, trigger: ['getsockopt6'] });
  succeeded(seen);
  returned(seen, { cause: 0, net_sock: 0 });
  const here = local('::1', numberFact(seen, 'lport'));
  const there = foreign('::1', numberFact(seen, 'fport'));
  recorded(seen, cause(program), here, there, netif('lo'));
});

test('reports the path of a bound Unix socket', async (t) => {
  const seen = await sight(t, { program, trigger: ['getsockopt_unix'] });
  succeeded(seen);
  returned(seen, { cause: 0, net_sock: 0 });
  recorded(seen, cause(program), unixPath(bytesFact(seen, 'path')), netif('lo'));
});

test('reports an abstract Unix address in hex with its leading NUL', async (t) => {
  const seen = await sight(t, { program, trigger: ['getsockopt_abstract', 'foo'] });
  succeeded(seen);
  returned(seen, { cause: 0, net_sock: 0 });
  recorded(seen, cause(program), unixAbstract(Buffer.from('\0foo')), netif('lo'));
});

test('reports nothing but the interface for an unbound Unix socket', async (t) => {
  const seen = await sight(t, { program, trigger: ['getsockopt_unbound'] });
  succeeded(seen);
  returned(seen, { cause: 0, net_sock: 0 });
  recorded(seen, cause(program), netif('lo'));
});
