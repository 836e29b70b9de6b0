/** Everything that decides whether and how a run can be done on this host, as findings. */

import { readdir } from 'node:fs/promises';
import { release } from 'node:os';
import { ExplainedError } from '../errors.js';
import type { Finding } from '../host/finding.js';
import {
  diskFinding,
  type LookOptions,
  namespaceFinding,
  nodeFinding,
  subordinateIdFinding,
  toolFindings,
} from '../host/host-findings.js';
import { recall } from '../host/memory.js';
import type { Circumstances } from '../host/packages.js';
import type { CachePaths } from '../host/paths.js';
import { findMirror } from '../kernel/mirror.js';
import { chooseTools, type ToolChoice } from '../kernel/tool-choice.js';
import { deviceObstacle, type KvmMemory } from './accelerator.js';

/** Looks at everything. Nothing is fetched, built or booted. */
export async function diagnose(
  cache: CachePaths,
  options: LookOptions & { tests: boolean },
): Promise<Finding[]> {
  const choice = await toolChoice(cache, options);
  const circumstances = circumstancesOf(choice, options);
  return [
    nodeFinding(),
    ...(await toolFindings(circumstances, options)),
    await namespaceFinding(options),
    await subordinateIdFinding(circumstances),
    await mirrorFinding(options),
    await diskFinding(cache.root, await isFilled(cache)),
    toolchainFinding(choice),
    await acceleratorFinding(cache.hostFacts),
  ];
}

/** What is needed here, given which tools build. */
export function circumstancesOf(
  choice: ToolChoice | ExplainedError,
  { tests }: { tests: boolean },
): Circumstances {
  // Who insists on the host's tools does not get a build root in their stead.
  const buildRoot = !(choice instanceof Error) && choice.kind === 'build root';
  return { root: process.getuid?.() === 0, buildRoot, tests };
}

/** Which tools build here, or why none do. */
export async function toolChoice(
  cache: CachePaths,
  { log, signal }: LookOptions,
): Promise<ToolChoice | ExplainedError> {
  return chooseTools({ folder: cache.buildRoot, log, signal }).catch(explained);
}

export function toolchainFinding(choice: ToolChoice | ExplainedError): Finding {
  const name = 'toolchain';
  if (choice instanceof Error) return { name, state: 'missing', ...explanation(choice) };
  const tools = choice.kind === 'host' ? 'the host’s own tools' : 'a build root';
  return { name, state: 'ok', detail: `${tools}: ${choice.why}` };
}

async function mirrorFinding(options: LookOptions): Promise<Finding> {
  const name = 'mirror';
  const mirror = await findMirror(options).catch(explained);
  if (mirror instanceof Error) return { name, state: 'missing', ...explanation(mirror) };
  return { name, state: 'ok', detail: `kernel sources and build roots come from ${mirror}` };
}

/** Which accelerator the next run takes, and why not the other. A device file is no proof. */
export async function acceleratorFinding(memory: string, device?: string): Promise<Finding> {
  const name = 'accelerator';
  const obstacle = await deviceObstacle(device);
  if (obstacle !== undefined) return { name, state: 'note', detail: `TCG: ${obstacle}` };
  const known = await recall<KvmMemory>(memory);
  // The memory is of a host kernel and a machine type.
  if (known?.host.split(' ')[0] !== release()) {
    return {
      name,
      state: 'note',
      detail:
        'KVM is not yet tried: the next run boots a kernel under it, and takes TCG if it fails',
    };
  }
  if (known.obstacle === null) {
    return { name, state: 'ok', detail: 'KVM: a kernel reached its init under it' };
  }
  const detail = `TCG: KVM was tried and does not work here (${known.obstacle})`;
  return { name, state: 'note', detail };
}

async function isFilled({ kernels }: CachePaths): Promise<boolean> {
  const entries = await readdir(kernels).catch((): string[] => []);
  return entries.length > 0;
}

function explained(error: unknown): ExplainedError {
  if (error instanceof ExplainedError) return error;
  throw error;
}

function explanation({ message, evidence, remedy }: ExplainedError) {
  return {
    detail: [message, ...evidence].join('; '),
    remedies: remedy === undefined ? [] : [remedy],
  };
}
