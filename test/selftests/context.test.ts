import * as assert from 'uvu/assert';
import { accessBody, assertRecords, cause, dentry, inode } from '../../src/audit/index.js';
import { fileFacts, hookSuite, sight, succeeded } from '../helpers/selftest.js';

const test = hookSuite('contexts that must not sleep');

/** The longest that a file system takes. */
const longName = 'n'.repeat(255);

/** What the program gives as causes, each once with the entry and once with its inode. */
const causeLengths = [1300, 1400, 1500, 1600, 1700];

test('B2: a long name behind a long cause is reported whole', async (t) => {
  const seen = await sight(t, { program: 'inode_readlink_grown', trigger: ['readlink', longName] });
  succeeded(seen, 'target'.length);
  assert.equal({ hits: seen.hits, all: seen.returns['all'] }, { hits: 10, all: 0 });
  const link = fileFacts(seen);
  const names = [dentry(link.name, link.inode), inode(link.inode, link.name)];
  const bodies = causeLengths
    .map((length) => cause('c'.repeat(length)))
    .flatMap((why) => names.map((name) => accessBody(seen.subject, why, name)));
  assertRecords(seen.observation, bodies);
});
