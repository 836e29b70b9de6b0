/**
 * Which package brings which program, for each package manager that `doctor` speaks. The only list
 * of what the project needs from a host: `doctor --install`, and so scripts/setup, install from it.
 */

export type PackageManager = 'apt' | 'dnf' | 'pacman';

export const packageManagers: readonly PackageManager[] = ['apt', 'dnf', 'pacman'];

export interface Tool {
  /** The program as it is called, or a file by its absolute path. */
  program: string;
  /** What the project needs it for. */
  purpose: string;
  packages: Readonly<Record<PackageManager, string>>;
  /** Who needs it, when not every host does. */
  only?: 'build root' | 'build root of an ordinary user';
}

/** What the project needs from a host. Compilers are not among it: they live in the build root. */
export const hostTools: readonly Tool[] = [
  {
    program: 'qemu-system-x86_64',
    purpose: 'boots the kernel under test',
    packages: { apt: 'qemu-system-x86', dnf: 'qemu-system-x86-core', pacman: 'qemu-system-x86' },
  },
  {
    program: 'bwrap',
    purpose: 'keeps the network and the home directory out of builds',
    packages: { apt: 'bubblewrap', dnf: 'bubblewrap', pacman: 'bubblewrap' },
  },
  {
    program: 'setpriv',
    purpose: 'ends QEMU when its parent dies',
    packages: { apt: 'util-linux', dnf: 'util-linux-core', pacman: 'util-linux' },
  },
  {
    program: 'git',
    purpose: 'applies patch series',
    packages: { apt: 'git', dnf: 'git-core', pacman: 'git' },
  },
  {
    program: 'apt-get',
    purpose: 'fetches the kernel source with its signatures checked',
    packages: { apt: 'apt', dnf: 'apt', pacman: 'apt' },
  },
  {
    program: '/usr/share/keyrings/debian-archive-keyring.gpg',
    purpose: 'the keys to check what comes from the Debian archive',
    packages: {
      apt: 'debian-archive-keyring',
      dnf: 'debian-keyring',
      pacman: 'debian-archive-keyring',
    },
  },
  {
    program: 'dpkg-deb',
    purpose: 'unpacks the kernel source',
    packages: { apt: 'dpkg', dnf: 'dpkg', pacman: 'dpkg' },
  },
  {
    program: 'xz',
    purpose: 'unpacks the kernel source',
    packages: { apt: 'xz-utils', dnf: 'xz', pacman: 'xz' },
  },
  {
    program: 'unshare',
    purpose: 'leaves no mount and no process behind of a build root in the making',
    packages: { apt: 'util-linux', dnf: 'util-linux-core', pacman: 'util-linux' },
    only: 'build root',
  },
  {
    program: 'mmdebstrap',
    purpose: 'makes the build root',
    packages: { apt: 'mmdebstrap', dnf: 'mmdebstrap', pacman: 'mmdebstrap' },
    only: 'build root',
  },
  {
    program: 'newuidmap',
    purpose: 'lets an ordinary user make the build root',
    packages: { apt: 'uidmap', dnf: 'shadow-utils', pacman: 'shadow' },
    only: 'build root of an ordinary user',
  },
];

/** What only the project's own tests need, to hold our formats against other implementations. */
export const testTools: readonly Tool[] = [
  {
    program: 'cpio',
    purpose: 'reads our initramfs in tests',
    packages: { apt: 'cpio', dnf: 'cpio', pacman: 'cpio' },
  },
  {
    program: 'ssh-keygen',
    purpose: 'reads our keys in tests',
    packages: { apt: 'openssh-client', dnf: 'openssh', pacman: 'openssh' },
  },
  {
    program: 'mount',
    purpose: 'makes a small disk in tests',
    packages: { apt: 'mount', dnf: 'util-linux', pacman: 'util-linux' },
  },
  {
    program: 'chromium',
    purpose: 'opens the HTML report in tests',
    packages: { apt: 'chromium', dnf: 'chromium', pacman: 'chromium' },
  },
];

/** What decides whether a tool is needed. */
export interface Circumstances {
  /** Whether we run as root. */
  root: boolean;
  /** Whether a build root is used, and not the host's own tools. */
  buildRoot: boolean;
  /** Whether the project's own tests are to be run. */
  tests: boolean;
}

/** The tools that may be needed. */
export function toolsFor({ tests }: Circumstances): readonly Tool[] {
  return tests ? [...hostTools, ...testTools] : hostTools;
}

export function isNeeded(
  { only }: Tool,
  { root, buildRoot }: Omit<Circumstances, 'tests'>,
): boolean {
  if (only === undefined) return true;
  return buildRoot && !(root && only === 'build root of an ordinary user');
}

const installCommand: Readonly<Record<PackageManager, string>> = {
  apt: 'apt-get install --no-install-recommends',
  dnf: 'dnf install',
  pacman: 'pacman -S --needed',
};

/** The packages of `manager` that bring `tools`, each once. */
export function packagesOf(manager: PackageManager, tools: readonly Tool[]): string[] {
  return [...new Set(tools.map((tool) => tool.packages[manager]))];
}

/** The command that installs `tools` with `manager`, as words. */
export function installWords(manager: PackageManager, tools: readonly Tool[]): string[] {
  return [...installCommand[manager].split(' '), ...packagesOf(manager, tools)];
}

/** How to get `tool`, one command for each package manager. */
export function installCommands(tool: Tool): string[] {
  return packageManagers.map((manager) => installWords(manager, [tool]).join(' '));
}

/** A sentence that says how to get `program`. */
export function remedyFor(program: string): string {
  const tool = [...hostTools, ...testTools].find((candidate) => candidate.program === program);
  if (!tool) return `Install ${program}.`;
  return `Install it: ${installCommands(tool).join(', or ')}. \`lsm-audit doctor --install\` does it.`;
}
