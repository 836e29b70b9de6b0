import { cause } from '../../src/audit/index.js';
import { hookSuite, recorded, returned, sight, succeeded } from '../helpers/selftest.js';

const test = hookSuite('socket_sock_rcv_skb: bpf_audit_log_start');
const program = 'socket_sock_rcv_skb';
const datagramBytes = 'datagram'.length;

test('C pid and comm: in softirq they are those of the task that it interrupts', async (t) => {
  const seen = await sight(t, { program, trigger: ['send_udp'] });
  succeeded(seen, datagramBytes);
  returned(seen, { cause: 0 });
  recorded(seen, cause(program));
});
