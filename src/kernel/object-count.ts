/** Progress of a kernel build, counted in objects: the total is that of the last build here. */

import { readFile, writeFile } from 'node:fs/promises';

export interface ObjectProgress {
  done: number;
  /** The number of the last full build, or the typical one of the default configuration. */
  total: number;
  /** The one that is being compiled, as make names it. */
  item?: string;
}

/** Measured with the default configuration on 7.3.4; only an estimate is made of it. */
const typicalObjects = 1300;

const objectLine = /^ {2}(?:CC|AS) +(?:\[M\] +)?(\S+)/;

export interface ObjectTracker {
  line(line: string): void;
  /** Remembers the total and returns how many objects this build compiled. */
  finish(): Promise<number>;
}

/** Counts the objects in make's output, with the total kept in the file `memory`. */
export async function trackObjects(
  memory: string,
  onProgress: ((progress: ObjectProgress) => void) | undefined,
): Promise<ObjectTracker> {
  const known = Number(await readFile(memory, 'utf8').catch(() => ''));
  const total = known > 0 ? known : typicalObjects;
  let done = 0;
  return {
    line(line) {
      const [, item] = objectLine.exec(line) ?? [];
      if (item === undefined) return;
      done += 1;
      onProgress?.({ done, total: Math.max(total, done), item });
    },
    async finish() {
      // An incremental build says nothing about the total; in a copied tree, even the first build is one.
      if (done > known && done > typicalObjects / 2) await writeFile(memory, `${done}\n`);
      return done;
    },
  };
}
