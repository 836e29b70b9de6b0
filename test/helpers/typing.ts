/** A person who types into an interactive shell. */

import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';

/** How a shell is given a terminal: by script(1), which reads the keys from its standard input. */
export const onTerminal = (shell: string) => ['-qec', shell, '/dev/null'] as const;

/** What the shell says on its terminal when these lines are typed, each ended by Enter. */
export async function typeInto(shell: string, lines: readonly string[]): Promise<string> {
  const child = spawn('script', onTerminal(shell), {
    env: { PATH: process.env['PATH'] ?? '', TERM: 'dumb', INPUTRC: '/dev/null' },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  child.stdin.end(lines.map((line) => `${line}\n`).join(''));
  return text(child.stdout);
}
