/**
 * The audit tools of user space, ausearch, aureport, auditd and libauparse, as Debian ships them: in a
 * root of their own in the cache, made on demand.
 */

import { join } from 'node:path';
import type { Log } from '../../src/host/log.js';
import { cachePaths } from '../../src/host/paths.js';
import type { ToolRoot } from '../../src/host/sandbox.js';
import { ensureDebianRoot } from '../../src/kernel/debian-root.js';

export interface AuditTools {
  root: ToolRoot & { kind: 'build-root' };
}

export async function ensureAuditTools(options: { log: Log; signal?: AbortSignal }) {
  const { path } = await ensureDebianRoot({
    folder: join(cachePaths().root, 'audit-tools'),
    release: 'trixie',
    packages: ['auditd', 'libauparse-dev', 'gcc', 'libc6-dev'],
    title: 'the audit tools: Debian trixie with auditd and libauparse (0.3 GiB)',
    ...options,
  });
  return { root: { kind: 'build-root', path } } satisfies AuditTools;
}
