import * as assert from 'uvu/assert';
import { cause, netif } from '../../src/audit/index.js';
import { hookSuite, recorded, returned, sight } from '../helpers/selftest.js';

const test = hookSuite('socket_accept: bpf_audit_log_net_sock');
const program = 'socket_accept';

test('C sk NULL: the new socket, not set up yet, has its interface only', async (t) => {
  const seen = await sight(t, { program, trigger: ['accept'] });
  assert.is(seen.result.errno, 0);
  returned(seen, { cause: 0, net_sock: 0 });
  recorded(seen, cause(program), netif('lo'));
});
