/** Which tools build here, and why: the host's own where they suffice, else those of a build root. */

import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { InfrastructureError, UsageError } from '../errors.js';
import { digest } from '../host/digest.js';
import type { Log } from '../host/log.js';
import { recall, remember } from '../host/memory.js';
import { type FoundTools, judgeTools, probeTools, toolFiles } from './host-tools.js';

export type ToolChoice =
  | { kind: 'host'; found: FoundTools; why: string }
  | { kind: 'build root'; why: string };

export interface ToolChoiceOptions {
  /** A folder of the cache, for the file that remembers what the host's tools said. */
  folder: string;
  log: Log;
  signal?: AbortSignal | undefined;
  env?: NodeJS.ProcessEnv | undefined;
}

/**
 * What LSM_AUDIT_TOOLS asks for, or else what the host's tools allow.
 * @throws UsageError when it asks for something unknown
 * @throws InfrastructureError when it asks for the host's tools and they do not suffice
 */
export async function chooseTools(options: ToolChoiceOptions): Promise<ToolChoice> {
  const wish = (options.env ?? process.env)['LSM_AUDIT_TOOLS'] || 'auto';
  if (!['auto', 'host', 'build-root'].includes(wish)) {
    throw new UsageError(
      `LSM_AUDIT_TOOLS=${wish} is unknown`,
      'Set it to host, build-root or auto.',
    );
  }
  if (wish === 'build-root') return { kind: 'build root', why: 'LSM_AUDIT_TOOLS asks for it' };
  const { found, obstacle } = await ask(options);
  const reasons = obstacle === undefined ? judgeTools(found).reasons : [obstacle];
  if (reasons.length === 0) {
    const why = wish === 'host' ? 'LSM_AUDIT_TOOLS asks for them' : 'they are new enough';
    return { kind: 'host', found, why };
  }
  if (wish === 'host') {
    throw new InfrastructureError('the host’s own tools cannot build', {
      phase: 'build root',
      evidence: reasons,
      remedy: 'Install what is missing, or leave out LSM_AUDIT_TOOLS: a build root has it all.',
    });
  }
  return { kind: 'build root', why: `the host’s own tools do not suffice (${summary(reasons)})` };
}

function summary(reasons: readonly string[]): string {
  const shown = reasons.slice(0, 3).join(', ');
  return reasons.length > 3 ? `${shown}, and ${reasons.length - 3} more` : shown;
}

interface Memory {
  identity: string;
  found: [string, string][];
}

/** What the tools said, asked anew only when one of them has changed: it takes half a second. */
async function ask({
  folder,
  log,
  signal,
}: ToolChoiceOptions): Promise<{ found: FoundTools; obstacle?: string }> {
  const file = join(folder, 'host-tools.json');
  const identity = await toolsIdentity(toolFiles);
  const known = await recall<Memory>(file);
  if (known?.identity === identity) return { found: new Map(known.found) };
  try {
    const found = await probeTools({ log, signal });
    await remember(file, { identity, found: [...found] });
    return { found };
  } catch (error) {
    if (!(error instanceof InfrastructureError)) throw error;
    return { found: new Map(), obstacle: error.message };
  }
}

/** Changes when any of `files` comes, goes or changes, without reading them. */
export async function toolsIdentity(files: readonly string[]): Promise<string> {
  const marks = files.map(async (file) => {
    const found = await stat(file).catch(() => undefined);
    return found ? `${file} ${found.ino} ${found.size} ${found.mtimeMs}` : `${file} absent`;
  });
  return digest(...(await Promise.all(marks)));
}
