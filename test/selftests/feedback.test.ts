import * as assert from 'uvu/assert';
import type { Lab, Sighting } from '../../src/session/lab.js';
import type { Needs } from '../../src/suite/index.js';
import { hookSuite, sight } from '../helpers/selftest.js';

const test = hookSuite('feedback');

/** Never told to audit: only the records of the program are made. */
const quiet: Needs = { boot: ['audit='] };

const scene = { program: 'feedback', trigger: ['send_udp'] };

const bodies = ({ observation }: Sighting) => observation.records.map(({ body }) => body);

/** Waits until the program has answered as often as it may: it goes on by itself. */
async function settled(lab: Lab): Promise<Record<string, number>> {
  for (;;) {
    const variables = await lab.variables('feedback');
    if (variables['answers'] === 0) return variables;
  }
}

test('B5: records that beget records are bounded by the backlog, and counted', {
  needs: quiet,
}, async (t) => {
  const { env: lab, signal } = t;
  await lab.configure({ failure: 0, backlogLimit: 32 }, signal);
  let end: Record<string, number> = {};
  const seen = await sight(t, {
    ...scene,
    variables: () => ({ answers: 500 }),
    around: async (act) => {
      const result = await act();
      end = await settled(lab);
      return result;
    },
  });
  const { given = 0, null_contexts: refused = 0 } = end;
  assert.is(given + refused, 1000, 'two answers for each delivery');
  assert.ok(refused > 0, 'the queue was never full');
  assert.is(bodies(seen).length, given + 1, 'the answers, and what they began with');
  const { before, after, missing } = seen.observation.liveness;
  assert.is(after.lost - before.lost, refused, 'the count of lost records');
  assert.equal(missing, []);
});

test('B5: a record that a program keeps from the daemon is missed, though no count knows', {
  needs: quiet,
}, async (t) => {
  const seen = await sight(t, { ...scene, variables: () => ({ drops: 1 }) });
  assert.is(seen.returns['cause'], 0);
  assert.equal(bodies(seen), []);
  const { before, after, missing, problems } = seen.observation.liveness;
  assert.is(after.lost, before.lost);
  assert.is(missing.length, 1);
  assert.is(problems.length, 1);
});
