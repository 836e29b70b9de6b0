import * as assert from 'uvu/assert';
import { parseSourceLines } from '../../../src/kernel/symbols.js';
import { suite } from '../../../src/suite/index.js';

const test = suite('symbols');

/** What llvm-symbolizer 19 prints of a kernel: a line, several functions of a name, one nobody knows. */
const printed = `/source/init/main.c:1352:8

/source/kernel/user_namespace.c:717:1
/source/fs/namespace.c:1568:1

??:0:0

/source/include/linux/jhash.h:76:12
/source/include/linux/jhash.h:76:12

/build/../lib/bug.c:9:1

`;

test('a place has its line only where no other function has its name', () => {
  const places = ['do_one_initcall+0x8b', 'm_next+0x3', 'none+0x1', 'jhash+0x5', 'report_bug+0x1'];
  assert.equal(
    [...parseSourceLines(printed, places)],
    [
      ['do_one_initcall+0x8b', 'init/main.c:1352'],
      ['jhash+0x5', 'include/linux/jhash.h:76'],
      ['report_bug+0x1', 'lib/bug.c:9'],
    ],
  );
});

test('what a symboliser that ended early did not print has no line', () => {
  assert.equal([...parseSourceLines('', ['a+0x1'])], []);
});
