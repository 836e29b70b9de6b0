/** The kernel's final .config, and what got lost on the way to it. Pure. */

import type { MergedConfig, RequestedOption } from './fragment.js';

export type DotConfig = ReadonlyMap<string, string>;

/** Values by option name without CONFIG_; an option that is off is `n` or absent. */
export function parseDotConfig(text: string): DotConfig {
  const values = new Map<string, string>();
  for (const line of text.split('\n')) {
    const [, name, value] = /^CONFIG_(\w+)=(.*)$/.exec(line) ?? [];
    if (name && value !== undefined) values.set(name, value);
    const [, off] = /^# CONFIG_(\w+) is not set$/.exec(line) ?? [];
    if (off) values.set(off, 'n');
  }
  return values;
}

export interface LostOption extends RequestedOption {
  /** What the final .config has instead. */
  final: string;
}

/** Every requested option that the final .config does not have as requested. */
export function lostOptions(requested: MergedConfig, final: DotConfig): LostOption[] {
  return [...requested.values()]
    .map((option) => ({ ...option, final: final.get(option.name) ?? 'n' }))
    .filter((option) => option.final !== option.value);
}
