/** Named configurations of the kernel: the base, or the base with a few options changed. */

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { UsageError } from '../errors.js';

export interface Variant {
  name: string;
  /** One line. */
  description: string;
  /** The fragment that changes the base; the default has none. */
  file?: string;
  /** A patch on top of the series, for what no configuration can bring about. */
  patch?: string;
}

export const defaultVariant = 'default';

/** The one whose kernels have no audit: they offer no kfunc, and there is nothing to observe. */
export const variantWithoutAudit = 'no-audit';

/** The variants of the folder `kconfig`, the default first. */
export function readVariants(kconfig: string): Variant[] {
  const folder = join(kconfig, 'variants');
  const files = readdirSync(folder).filter((name) => name.endsWith('.config'));
  const others = files.sort().map((name) => {
    const file = join(folder, name);
    const [, description = ''] = /^# (.*)$/m.exec(readFileSync(file, 'utf8')) ?? [];
    const patch = file.replace(/\.config$/, '.patch');
    return {
      name: basename(name, '.config'),
      description,
      file,
      ...(existsSync(patch) && { patch }),
    };
  });
  return [{ name: defaultVariant, description: 'The base, as most users have it.' }, ...others];
}

/** The variant of that name. @throws UsageError that lists those that there are */
export function variantOf(name: string, kconfig: string): Variant {
  const all = readVariants(kconfig);
  const found = all.find((variant) => variant.name === name);
  if (found) return found;
  const list = all.map(({ name, description }) => `  ${name.padEnd(16)} ${description}`);
  throw new UsageError(`there is no variant ${name}`, `Choose one of\n${list.join('\n')}`);
}
