import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as assert from 'uvu/assert';
import { recall, remember } from '../../../src/host/memory.js';
import { suite } from '../../../src/suite/index.js';
import { inTempFolder } from '../../helpers/temp-folder.js';

const test = suite('memory');

test('what was remembered is recalled, and nothing lies beside it', () =>
  inTempFolder(async (folder) => {
    const file = join(folder, 'new/facts.json');
    await remember(file, { host: '6.1.0', obstacle: null });
    await remember(file, { host: '6.2.0', obstacle: null });
    assert.equal(await recall(file), { host: '6.2.0', obstacle: null });
    assert.equal(await readdir(join(folder, 'new')), ['facts.json']);
  }));

test('a file that is absent or cut short is no memory', () =>
  inTempFolder(async (folder) => {
    const file = join(folder, 'facts.json');
    assert.is(await recall(file), undefined);
    await writeFile(file, '{"host":');
    assert.is(await recall(file), undefined);
  }));
