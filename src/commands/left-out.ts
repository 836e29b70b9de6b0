/** Files of the history that are no entries: passed over, and said once. */

import { basename, dirname } from 'node:path';
import type { Log } from '../host/log.js';
import { printable } from '../report/explain.js';

/** As many are named; of a cache that a newer version has used, all may be meant. */
const named = 3;

export class LeftOut {
  readonly #found: { file: string; problem: string }[] = [];

  readonly note = (file: string, problem: string): void => {
    this.#found.push({ file, problem });
  };

  /** Warns of them, if there are any. */
  tell(log: Pick<Log, 'warn'>): void {
    const [first] = this.#found;
    if (!first) return;
    const list = this.#found
      .slice(0, named)
      .map(({ file, problem }) => `${printable(basename(file))} (${problem})`);
    const more = this.#found.length - list.length;
    const rest = more > 0 ? ` and ${more} more` : '';
    log.warn(`left out of the history in ${dirname(first.file)}: ${list.join(', ')}${rest}`);
  }
}
