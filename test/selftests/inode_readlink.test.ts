import { cause, dentry } from '../../src/audit/index.js';
import { fileFacts, hookSuite, recorded, returned, sight, succeeded } from '../helpers/selftest.js';

const test = hookSuite('inode_readlink: bpf_audit_log_dentry');
const targetBytes = 'target'.length;

test('reports the last component, device and inode', async (t) => {
  const seen = await sight(t, { program: 'inode_readlink', trigger: ['readlink'] });
  succeeded(seen, targetBytes);
  returned(seen, { cause: 0, dentry: 0 });
  const link = fileFacts(seen);
  recorded(seen, cause('inode_readlink'), dentry(link.name, link.inode));
});

test('dentry works once in a context, and inode not after it', async (t) => {
  const seen = await sight(t, { program: 'inode_readlink_once', trigger: ['readlink'] });
  succeeded(seen, targetBytes);
  returned(seen, {
    cause: 0,
    dentry: 0,
    dentry_again: '-EINVAL',
    inode_after_dentry: '-EINVAL',
  });
  const link = fileFacts(seen);
  recorded(seen, cause('inode_readlink_once'), dentry(link.name, link.inode));
});
