import * as assert from 'uvu/assert';
import { type AuditSettings, cause, type RuleTest } from '../../src/audit/index.js';
import type { Lab, Sighting } from '../../src/session/lab.js';
import type { Needs, TestContext } from '../../src/suite/index.js';
import {
  attempt,
  hookSuite,
  nothingRecorded,
  recorded,
  returned,
  type Scene,
  sight,
} from '../helpers/selftest.js';

const test = hookSuite('limits of audit');

/** Contexts that one run of the program asks for: more than any queue of these tests holds. */
const wanted = 200;
const burst = {
  program: 'burst',
  trigger: ['getpgid'],
  variables: () => ({ wanted }),
};

/** One context only. */
const single = { program: 'burst', trigger: ['getpgid'] };

/** Records of this program that arrived, and how much the count of lost records grew meanwhile. */
function tally({ observation }: Sighting) {
  const { records, liveness, unattributed, stale } = observation;
  assert.equal([unattributed.length, stale.length], [0, 0], 'records of nobody');
  return { arrived: records.length, lost: liveness.after.lost - liveness.before.lost };
}

/** Has a trigger act under settings that are taken back before the window closes: fences obey them too. */
function under(
  { env: lab, signal }: TestContext<Lab>,
  settings: AuditSettings,
): NonNullable<Scene['around']> {
  return async (act) => {
    await lab.configure(settings, signal);
    const result = await act();
    await lab.restore(signal);
    return result;
  };
}

/** Never told to audit: no task has an audit context, and the kernel adds no records of its own. */
const quiet: Needs = { boot: ['audit='] };

test('D backlog: each context beyond the limit is NULL and counted as lost', {
  needs: quiet,
}, async (t) => {
  const seen = await sight(t, {
    ...burst,
    around: under(t, { backlogLimit: 1 }),
  });
  assert.is(seen.result.errno, 0);
  const { arrived, lost } = tally(seen);
  assert.ok(seen.nullContexts > 0, 'the queue was never full');
  assert.is(arrived + seen.nullContexts, wanted, 'records and NULL contexts');
  assert.is(lost, seen.nullContexts, 'the count of lost records');
});

test('B1, D backlog: a program does not wait for room in a full queue', {
  needs: quiet,
}, async (t) => {
  const seen = await sight(t, {
    ...burst,
    // Whoever may sleep would, for as many jiffies, until there is room.
    around: under(t, { backlogLimit: 1, backlogWaitTime: 100 }),
  });
  assert.ok(seen.nullContexts > 0, 'the queue was never full');
  const { before, after } = seen.observation.liveness;
  assert.is(after.backlogWaitTimeActual, before.backlogWaitTimeActual, 'jiffies that it waited');
});

const ownGuest = { ownGuest: true };

test('D backlog: AUDIT_FAIL_PANIC makes a full one a panic', { needs: ownGuest }, async (t) => {
  const { env: lab, signal } = t;
  await lab.dies(/Kernel panic - not syncing: audit: backlog limit exceeded/, () =>
    sight(t, {
      ...burst,
      // Not before the program is attached: loading it is audited as well.
      around: async (act) => {
        await lab.configure({ backlogLimit: 1, failure: 2 }, signal);
        return act();
      },
    }),
  );
});

test('D rate limit: what exceeds it is dropped at its end, and counted', {
  needs: quiet,
}, async (t) => {
  const seen = await sight(t, {
    ...burst,
    around: under(t, { rateLimit: 1 }),
  });
  assert.is(seen.nullContexts, 0);
  assert.is(seen.returns['cause'], 0);
  const { arrived, lost } = tally(seen);
  assert.ok(lost > 0, 'nothing was dropped');
  assert.is(arrived + lost, wanted, 'records that arrived or were lost');
});

test('C audit off: records come while it is off at run time', async (t) => {
  const { env: lab, signal } = t;
  await lab.configure({ enabled: 0 }, signal);
  const seen = await sight(t, single);
  returned(seen, { cause: 0 });
  recorded(seen, cause('first'));
});

const disabled: Needs = { boot: ['audit=0'] };

test('C audit off: audit=0 at boot gives no context', { needs: disabled }, async (t) => {
  const seen = await attempt(t, single);
  assert.is(seen.hits, 1);
  assert.is(seen.nullContexts, 1);
  assert.is(seen.returns['start'], 0);
  assert.is(seen.result.errno, 0);
});

test('C audit off: records come when it was never on', { needs: quiet }, async (t) => {
  const seen = await sight(t, single);
  returned(seen, { cause: 0 });
  recorded(seen, cause('first'));
});

/** Rules of the exclude list that match the records of a program. */
const excludes: [what: string, test: (tgid: number) => RuleTest, needs: Needs][] = [
  ['the type of the record', () => ({ field: 'msgtype', value: 1427 }), {}],
  ['the process', (tgid) => ({ field: 'pid', value: tgid }), {}],
  [
    'the executable',
    () => ({ field: 'exe', value: '/usr/bin/trigger' }),
    // Without AUDITSYSCALL audit_alloc_mark() fails (kernel/audit.h).
    { except: ['no-auditsyscall'] },
  ],
];

for (const [what, ruleTest, needs] of excludes) {
  test(`C exclude filter: a rule on ${what} gives no context, and no loss`, {
    needs,
  }, async (t) => {
    const { env: lab, signal } = t;
    const seen = await sight(t, {
      ...single,
      beforehand: ({ tgid }) =>
        lab.addRule({ list: 'exclude', action: 'always', tests: [ruleTest(tgid)] }, signal),
    });
    assert.equal([seen.hits, seen.nullContexts, seen.returns['start']], [1, 1, 0]);
    assert.is(seen.result.errno, 0);
    assert.is(tally(seen).lost, 0);
    nothingRecorded(seen);
  });
}

const unreportable = {
  list: 'exclude',
  action: 'always',
  tests: [{ field: 'msgtype', value: 1427 }],
} as const;

test('D NULL context: a program that fails closed denies what it cannot report', async (t) => {
  const { env: lab, signal } = t;
  const allowed = await sight(t, { program: 'fail_closed', trigger: ['getpgid'] });
  assert.is(allowed.result.errno, 0);
  recorded(allowed, cause('fail_closed'));
  await lab.addRule(unreportable, signal);
  const denied = await sight(t, { program: 'fail_closed', trigger: ['getpgid'] });
  assert.equal(denied.result, { ret: -1, errno: 12 });
  nothingRecorded(denied);
});

test('D NULL context: a program that fails open lets it pass', async (t) => {
  const { env: lab, signal } = t;
  await lab.addRule(unreportable, signal);
  const seen = await sight(t, { program: 'task_getpgid', trigger: ['getpgid'] });
  assert.equal([seen.nullContexts, seen.result.errno], [1, 0]);
  nothingRecorded(seen);
});
