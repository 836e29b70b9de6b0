/** Installs missing packages with the host's own package manager, as root or through sudo. */

import { stat } from 'node:fs/promises';
import { InfrastructureError } from '../errors.js';
import { type CommandLine, pasteable } from './command.js';
import { exec, lastLines } from './exec.js';
import { findProgram } from './find-program.js';
import type { Log } from './log.js';
import { installWords, type PackageManager, packagesOf, type Tool } from './packages.js';

export interface InstallOptions {
  log: Log;
  signal?: AbortSignal | undefined;
  /** Whether someone can answer sudo's question for a password. */
  interactive: boolean;
  /** Whether we are root already. */
  root?: boolean;
}

/** Each step of an installation. A refresh that fails is no reason to stop: old lists may do. */
export interface InstallStep {
  command: CommandLine;
  mayFail: boolean;
}

/** How we come to be root: by these words before the command (none when we are), or not at all. */
type Elevation = readonly string[] | 'impossible';

/**
 * Installs what brings `tools`, and says what before it does.
 * @throws InfrastructureError with the exact command when we may not, or when it fails
 */
export async function installTools(tools: readonly Tool[], options: InstallOptions): Promise<void> {
  const manager = await findManager();
  if (manager !== undefined) return installWith(manager, tools, options);
  throw new InfrastructureError('no package manager was found: neither apt, dnf nor pacman', {
    phase: 'host',
    remedy: `Install what brings ${tools.map(({ program }) => program).join(', ')}.`,
  });
}

/** As `installTools`, with this package manager. */
export async function installWith(
  manager: PackageManager,
  tools: readonly Tool[],
  options: InstallOptions,
): Promise<void> {
  const packages = packagesOf(manager, tools);
  const elevation = await findElevation(options);
  if (elevation === 'impossible') throw notAllowed(manager, tools);
  options.log.info(`installing ${packages.join(' ')}`);
  for (const step of installSteps(manager, packages, elevation)) await perform(step, options);
  await requireAll(tools);
}

async function perform(
  { command, mayFail }: InstallStep,
  { log, signal }: InstallOptions,
): Promise<void> {
  log.info(`$ ${pasteable(command)}`);
  const result = await exec(command, { phase: 'host', log, signal, onLine: log.detail });
  if (result.code === 0) return;
  const evidence = lastLines(result.all, 8);
  if (mayFail) return log.warn(evidence.join('\n'));
  throw new InfrastructureError('the packages could not be installed', {
    phase: 'host',
    evidence,
    remedy: `Mend what the lines above say, then run: ${pasteable(command)}`,
  });
}

/** The commands that install `packages` unattended, the lists of packages refreshed first. */
export function installSteps(
  manager: PackageManager,
  packages: readonly string[],
  elevation: readonly string[],
): InstallStep[] {
  const step = (words: readonly string[], mayFail = false): InstallStep => {
    const [file = '', ...args] = [...elevation, ...words];
    return { command: { file, args }, mayFail };
  };
  switch (manager) {
    case 'apt':
      return [
        step(['apt-get', ...aptSettings, 'update'], true),
        step([
          // sudo clears the environment, hence env(1).
          ...['env', 'DEBIAN_FRONTEND=noninteractive', 'apt-get', ...aptSettings],
          ...['install', '--yes', '--no-install-recommends', ...packages],
        ]),
      ];
    case 'dnf':
      return [step(['dnf', 'install', '--assumeyes', ...packages])];
    case 'pacman':
      return [step(['pacman', '-S', '--needed', '--noconfirm', ...packages])];
  }
}

/** Seconds: a machine that has just started may be upgrading itself. */
const aptSettings = ['-o', 'DPkg::Lock::Timeout=300'];

/**
 * The package manager of this host. apt also lives on other systems (we need it there ourselves),
 * where its database is empty.
 */
export async function findManager(
  path?: string,
  dpkgStatus = '/var/lib/dpkg/status',
): Promise<PackageManager | undefined> {
  const size = await stat(dpkgStatus).then(
    (found) => found.size,
    () => 0,
  );
  if (size > 0 && (await findProgram('apt-get', path))) return 'apt';
  if (await findProgram('dnf', path)) return 'dnf';
  return (await findProgram('pacman', path)) ? 'pacman' : undefined;
}

async function findElevation(options: InstallOptions): Promise<Elevation> {
  const { log, signal, interactive, root = process.getuid?.() === 0 } = options;
  if (root) return [];
  if (!(await findProgram('sudo'))) return 'impossible';
  if (interactive) return ['sudo'];
  const trial = await exec({ file: 'sudo', args: ['-n', 'true'] }, { phase: 'host', log, signal });
  return trial.code === 0 ? ['sudo', '-n'] : 'impossible';
}

function notAllowed(manager: PackageManager, tools: readonly Tool[]): InfrastructureError {
  const refresh = manager === 'apt' ? 'apt-get update && ' : '';
  const packages = packagesOf(manager, tools).join(' ');
  return new InfrastructureError(`these packages are missing: ${packages}`, {
    phase: 'host',
    remedy: `Run as root: ${refresh}${installWords(manager, tools).join(' ')}`,
  });
}

async function requireAll(tools: readonly Tool[]): Promise<void> {
  for (const { program } of tools) {
    if (await findProgram(program)) continue;
    throw new InfrastructureError(`the packages are installed, but there is still no ${program}`, {
      phase: 'host',
      remedy: `Put the folder of ${program} into PATH.`,
    });
  }
}
