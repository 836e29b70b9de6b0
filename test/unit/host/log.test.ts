import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as assert from 'uvu/assert';
import { fileLog } from '../../../src/host/log.js';
import { suite } from '../../../src/suite/index.js';
import { recordingLog } from '../../helpers/recording-log.js';
import { inTempFolder } from '../../helpers/temp-folder.js';

const test = suite('log of a run');

test('everything goes into the file, and on to the terminal', () =>
  inTempFolder(async (folder) => {
    const out = recordingLog();
    const log = fileLog(join(folder, 'run.log'), out);
    log.info('building');
    log.warn('slow');
    log.command({ file: 'make', args: ['two words'] });
    log.detail('only here');
    const lines = (await readFile(join(folder, 'run.log'), 'utf8')).trimEnd().split('\n');
    assert.ok(lines.every((line) => /^\[ *\d+\.\d{3}\] /.test(line)));
    assert.equal(
      lines.map((line) => line.slice(line.indexOf(']') + 2)),
      ['building', 'warning: slow', "$ make 'two words'", 'only here'],
    );
    assert.equal(
      [out.infos, out.warnings, out.commands],
      [['building'], ['slow'], ["make 'two words'"]],
    );
  }));
