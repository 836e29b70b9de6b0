import { cause, dentry } from '../../src/audit/index.js';
import { hostileNames } from '../helpers/hostile-names.js';
import {
  fileFacts,
  hookSuite,
  numberFact,
  recorded,
  recordedEach,
  returned,
  sight,
  succeeded,
} from '../helpers/selftest.js';

const test = hookSuite('inode_readlink: bpf_audit_log_dentry');
const targetBytes = 'target'.length;

test('reports the last component, device and inode', async (t) => {
  const seen = await sight(t, { program: 'inode_readlink', trigger: ['readlink'] });
  succeeded(seen, targetBytes);
  returned(seen, { cause: 0, dentry: 0 });
  const link = fileFacts(seen);
  recorded(seen, cause('inode_readlink'), dentry(link.name, link.inode));
});

test('a name of any bytes cannot end its value', async (t) => {
  const names = hostileNames(255, '/');
  const list = names.map((name) => name.toString('hex')).join(',');
  const seen = await sight(t, { program: 'inode_readlink', trigger: ['readlinks', list] });
  succeeded(seen, names.length);
  returned(seen, { hits: names.length, cause: 0, dentry: 0 });
  const records = names.map((name, at) => {
    const inode = { dev: 'tmpfs', ino: numberFact(seen, `ino${at}`) };
    return [cause('inode_readlink'), dentry(name, inode)];
  });
  recordedEach(seen, records);
});
