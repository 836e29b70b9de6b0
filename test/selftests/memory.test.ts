import * as assert from 'uvu/assert';
import { accessBody, cause, path } from '../../src/audit/index.js';
import type { Sighting } from '../../src/session/lab.js';
import type { Needs } from '../../src/suite/index.js';
import { fileFacts, hookSuite, sight } from '../helpers/selftest.js';

const test = hookSuite('memory that runs out');

const failing: Needs = { variants: ['fault-injection'] };

const longCause = 'ab'.repeat(1000);

/** What may come of an open during which one allocation failed: each with how many records count as lost. */
function outcomes(seen: Sighting): Record<string, { bodies: string[]; lost: number }> {
  const { path: name, inode } = fileFacts(seen);
  const whole = path(name, inode);
  const body = (...fields: string[]) => [accessBody(seen.subject, ...fields)];
  return {
    'no context': { bodies: [], lost: 1 },
    'no value': { bodies: body(' cause=', whole), lost: 1 },
    'no path': {
      bodies: body(cause(longCause), whole.replace(/path=\S+/, 'path="<no_memory>"')),
      lost: 0,
    },
    'all of it': { bodies: body(cause(longCause), whole), lost: 0 },
  };
}

function outcomeOf(seen: Sighting): string {
  const { records, liveness } = seen.observation;
  const bodies = records.map((record) => record.body);
  const lost = liveness.after.lost - liveness.before.lost;
  const found = Object.entries(outcomes(seen)).find(
    ([, expected]) =>
      JSON.stringify(expected.bodies) === JSON.stringify(bodies) && expected.lost === lost,
  );
  const expected = Object.keys(outcomes(seen)).join(', ');
  assert.ok(found, `${lost} lost, ${JSON.stringify(bodies)}: none of ${expected}`);
  return found?.[0] ?? '';
}

/** More allocations than an open makes that may not sleep. */
const most = 12;

test('C expansion failure, D GFP_NOWARN: each allocation that fails is told, and none leaves a splat', {
  needs: failing,
}, async (t) => {
  const seen: string[] = [];
  for (let nth = 1; nth <= most; nth++) {
    const trigger = ['fail_nth', String(nth), 'open'];
    const sighting = await sight(t, { program: 'file_open_long', trigger });
    const { ret } = sighting.result;
    const outcome = outcomeOf(sighting);
    assert.is(sighting.nullContexts, outcome === 'no context' ? 1 : 0);
    seen.push(outcome);
    if (ret === 0) break;
    assert.ok(nth < most, `${most} allocations and no end`);
  }
  t.attach('outcomes', seen);
  for (const outcome of ['no context', 'no value', 'no path'])
    assert.ok(seen.includes(outcome), `no allocation led to "${outcome}": ${seen}`);
  assert.is(seen.at(-1), 'all of it');
});
