/** Configuration fragments: what is requested, and where it says so. Pure. */

import { UsageError } from '../errors.js';

export interface RequestedOption {
  /** Without CONFIG_. */
  name: string;
  /** As in .config: y, m, n, a number, or a quoted string. */
  value: string;
  file: string;
  line: number;
}

export type Fragment = readonly RequestedOption[];
export type MergedConfig = ReadonlyMap<string, RequestedOption>;

/** So much of a line that cannot be read is shown: it may be of a file that is something else. */
const maxQuoted = 80;

/** Reads a fragment. @throws UsageError that names the line which is none of its forms */
export function parseFragment(text: string, file: string): Fragment {
  return text.split('\n').flatMap((raw, index) => {
    const option = parseOption(raw.trim());
    if (option === undefined)
      throw new UsageError(
        `${file}:${index + 1}: cannot read "${raw.trim().slice(0, maxQuoted)}"`,
        'Write CONFIG_NAME=value or # CONFIG_NAME is not set.',
      );
    return option === 'nothing' ? [] : [{ ...option, file, line: index + 1 }];
  });
}

function parseOption(line: string): { name: string; value: string } | 'nothing' | undefined {
  const [, off] = /^# CONFIG_(\w+) is not set$/.exec(line) ?? [];
  if (off) return { name: off, value: 'n' };
  if (line === '' || line.startsWith('#')) return 'nothing';
  const [, name, value] =
    /^CONFIG_(\w+)=(y|m|n|-?\d+|0x[0-9a-fA-F]+|"(?:[^"\\]|\\.)*")$/.exec(line) ?? [];
  return name && value ? { name, value } : undefined;
}

/** Puts fragments together. @throws UsageError when two want different values of one option */
export function mergeFragments(fragments: readonly Fragment[]): MergedConfig {
  const merged = new Map<string, RequestedOption>();
  for (const option of fragments.flat()) {
    const other = merged.get(option.name);
    if (other && other.value !== option.value) {
      const place = ({ file, line, value }: RequestedOption) => `${value} in ${file}:${line}`;
      throw new UsageError(
        `CONFIG_${option.name} is ${place(other)}, but ${place(option)}`,
        'Remove one of the two.',
      );
    }
    merged.set(option.name, other ?? option);
  }
  return merged;
}

/**
 * The options of `base` with those of `changes` in their place.
 * @throws UsageError when a change is what the base has anyway
 */
export function overrideConfig(base: MergedConfig, changes: Fragment): MergedConfig {
  const changed = new Map(base);
  for (const option of mergeFragments([changes]).values()) {
    const other = base.get(option.name);
    // What no fragment names is off.
    if (option.value === (other?.value ?? 'n')) {
      const where = other ? `in ${other.file}:${other.line} already` : 'without being named';
      throw new UsageError(
        `${option.file}:${option.line}: CONFIG_${option.name} is ${option.value} ${where}`,
        'Remove the line: a variant holds what it changes.',
      );
    }
    changed.set(option.name, option);
  }
  return changed;
}

/**
 * The options of `base` with those of `fragments` in their place. Unlike a variant, what a person brings may
 * repeat the base: it is often cut out of a whole configuration.
 * @throws UsageError when two fragments want different values of one option
 */
export function overlayConfig(
  base: MergedConfig,
  fragments: readonly Fragment[],
): { merged: MergedConfig; replaced: { old: RequestedOption; now: RequestedOption }[] } {
  const merged = new Map(base);
  const replaced: { old: RequestedOption; now: RequestedOption }[] = [];
  for (const now of mergeFragments(fragments).values()) {
    const old = base.get(now.name);
    if (old?.value === now.value) continue;
    if (old) replaced.push({ old, now });
    merged.set(now.name, now);
  }
  return { merged, replaced };
}

/** The merged options as text for KCONFIG_ALLCONFIG, sorted by name. */
export function renderConfig(merged: MergedConfig): string {
  const lines = [...merged.values()].map(({ name, value }) =>
    value === 'n' ? `# CONFIG_${name} is not set` : `CONFIG_${name}=${value}`,
  );
  return `${lines.sort().join('\n')}\n`;
}
