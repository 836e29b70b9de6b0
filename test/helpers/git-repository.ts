/** A repository of a developer, for tests of what reads one. */

import { execOk } from '../../src/host/exec.js';
import { silentLog } from '../../src/host/log.js';

const identity = ['-c', 'user.name=Dev', '-c', 'user.email=dev@example.org'];

export class GitRepository {
  readonly path: string;
  constructor(path: string) {
    this.path = path;
  }

  /** Runs git there; gives what it prints. */
  async git(...words: string[]): Promise<string> {
    const args = [...identity, '-c', 'protocol.file.allow=always', ...words];
    const command = { file: 'git', args, cwd: this.path };
    return (await execOk(command, { phase: 'series', log: silentLog })).stdout;
  }
}
