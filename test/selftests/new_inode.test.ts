import * as assert from 'uvu/assert';
import { cause, inode } from '../../src/audit/index.js';
import { hookSuite, recorded, recordedEach, returned, sight } from '../helpers/selftest.js';

const test = hookSuite('inode_init_security_anon, inode_alloc_security: new inodes');

const anonymous = 'inode_init_security_anon';

/** Kinds whose inodes have no context, and the file systems of these. */
const withoutContext: [kind: string, dev: string][] = [
  ['io_uring', 'anon_inodefs'],
  ['secret', 'secretmem'],
];

for (const [kind, dev] of withoutContext) {
  test(`A5: the context of ${kind}, which is NULL, is refused`, async (t) => {
    const seen = await sight(t, { program: anonymous, trigger: ['make', kind] });
    const none = 'not called';
    returned(seen, {
      cause: 0,
      context: '-EINVAL',
      inode: 0,
      context_before: none,
      inode_before: none,
    });
    recorded(seen, cause(anonymous), inode({ dev, ino: seen.result.ret }));
  });
}

test('A5: a context that is an inode is reported', async (t) => {
  const seen = await sight(t, { program: anonymous, trigger: ['make', 'userfault'] });
  returned(seen, {
    hits: 2,
    cause: 0,
    context_before: '-EINVAL',
    inode_before: 0,
    context: 0,
    inode: '-EINVAL',
  });
  // First the descriptor, then the one of a fork, whose context is the first.
  const first = [cause(anonymous), inode({ dev: 'anon_inodefs', ino: seen.result.ret })];
  recordedEach(seen, [first, first]);
});

test('C inode at inode_alloc_security: it has number 0 and no name', async (t) => {
  const seen = await sight(t, { program: 'inode_alloc_security', trigger: ['make', 'memfd'] });
  assert.ok(seen.result.ret > 0, 'its later number');
  returned(seen, { cause: 0, inode: 0 });
  recorded(seen, cause('inode_alloc_security'), inode({ dev: 'tmpfs', ino: 0 }));
});
