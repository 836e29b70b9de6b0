/** A cache that remembers the host's tools, so that a test decides what they are. */

import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { judgeTools, toolFiles } from '../../src/kernel/host-tools.js';
import { toolsIdentity } from '../../src/kernel/tool-choice.js';

/** Answers that suffice, whatever is required: the newest of everything that is missed without them. */
export const enoughTools: readonly [string, string][] = judgeTools(new Map()).reasons.map(
  (reason) => [reason.replace(/: missing$/, ''), `version 99.0`],
);

/** Writes the memory into `folder`, the cache's folder of build roots. */
export async function rememberTools(
  folder: string,
  found: Iterable<readonly [string, string]>,
): Promise<void> {
  await mkdir(folder, { recursive: true });
  const memory = { identity: await toolsIdentity(toolFiles), found: [...found] };
  await writeFile(join(folder, 'host-tools.json'), JSON.stringify(memory));
}
