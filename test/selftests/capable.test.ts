import { capability, cause } from '../../src/audit/index.js';
import { hookSuite, numberFact, recorded, returned, sight } from '../helpers/selftest.js';

const test = hookSuite('capable: bpf_audit_log_cap');

test('reports the capability, with a space behind it', async (t) => {
  const seen = await sight(t, {
    program: 'capable',
    trigger: ['capable'],
    variables: (facts) => ({ target_cap: Number(facts['cap']) }),
  });
  returned(seen, { cause: 0, cap: 0 });
  recorded(seen, cause('capable'), capability(numberFact(seen, 'cap')));
});
