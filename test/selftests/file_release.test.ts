import * as assert from 'uvu/assert';
import { accessBody, assertRecords, cause, inode, ioctlOp, path } from '../../src/audit/index.js';
import type { Lab, Sighting } from '../../src/session/lab.js';
import type { TestContext } from '../../src/suite/index.js';
import {
  fileFacts,
  hookSuite,
  numberFact,
  returned,
  sight,
  succeeded,
} from '../helpers/selftest.js';

const test = hookSuite('file_release: files of a task that exits');
const program = 'file_release';

/** A child of the trigger releases its file in this way. */
async function release(t: TestContext<Lab>, way: 'close' | 'exit'): Promise<Sighting> {
  const variables = ({ child }: Sighting['facts']) => ({ target_tgid: Number(child) });
  const seen = await sight(t, { program, trigger: ['release', way], variables });
  succeeded(seen);
  return seen;
}

/** The record of the child. */
function recordedOfChild({ observation, subject, ...seen }: Sighting, ...fields: string[]): void {
  const tgid = numberFact(seen, 'child');
  assertRecords(observation, [accessBody({ ...subject, tgid }, cause(program), ...fields)]);
}

test('A4, C log_once cross-pairs: a file that is closed is reported with its path', async (t) => {
  const seen = await release(t, 'close');
  const [refused, again] = ['-EINVAL', '-EINVAL'];
  returned(seen, {
    ...{ cause: 0, file: 0, file_again: again, path: refused, path_again: again },
    ...{ ioctl_op: 0, ioctl_op_again: again, inode: 0, cause_late: again },
  });
  const { path: name, name: alias, inode: of } = fileFacts(seen);
  recordedOfChild(seen, path(name, of), ioctlOp(name, of, 0), inode(of, alias));
});

test('A4, C log_once on failure: a file that is left open is reported without a path, which has no root', async (t) => {
  const seen = await release(t, 'exit');
  // Again as before: what is refused claims nothing.
  for (const step of ['file', 'path', 'ioctl_op'])
    assert.equal([seen.returns[step], seen.returns[`${step}_again`]], ['-ENOENT', '-ENOENT'], step);
  assert.equal([seen.returns['inode'], seen.returns['cause_late']], [0, '-EINVAL']);
  const { name: alias, inode: of } = fileFacts(seen);
  recordedOfChild(seen, inode(of, alias));
});
