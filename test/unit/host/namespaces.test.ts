import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import * as assert from 'uvu/assert';
import { silentLog } from '../../../src/host/log.js';
import { namespaceObstacle, namespaceRemedy } from '../../../src/host/namespaces.js';
import { suite } from '../../../src/suite/index.js';
import { withFakePrograms } from '../../helpers/fake-programs.js';
import { inTempFolder } from '../../helpers/temp-folder.js';

const test = suite('namespaces');

async function remedyOf(settings: Record<string, string>): Promise<string> {
  return inTempFolder(async (folder) => {
    for (const [name, value] of Object.entries(settings)) {
      await mkdir(dirname(join(folder, name)), { recursive: true });
      await writeFile(join(folder, name), value);
    }
    return namespaceRemedy(folder);
  });
}

test('the setting that forbids them to ordinary users is named, with the command', async () => {
  assert.match(
    await remedyOf({ 'kernel/unprivileged_userns_clone': '0\n' }),
    /^kernel\.unprivileged_userns_clone is 0 here\. .*sysctl -w kernel\.unprivileged_userns_clone=1$/,
  );
  assert.match(
    await remedyOf({
      'kernel/unprivileged_userns_clone': '1\n',
      'kernel/apparmor_restrict_unprivileged_userns': '1\n',
    }),
    /sysctl -w kernel\.apparmor_restrict_unprivileged_userns=0$/,
  );
  assert.match(
    await remedyOf({ 'user/max_user_namespaces': '0\n' }),
    /sysctl -w user\.max_user_namespaces=\d+$/,
  );
});

test('where no setting forbids them, a container around us does', async () => {
  const allowed = { 'kernel/unprivileged_userns_clone': '1\n', 'user/max_user_namespaces': '9\n' };
  assert.match(await remedyOf(allowed), /container/);
  assert.match(await remedyOf({}), /container/);
});

/** What is found when bwrap is this shell script. */
const seenWith = (script: string) =>
  inTempFolder((folder) =>
    withFakePrograms(folder, { bwrap: script }, () => namespaceObstacle({ log: silentLog })),
  );

test('a command that ran confined is proof', async () => {
  assert.is(await seenWith('exit 0'), undefined);
});

test('what bubblewrap says is the cause', async () => {
  const said = 'bwrap: Creating new namespace failed: Operation not permitted';
  const obstacle = await seenWith(`echo "${said}" >&2; exit 1`);
  assert.is(obstacle?.cause, said);
  assert.is(obstacle?.remedy, await namespaceRemedy());
});

test('a failure without words has a cause all the same', async () => {
  assert.is((await seenWith('exit 7'))?.cause, 'true ended with 7');
});
