import { capability, cause } from '../../src/audit/index.js';
import { hookSuite, numberFact, recorded, returned, sight } from '../helpers/selftest.js';

const test = hookSuite('capable: bpf_audit_log_cap');

test('C capability: there is a blank behind it, at the end and before a field', async (t) => {
  for (const first of [false, true]) {
    const seen = await sight(t, {
      program: 'capable',
      trigger: ['capable'],
      variables: ({ cap }) => ({ target_cap: Number(cap), cap_first: Number(first) }),
    });
    returned(seen, { cause: 0, cap: 0 });
    const fields = [cause('capable'), capability(numberFact(seen, 'cap'))];
    recorded(seen, ...(first ? fields.reverse() : fields));
  }
});
