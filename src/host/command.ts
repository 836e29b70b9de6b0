/** A command as a value: run by `exec`, printed by `--dry-run`, never put through a shell. */

export interface CommandLine {
  file: string;
  args: readonly string[];
  cwd?: string;
  /** The whole environment of the command when given; otherwise it inherits ours. */
  env?: Readonly<Record<string, string>>;
}

const plain = /^[\w@%+=:,./-]+$/;

/** Quotes one word for a POSIX shell. */
export function quote(word: string): string {
  return plain.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

/** The command as one line that can be pasted into a POSIX shell. */
export function pasteable(command: CommandLine): string {
  const words = [command.file, ...command.args].map(quote).join(' ');
  const line = command.env ? `env -i ${assignments(command.env)}${words}` : words;
  return command.cwd === undefined ? line : `(cd ${quote(command.cwd)} && ${line})`;
}

const assignments = (env: Readonly<Record<string, string>>) =>
  Object.entries(env)
    .map(([name, value]) => `${name}=${quote(value)} `)
    .join('');
