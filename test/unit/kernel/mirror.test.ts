import * as assert from 'uvu/assert';
import { findMirror } from '../../../src/kernel/mirror.js';
import { suite } from '../../../src/suite/index.js';
import { recordingLog } from '../../helpers/recording-log.js';

const test = suite('mirror of Debian');

test('the one that is named is used, and apt is not asked', async () => {
  const log = recordingLog();
  const env = { LSM_AUDIT_MIRROR: 'https://deb.example.org/debian' };
  assert.is(await findMirror({ log, env }), 'https://deb.example.org/debian');
  assert.equal(log.commands, []);
});
