import * as assert from 'uvu/assert';
import { compilerErrors } from '../../../src/kernel/compiler-errors.js';
import { suite } from '../../../src/suite/index.js';

const test = suite('errors in a build log');

/** What make prints for a kernel that does not compile, with a second job's progress in between. */
const gccLog = `  SYNC    include/config/auto.conf
  CC      kernel/audit.o
  CC      security/lsm_audit_kfuncs.o
security/lsm_audit_kfuncs.c: In function 'bpf_audit_log_cause':
security/lsm_audit_kfuncs.c:42:9: error: implicit declaration of function 'audit_log_caus' [-Wimplicit-function-declaration]
  CC      kernel/fork.o
   42 |         audit_log_caus(ac->ab, cause__str);
      |         ^~~~~~~~~~~~~~
security/lsm_audit_kfuncs.c:57:1: warning: control reaches end of non-void function [-Wreturn-type]
   57 | }
      | ^
  AR      lib/lib.a
make[4]: *** [/source/scripts/Makefile.build:287: security/lsm_audit_kfuncs.o] Error 1
make[3]: *** [/source/scripts/Makefile.build:556: security] Error 2
make: *** [Makefile:248: __sub-make] Error 2
`;

test('a compiler error comes with the excerpt of the source, and without progress', () => {
  assert.equal(compilerErrors(gccLog), [
    "security/lsm_audit_kfuncs.c:42:9: error: implicit declaration of function 'audit_log_caus' [-Wimplicit-function-declaration]",
    '   42 |         audit_log_caus(ac->ab, cause__str);',
    '      |         ^~~~~~~~~~~~~~',
    'make[4]: *** [/source/scripts/Makefile.build:287: security/lsm_audit_kfuncs.o] Error 1',
    'make[3]: *** [/source/scripts/Makefile.build:556: security] Error 2',
    'make: *** [Makefile:248: __sub-make] Error 2',
  ]);
});

const lines: [string, string][] = [
  ['the linker', "ld: security/lsm_audit_kfuncs.o: in function `f': undefined reference to `gone'"],
  ['the linker', 'ld: multiple definition of `same`'],
  ['BTF', 'FAILED: load BTF from vmlinux: Invalid argument'],
  ['resolve_btfids', 'WARN: resolve_btfids: failed to find BTF id'],
  ['clang', 'x.bpf.c:3:1: fatal error: unknown type name'],
  ['make', 'make: *** No rule to make target `x`.  Stop.'],
];
for (const [who, line] of lines) {
  test(`a line of ${who} is found: ${line.slice(0, 30)}`, () => {
    const log = `${'  CC      kernel/x.o\n'.repeat(100)}${line}\n${'  CC      kernel/y.o\n'.repeat(100)}`;
    assert.equal(compilerErrors(log), [line]);
  });
}

test('names of files that look like errors are progress', () => {
  const log = 'cc: error: stop\n  CC      fs/error: x.o\n  LD [M]  failed.ko\n';
  assert.equal(compilerErrors(log), ['cc: error: stop']);
});

test('a log without errors gives its end', () => {
  const log = Array.from({ length: 60 }, (_, i) => `note ${i}`).join('\n');
  const shown = compilerErrors(`${log}\n\n`);
  assert.is(shown.length, 24);
  assert.is(shown.at(-1), 'note 59');
});

test('of a flood of errors, the first ones are shown', () => {
  const log = Array.from({ length: 500 }, (_, i) => `x.c:${i}:1: error: no`).join('\n');
  const shown = compilerErrors(log);
  assert.is(shown.length, 24);
  assert.is(shown[0], 'x.c:0:1: error: no');
});
