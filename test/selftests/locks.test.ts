import * as assert from 'uvu/assert';
import { attempt, hookSuite } from '../helpers/selftest.js';

const test = hookSuite('locks');

test('B4: no kfunc takes what the caller of a hook may hold', { deadlineS: 30 }, async (t) => {
  const { result, variables } = await attempt(t, { program: 'lock_probe', trigger: ['workload'] });
  assert.equal(result, { ret: 0, errno: 0 });
  // What was taken wrongly is on the console, which fails the test; here, that there was a chance.
  const probed = Object.entries(variables).filter(([name]) => name.startsWith('probed_'));
  assert.ok(probed.length > 30);
  assert.equal(
    probed.filter(([, hits]) => hits === 0).map(([name]) => name),
    [],
    'hooks that the workload never called',
  );
});
