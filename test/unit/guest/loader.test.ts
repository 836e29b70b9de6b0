import * as assert from 'uvu/assert';
import { LoadError } from '../../../src/guest/loader.js';
import { suite } from '../../../src/suite/index.js';

const test = suite('refusal of a program');

const plain = `libbpf: prog 'leak': BPF program load failed: Invalid argument
libbpf: prog 'leak': -- BEGIN PROG LOAD LOG --
7: (95) exit
Unreleased reference id=2 alloc_insn=0
BPF_EXIT instruction in main prog would lead to reference leak
processed 7 insns (limit 1000000) max_states_per_insn 0 total_states 0 peak_states 0 mark_read 0
-- END PROG LOAD LOG --
libbpf: prog 'leak': failed to load: -22
`;

const explained = plain.replace(
  'BPF_EXIT',
  `
Verification failed: Resource Lifetime Safety: Unreleased resource

Reason:
  Owned resource (id=2) still needs to be released.

At:
  leak @ leak.bpf.c:6:5
  >>> 7 | (95) exit

Causal path:
  leak @ leak.bpf.c:8:33

Suggestion:
  Release or transfer ownership.

BPF_EXIT`,
);

for (const [what, log] of Object.entries({ plain, explained })) {
  test(`the verdict is what the verifier says last, ${what}`, () => {
    const error = new LoadError('load', 22, log);
    assert.equal(error.verdict, [
      '7: (95) exit',
      'Unreleased reference id=2 alloc_insn=0',
      'BPF_EXIT instruction in main prog would lead to reference leak',
    ]);
    assert.match(error.message, /: BPF_EXIT instruction in main prog would lead/);
  });
}

test('a refusal without a log says so', () => {
  assert.match(new LoadError('load', 1, '').message, /no log/);
});
