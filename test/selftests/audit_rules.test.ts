import * as assert from 'uvu/assert';
import { AuditType, type Rule, rules } from '../../src/audit/index.js';
import type { Needs } from '../../src/suite/index.js';
import { hookSuite } from '../helpers/selftest.js';

const test = hookSuite('audit rules');

/** Without AUDITSYSCALL there is no list but exclude and user, and no field about an executable. */
const needs: Needs = { except: ['no-auditsyscall'] };

test('the kernel lists a rule as it was added, and no longer once it is removed', {
  needs,
}, async (t) => {
  const { channel } = t.env;
  const added: Rule[] = [
    {
      list: 'exit',
      action: 'always',
      tests: [
        { field: 'arch', operator: '=', value: 0xc000003e },
        { field: 'exit', operator: '!=', value: 0xfffffff3 },
        { field: 'key', operator: '=', value: 'of this test' },
      ],
      syscalls: [2, 257],
    },
    // Without any system call it is about all.
    { list: 'exit', action: 'never', tests: [{ field: 'a0', operator: '&=', value: 6 }] },
    {
      list: 'exclude',
      action: 'always',
      tests: [
        { field: 'msgtype', operator: '=', value: AuditType.BPF_LSM_ACCESS },
        { field: 'pid', operator: '>=', value: 0x7fffffff },
        { field: 'exe', operator: '=', value: '/usr/bin/none' },
        { field: 'uid', operator: '!=', value: 0 },
      ],
    },
  ];
  const before = await rules(channel, t.signal);
  for (const rule of added) await t.env.addRule(rule, t.signal);
  assert.equal(await rules(channel, t.signal), [...before, ...added]);
  await t.env.restore(t.signal);
  assert.equal(await rules(channel, t.signal), before);
});
