/** The real auditd as a process of a guest. */

import { join } from 'node:path';
import * as assert from 'uvu/assert';
import type { SshConnection } from '../../src/guest/ssh.js';
import { upload } from '../../src/guest/upload.js';
import { output } from '../../src/session/guest.js';
import { withLog } from './audit-tools.js';

/** Where it writes. */
export const auditdLog = '/var/log/audit/audit.log';

/** As Debian has it, but for what needs a mail system, and what a full disk means. */
const configuration = {
  local_events: 'yes',
  write_logs: 'yes',
  log_file: auditdLog,
  max_log_file_action: 'IGNORE',
  space_left: '2',
  space_left_action: 'IGNORE',
  admin_space_left: '1',
  admin_space_left_action: 'IGNORE',
  disk_full_action: 'IGNORE',
  disk_error_action: 'IGNORE',
};

/** Brings auditd with its libraries into the guest, with these lines in its auditd.conf. */
export async function bringAuditd(
  ssh: SshConnection,
  lines: Readonly<Record<string, string>>,
): Promise<void> {
  await withLog([], async (tools) => {
    const files = "$(ldd /usr/sbin/auditd | grep -o '/lib[^ ]*')";
    const { code } = await tools.run('sh', '-c', `tar -chf auditd.tar /usr/sbin/auditd ${files}`);
    assert.is(code, 0);
    await upload(ssh, [join(tools.folder, 'auditd.tar')], '/run/auditd');
  });
  const text = Object.entries({ ...configuration, ...lines })
    .map(([key, value]) => `${key} = ${value}\n`)
    .join('');
  await done(ssh, [
    'tar -x -C / -f /run/auditd/auditd.tar',
    'mkdir -p -m 700 /etc/audit/plugins.d /var/log/audit /var/run',
    `printf '%s' '${text}' > /etc/audit/auditd.conf`,
    'chmod 600 /etc/audit/auditd.conf',
  ]);
}

/** Starts auditd; it is the audit daemon when this resolves. `switches` go to auditd. */
export async function startAuditd(ssh: SshConnection, switches = '-s enable'): Promise<void> {
  await done(ssh, [`auditd ${switches}`]);
}

/** Ends auditd; the kernel has no audit daemon when this resolves. */
export async function stopAuditd(ssh: SshConnection): Promise<void> {
  await done(ssh, [
    'pid=$(cat /var/run/auditd.pid)',
    'kill -TERM "$pid"',
    'while [ -e "/proc/$pid" ]; do sleep 0.05; done',
  ]);
}

async function done(ssh: SshConnection, commands: readonly string[]): Promise<void> {
  const text = await output(ssh, `exec 2>&1; ${commands.join(' && ')}; echo "status $?"`);
  assert.match(text, /^status 0$/m);
}
