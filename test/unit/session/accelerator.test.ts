import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as assert from 'uvu/assert';
import { silentLog } from '../../../src/host/log.js';
import { chooseAccelerator, deviceObstacle } from '../../../src/session/accelerator.js';
import { suite } from '../../../src/suite/index.js';
import { inTempFolder } from '../../helpers/temp-folder.js';

const test = suite('choice of the accelerator');

test('TCG that was asked for needs no proof', async () => {
  const chosen = await chooseAccelerator('tcg', {
    kernel: '/nonexistent/vmlinux',
    initramfs: '/nonexistent/initramfs',
    machineType: 'microvm',
    run: { path: '/nonexistent', file: (name) => name },
    memory: '/nonexistent/memory',
    log: silentLog,
  });
  assert.equal(chosen, { name: 'tcg', reason: 'asked for' });
});

test('a device that is missing is an obstacle, and one that can be opened is none', () =>
  inTempFolder(async (folder) => {
    const device = join(folder, 'kvm');
    assert.is(await deviceObstacle(device), `there is no ${device}`);
    await writeFile(device, '');
    assert.is(await deviceObstacle(device), undefined);
  }));
