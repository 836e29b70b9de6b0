import * as assert from 'uvu/assert';
import { Phases } from '../../../src/session/phases.js';
import { suite } from '../../../src/suite/index.js';
import { errorOf } from '../../helpers/failing.js';

const test = suite('phases of a run');

test('each phase is announced before it starts, and timed in order', async () => {
  const events: string[] = [];
  const phases = new Phases((name) => void events.push(`phase ${name}`));
  const result = await phases.measure('source', async () => {
    events.push('work');
    return 7;
  });
  await phases.measure('kernel', async () => {});
  assert.is(result, 7);
  assert.equal(events, ['phase source', 'work', 'phase kernel']);
  const [source, kernel] = phases.times;
  assert.ok(source && kernel && kernel.startMs >= source.startMs + source.ms - 1);
  assert.equal(
    phases.times.map(({ name, ms }) => [name, Number.isInteger(ms) && ms >= 0]),
    [
      ['source', true],
      ['kernel', true],
    ],
  );
});

test('a phase that fails is timed, too', async () => {
  const phases = new Phases();
  const fail = () => Promise.reject(new RangeError('no'));
  await errorOf(RangeError, () => phases.measure('kernel', fail));
  assert.equal(
    phases.times.map(({ name }) => name),
    ['kernel'],
  );
});

test('a note belongs to the last phase', async () => {
  const phases = new Phases();
  phases.note('nobody');
  await phases.measure('source', async () => {});
  await phases.measure('kernel', async () => {});
  phases.note('cached');
  assert.equal(
    phases.times.map(({ note }) => note),
    [undefined, 'cached'],
  );
});

test('a phase of a guest names it, by the clock and in the list of all', async () => {
  const phases = new Phases();
  const second = phases.forGuest(2);
  await phases.measure('source', async () => {});
  await second.measure('boot', async () => {});
  assert.equal(
    phases.times.map(({ name, guest }) => [name, guest]),
    [
      ['source', undefined],
      ['boot', 2],
    ],
  );
  assert.ok(second.now() <= phases.now());
  assert.not('guest' in (phases.times[0] ?? {}));
});
