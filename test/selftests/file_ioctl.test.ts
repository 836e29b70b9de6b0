import { cause, ioctlOp } from '../../src/audit/index.js';
import {
  fileFacts,
  hookSuite,
  numberFact,
  recorded,
  recordedEach,
  returned,
  sight,
} from '../helpers/selftest.js';

const test = hookSuite('file_ioctl: bpf_audit_log_ioctl_op');

test('C ioctl cmd: reports the file and the command', async (t) => {
  const seen = await sight(t, { program: 'file_ioctl', trigger: ['ioctl'] });
  returned(seen, { cause: 0, ioctl_op: 0 });
  const file = fileFacts(seen);
  const command = numberFact(seen, 'cmd');
  recorded(seen, cause('file_ioctl'), ioctlOp(file.path, file.inode, command));
});

/** Commands of 32 bits, and the 16 of them that are printed. */
const cut: [command: number, printed: string][] = [
  [0x80086601, '0x6601'],
  [0, '0x0'],
  [0xff, '0xff'],
  [0x8000, '0x8000'],
  [0xffff, '0xffff'],
  [0x10000, '0x0'],
  [0xffff0001, '0x1'],
];

test('C ioctl cmd: cuts a command of 32 bits to 16', async (t) => {
  const trigger = ['ioctl', ...cut.map(([command]) => String(command))];
  const seen = await sight(t, { program: 'file_ioctl', trigger });
  returned(seen, { hits: cut.length, cause: 0, ioctl_op: 0 });
  const { path, inode } = fileFacts(seen);
  const file = ` path="${path}" dev="tmpfs" ino=${inode.ino}`;
  const records = cut.map(([, printed]) => [cause('file_ioctl'), `${file} ioctlcmd=${printed}`]);
  recordedEach(seen, records);
});
