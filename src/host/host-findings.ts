/** What this host has and lacks: programs, the right to make namespaces, and room on the disk. */

import { readFile, statfs } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { basename, dirname } from 'node:path';
import { exec } from './exec.js';
import { findProgram } from './find-program.js';
import type { Finding } from './finding.js';
import type { Log } from './log.js';
import { namespaceObstacle } from './namespaces.js';
import { type Circumstances, installCommands, isNeeded, type Tool, toolsFor } from './packages.js';
import { humanBytes } from './size.js';

export interface LookOptions {
  log: Log;
  signal?: AbortSignal | undefined;
}

/** The oldest Node.js that will do, as package.json's `engines` says. */
const oldestNode: readonly [number, number] = [20, 5];

export function nodeFinding(version = process.versions.node): Finding {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [wantMajor, wantMinor] = oldestNode;
  const fits = major > wantMajor || (major === wantMajor && minor >= wantMinor);
  const common = { name: 'node', version, detail: 'runs lsm-audit', path: process.execPath };
  if (fits) return { ...common, state: 'ok' };
  return {
    ...common,
    state: 'missing',
    remedies: [`Install Node.js ${oldestNode.join('.')} or later.`],
  };
}

/** One finding for each tool of the project. */
export function toolFindings(
  circumstances: Circumstances,
  options: LookOptions,
): Promise<Finding[]> {
  return Promise.all(
    toolsFor(circumstances).map((tool) => toolFinding(tool, circumstances, options)),
  );
}

/** The needed tools that this host lacks. */
export async function missingTools(circumstances: Circumstances): Promise<Tool[]> {
  const needed = toolsFor(circumstances).filter((tool) => isNeeded(tool, circumstances));
  const paths = await Promise.all(needed.map(({ program }) => findProgram(program)));
  return needed.filter((_, i) => paths[i] === undefined);
}

async function toolFinding(
  tool: Tool,
  circumstances: Circumstances,
  options: LookOptions,
): Promise<Finding> {
  const { program, purpose } = tool;
  const name = basename(program);
  const path = await findProgram(program);
  if (path !== undefined) {
    const version = program === path ? undefined : await versionOf(program, options.log);
    return { name, state: 'ok', detail: purpose, version, path };
  }
  if (isNeeded(tool, circumstances)) {
    return { name, state: 'missing', detail: purpose, remedies: installCommands(tool) };
  }
  return { name, state: 'unneeded', detail: `${purpose}; not needed here` };
}

/**
 * What `--version` says, as far as a version can be told: newuidmap has no such option, and what does
 * not run shows elsewhere.
 */
async function versionOf(program: string, log: Log): Promise<string | undefined> {
  const command = { file: program, args: ['--version'] };
  const result = await exec(command, { phase: 'host', log }).catch(() => undefined);
  return result?.code === 0 ? /\d+(\.\d+)+/.exec(result.stdout)?.[0] : undefined;
}

/** Whether commands can be run confined here, found by running one. */
export async function namespaceFinding(options: LookOptions): Promise<Finding> {
  const name = 'namespaces';
  const obstacle = await namespaceObstacle(options);
  if (!obstacle) return { name, state: 'ok', detail: 'bubblewrap can confine a command' };
  return {
    name,
    state: 'missing',
    detail: `bubblewrap cannot confine a command: ${obstacle.cause}`,
    remedies: [obstacle.remedy],
  };
}

interface SubordinateIds {
  user?: { username: string; uid: number };
  files?: readonly string[];
}

/** An ordinary user needs ids to lend to the users of a build root. */
export async function subordinateIdFinding(
  { root, buildRoot }: Circumstances,
  { user = userInfo(), files = ['/etc/subuid', '/etc/subgid'] }: SubordinateIds = {},
): Promise<Finding> {
  const name = 'subordinate ids';
  const purpose = 'become the users of the build root';
  if (root || !buildRoot) return { name, state: 'unneeded', detail: `${purpose}; not needed here` };
  for (const file of files) {
    const text = await readFile(file, 'utf8').catch(() => '');
    if (hasRange(text, user)) continue;
    const remedy = `Run as root: usermod --add-subuids 100000-165535 --add-subgids 100000-165535 ${user.username} (a range that nobody else has).`;
    const detail = `${purpose}; ${file} gives ${user.username} none`;
    return { name, state: 'missing', detail, remedies: [remedy] };
  }
  return { name, state: 'ok', detail: purpose };
}

/** Whether the lines of subuid(5) give `user` the ids of a whole system. */
function hasRange(text: string, { username, uid }: { username: string; uid: number }): boolean {
  return text.split('\n').some((line) => {
    const [owner, , count] = line.split(':');
    return (owner === username || owner === String(uid)) && Number(count) >= 65_536;
  });
}

/** What a first run fills: build root 0.9, source 1.8, tree and objects, kernels. In bytes. */
const coldRunBytes = 6 * 2 ** 30;

/** Room for the cache in `folder`, which need not exist; `filled` when an earlier run has used its room. */
export async function diskFinding(folder: string, filled: boolean): Promise<Finding> {
  const { bavail, bsize } = await statfsAbove(folder);
  const free = bavail * bsize;
  const common = { name: 'disk', detail: `${humanBytes(free)} free for the cache`, path: folder };
  if (free >= coldRunBytes) return { ...common, state: 'ok' };
  const detail = `${common.detail}; a first run needs about ${humanBytes(coldRunBytes)}`;
  const remedies = ['Free space, or set LSM_AUDIT_CACHE to a folder on a larger disk.'];
  return { ...common, detail, remedies, state: filled ? 'note' : 'missing' };
}

/** Of the file system that holds `path`, or will when its folders are made. */
async function statfsAbove(path: string): Promise<{ bavail: number; bsize: number }> {
  try {
    return await statfs(path);
  } catch (error) {
    if (dirname(path) === path) throw error;
    return statfsAbove(dirname(path));
  }
}
