import * as assert from 'uvu/assert';
import { hookSuite } from '../helpers/selftest.js';

const test = hookSuite('kernel without audit');

test('D no audit: it is built with the series, boots, and has no kfunc', {
  needs: { variants: ['no-audit'] },
}, async ({ env: lab }) => {
  const symbols = await lab.shell('cat /proc/kallsyms');
  assert.match(symbols, / bpf_lsm_file_open$/m);
  assert.not.match(symbols, / bpf_audit_log_/);
});
