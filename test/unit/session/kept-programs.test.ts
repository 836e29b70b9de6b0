import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as assert from 'uvu/assert';
import { keepPrograms, keptPrograms } from '../../../src/session/kept-programs.js';
import { suite } from '../../../src/suite/index.js';
import { inTempFolder } from '../../helpers/temp-folder.js';

const test = suite('kept programs');

test('programs and headers of a run stay what they were when the checkout changes', () =>
  inTempFolder(async (folder) => {
    const sources = join(folder, 'bpf-progs');
    await mkdir(sources);
    await writeFile(join(sources, 'capable.bpf.c'), 'int x;\n');
    await writeFile(join(sources, 'lsm_audit.bpf.h'), '#define Y\n');
    await writeFile(join(sources, 'notes.txt'), 'no program');
    await keepPrograms(folder, sources);
    await writeFile(join(sources, 'capable.bpf.c'), 'long x;\n');
    assert.equal(
      [...(await keptPrograms(folder))],
      [
        ['capable.bpf.c', 'int x;\n'],
        ['lsm_audit.bpf.h', '#define Y\n'],
      ],
    );
  }));

test('a run that kept none has none', () =>
  inTempFolder(async (folder) => assert.is((await keptPrograms(folder)).size, 0)));
