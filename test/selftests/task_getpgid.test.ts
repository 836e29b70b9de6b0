import { cause, task } from '../../src/audit/index.js';
import {
  bytesFact,
  hookSuite,
  numberFact,
  recorded,
  returned,
  sight,
} from '../helpers/selftest.js';

const test = hookSuite('task_getpgid: bpf_audit_log_task');

test('reports process and comm of the other task', async (t) => {
  const seen = await sight(t, { program: 'task_getpgid', trigger: ['getpgid'] });
  returned(seen, { cause: 0, task: 0 });
  recorded(seen, cause('task_getpgid'), task(numberFact(seen, 'opid'), 'observed'));
});

test('a comm with a space comes in hex', async (t) => {
  const seen = await sight(t, { program: 'task_getpgid', trigger: ['getpgid', 'my prog'] });
  returned(seen, { cause: 0, task: 0 });
  const comm = bytesFact(seen, 'ocomm');
  recorded(seen, cause('task_getpgid'), task(numberFact(seen, 'opid'), comm));
});
