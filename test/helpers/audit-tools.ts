/**
 * The audit tools of user space, ausearch, aureport and libauparse, as Debian ships them: in a root of
 * their own in the cache, made on demand, never on the host. They run confined, in a folder with a log.
 */

import { copyFile, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { exec, execOk } from '../../src/host/exec.js';
import { silentLog } from '../../src/host/log.js';
import { cachePaths, projectRoot } from '../../src/host/paths.js';
import { confined } from '../../src/host/sandbox.js';
import { ensureDebianRoot } from '../../src/kernel/debian-root.js';
import { inTempFolder } from './temp-folder.js';

const options = { phase: 'report', log: silentLog } as const;

/** The path of the root, and what its packages are. */
export async function auditToolsRoot(signal?: AbortSignal) {
  return ensureDebianRoot({
    folder: join(cachePaths().root, 'audit-tools'),
    release: 'trixie',
    packages: ['auditd', 'libauparse-dev', 'gcc', 'libc6-dev'],
    title: 'the audit tools: Debian trixie with auditd and libauparse (0.4 GiB)',
    log: silentLog,
    signal,
  });
}

export interface Answer {
  code: number;
  /** Standard output, one character a byte (latin1). */
  text: string;
}

/** A field as libauparse sees it; an absent text is undefined. One character a byte. */
export interface AuparseField {
  key: string | undefined;
  raw: string | undefined;
  /** What auparse_interpret_field() says. */
  meaning: string | undefined;
}

export interface AuparseRecord {
  /** `seconds.milliseconds:serial`. */
  stamp: string;
  /** -1 for a name that it does not know. */
  type: number;
  /** What auparse_get_type_name() says. */
  typeName: string | undefined;
  fields: AuparseField[];
}

/** The tools on one log. */
export class AuditTools {
  readonly #root: string;
  readonly folder: string;

  constructor(root: string, folder: string) {
    this.#root = root;
    this.folder = folder;
  }

  /** Runs one of the tools in the folder, where the log is `log`. */
  async run(...words: string[]): Promise<Answer> {
    const kept = ['sh', '-c', 'exec "$0" "$@" >output 2>errors', ...words] as const;
    const { code } = await exec(this.#confined(...kept), options);
    return { code, text: await readFile(join(this.folder, 'output'), 'latin1') };
  }

  /** ausearch on the log. */
  ausearch(...words: string[]): Promise<Answer> {
    return this.run('ausearch', '-if', 'log', ...words);
  }

  /** What libauparse makes of the log, record by record. */
  async auparse(): Promise<AuparseRecord[]> {
    const { text } = await this.run(await this.auparseDump(), 'log');
    return dumpedRecords(text);
  }

  /** Compiles auparse-dump.c in the folder; returns how to call it there. */
  async auparseDump(): Promise<string> {
    const source = 'auparse-dump.c';
    await copyFile(join(projectRoot, 'test/helpers', source), join(this.folder, source));
    const gcc = [
      'gcc',
      '-O2',
      '-Wall',
      '-Wextra',
      '-Werror',
      source,
      '-o',
      'auparse-dump',
    ] as const;
    await execOk(this.#confined(...gcc, '-lauparse'), options);
    return './auparse-dump';
  }

  #confined(...words: [string, ...string[]]) {
    const binds = [{ host: this.folder, inside: '/work', writable: true }];
    return confined({ kind: 'build-root', path: this.#root }, words, { binds, cwd: '/work' });
  }
}

/** Calls `work` with the tools on a log of these lines, one character a byte. */
export async function withLog<T>(
  lines: readonly string[],
  work: (tools: AuditTools) => Promise<T>,
): Promise<T> {
  const { path } = await auditToolsRoot();
  return inTempFolder(async (folder) => {
    await writeFile(join(folder, 'log'), lines.map((line) => `${line}\n`).join(''), 'latin1');
    return work(new AuditTools(path, folder));
  });
}

/** The output of auparse-dump.c. */
function dumpedRecords(text: string): AuparseRecord[] {
  const records: AuparseRecord[] = [];
  let stamp = '';
  for (const line of text.trimEnd().split('\n')) {
    const [kind, ...words] = line.split(' ');
    const bytes = (at: number) => {
      const word = words[at];
      return word === '-' ? undefined : Buffer.from(word ?? '', 'hex').toString('latin1');
    };
    if (kind === 'event') {
      stamp = `${words[0]}.${words[1]?.padStart(3, '0')}:${words[2]}`;
    } else if (kind === 'record') {
      records.push({ stamp, type: Number(words[0]), typeName: bytes(1), fields: [] });
    } else {
      records.at(-1)?.fields.push({ key: bytes(0), raw: bytes(1), meaning: bytes(2) });
    }
  }
  return records;
}
