/** Which package brings which program, for each package manager that `doctor` speaks. */

export type PackageManager = 'apt' | 'dnf' | 'pacman';

export interface Tool {
  /** The program as it is called. */
  program: string;
  /** What the project needs it for. */
  purpose: string;
  packages: Readonly<Record<PackageManager, string>>;
}

/** What every host needs. Compilers are not among them: they live in the build root. */
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
    program: 'mmdebstrap',
    purpose: 'makes the build root',
    packages: { apt: 'mmdebstrap', dnf: 'mmdebstrap', pacman: 'mmdebstrap' },
  },
  {
    program: 'newuidmap',
    purpose: 'lets an ordinary user make the build root',
    packages: { apt: 'uidmap', dnf: 'shadow-utils', pacman: 'shadow' },
  },
  {
    program: 'apt-get',
    purpose: 'fetches the kernel source with its signatures checked',
    packages: { apt: 'apt', dnf: 'apt', pacman: 'apt' },
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
];

const installCommand: Readonly<Record<PackageManager, string>> = {
  apt: 'apt-get install --no-install-recommends',
  dnf: 'dnf install',
  pacman: 'pacman -S --needed',
};

/** The command that installs `tools` with `manager`, as words. */
export function installWords(manager: PackageManager, tools: readonly Tool[]): string[] {
  const packages = [...new Set(tools.map((tool) => tool.packages[manager]))];
  return [...installCommand[manager].split(' '), ...packages];
}

/** A sentence that says how to get `program`. */
export function remedyFor(program: string): string {
  const tool = hostTools.find((candidate) => candidate.program === program);
  if (!tool) return `Install ${program}.`;
  const managers: PackageManager[] = ['apt', 'dnf', 'pacman'];
  const commands = managers.map((manager) => installWords(manager, [tool]).join(' '));
  return `Install it: ${commands.join(', or ')}. \`lsm-audit doctor --install\` does it.`;
}
