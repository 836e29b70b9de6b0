import * as assert from 'uvu/assert';
import { accessBody, assertRecords, cause, dentry, inode, path } from '../../src/audit/index.js';
import {
  fileFacts,
  hookSuite,
  nothingRecorded,
  recorded,
  returned,
  sight,
  succeeded,
} from '../helpers/selftest.js';

/** What sleeps where it must not is seen by few kernels: that of lockdep says so on the console. */
const test = hookSuite('contexts that must not sleep');

const realTime = ['preempt-rt'];

/** As file_open_region numbers them, and where its spin locks would sleep. */
const regions: { region: number; what: string; except?: string[] }[] = [
  { region: 1, what: 'an RCU read section' },
  { region: 2, what: 'a region without preemption', except: realTime },
  { region: 3, what: 'a region without interrupts', except: realTime },
];

for (const { region, what, except = [] } of regions) {
  const scene = {
    program: 'file_open_region',
    trigger: ['open'],
    variables: () => ({ region }),
  };

  test(`B1, V21: a sleepable program reports from ${what}`, { needs: { except } }, async (t) => {
    const seen = await sight(t, scene);
    returned(seen, { cause: 0, file: 0 });
    const file = fileFacts(seen);
    recorded(seen, cause('region'), path(file.path, file.inode));
  });

  if (except.length)
    test(`B3, V21: a real-time kernel gives no context in ${what}`, {
      needs: { variants: except },
    }, async (t) => {
      const seen = await sight(t, scene);
      const { hits, nullContexts, returns } = seen;
      assert.equal([hits, nullContexts, returns['start']], [1, 1, 0], 'hits and contexts');
      nothingRecorded(seen);
    });
}

/** The longest that a file system takes. */
const longName = 'n'.repeat(255);

/** What the program gives as causes, each once with the entry and once with its inode. */
const causeLengths = [1300, 1400, 1500, 1600, 1700];

test('B2: a long name behind a long cause is reported whole', async (t) => {
  const seen = await sight(t, { program: 'inode_readlink_grown', trigger: ['readlink', longName] });
  succeeded(seen, 'target'.length);
  const { hits, nullContexts, returns } = seen;
  const calls = { hits, nullContexts, returned: returns['all'] };
  assert.equal(calls, { hits: 2 * causeLengths.length, nullContexts: 0, returned: 0 });
  const link = fileFacts(seen);
  const names = [dentry(link.name, link.inode), inode(link.inode, link.name)];
  const bodies = causeLengths
    .map((length) => cause('c'.repeat(length)))
    .flatMap((why) => names.map((name) => accessBody(seen.subject, why, name)));
  assertRecords(seen.observation, bodies);
});
