import { cause, ioctlOp } from '../../src/audit/index.js';
import {
  fileFacts,
  hookSuite,
  numberFact,
  recorded,
  returned,
  sight,
} from '../helpers/selftest.js';

const test = hookSuite('file_ioctl: bpf_audit_log_ioctl_op');

test('reports the file and the command', async (t) => {
  const seen = await sight(t, { program: 'file_ioctl', trigger: ['ioctl'] });
  returned(seen, { cause: 0, ioctl_op: 0 });
  const file = fileFacts(seen);
  const command = numberFact(seen, 'cmd');
  recorded(seen, cause('file_ioctl'), ioctlOp(file.path, file.inode, command));
});

test('cuts a command of 32 bits to 16', async (t) => {
  const seen = await sight(t, { program: 'file_ioctl', trigger: ['ioctl', '0x80086601'] });
  returned(seen, { cause: 0, ioctl_op: 0 });
  const file = fileFacts(seen);
  recorded(seen, cause('file_ioctl'), ioctlOp(file.path, file.inode, 0x6601));
});
