/** Why a requested option is not in the final .config: the dependency it lacks, down to its root. Pure. */

import type { DotConfig, LostOption } from './dot-config.js';
import { type Expression, render, unmet } from './expression.js';
import { type Definition, type KconfigTree, type ReadFile, readTree } from './tree.js';

/** How many dependencies of dependencies are followed. */
const maxDepth = 6;

/** One line or more for each lost option. `read` gives files relative to the kernel's root. */
export function explainLost(
  lost: readonly LostOption[],
  final: DotConfig,
  read: ReadFile,
  { srcarch }: { srcarch: string },
): string[] {
  const tree = readTree(read, { SRCARCH: srcarch });
  return lost.flatMap((option) => explainOne(option, final, tree));
}

function explainOne(option: LostOption, final: DotConfig, tree: KconfigTree): string[] {
  const { name, value, file, line } = option;
  const wanted = `${name}=${value} (${file}:${line}) became ${option.final}`;
  const definitions = tree.definitions.get(name);
  if (!definitions) return [`${wanted}: no such symbol in this kernel`];
  if (value === 'n') return [`${wanted}: ${forced(name, final, tree)}`];
  if (definitions.every(({ prompt }) => !prompt)) {
    const selectors = tree.selectors.get(name) ?? [];
    return [
      `${wanted}: it has no prompt; ${selectors.length > 0 ? `only a select sets it: ${selectors.join(', ')}` : 'only its defaults set it'}`,
    ];
  }
  const causes = definitions
    .filter(({ prompt }) => prompt)
    .flatMap((definition) => lacks(definition, final));
  if (causes.length === 0)
    return [
      `${wanted}: its dependencies hold, so another option forces its value (${placeOf(definitions[0])})`,
    ];
  return [
    wanted,
    ...causes.flatMap((cause) => describe(name, cause, definitions[0], final, tree, 0)),
  ];
}

function lacks(definition: Definition, final: DotConfig): Expression[] {
  return definition.dependencies.flatMap((dependency) => unmet(dependency, valueIn(final)));
}

const valueIn = (final: DotConfig) => (name: string) => final.get(name) ?? 'n';

function describe(
  name: string,
  cause: Expression,
  definition: Definition | undefined,
  final: DotConfig,
  tree: KconfigTree,
  depth: number,
): string[] {
  const indent = '  '.repeat(depth + 1);
  const state = cause.kind === 'symbol' ? 'which is off' : 'which does not hold';
  const line = `${indent}${name} needs ${render(cause)}, ${state} (${placeOf(definition)})`;
  if (cause.kind !== 'symbol' || depth >= maxDepth) return [line];
  const deeper = tree.definitions.get(cause.name)?.[0];
  const roots = deeper ? lacks(deeper, final) : [];
  return [
    line,
    ...roots.flatMap((root) => describe(cause.name, root, deeper, final, tree, depth + 1)),
  ];
}

function forced(name: string, final: DotConfig, tree: KconfigTree): string {
  const active = (tree.selectors.get(name) ?? []).filter(
    (selector) => (final.get(selector) ?? 'n') !== 'n',
  );
  return active.length > 0
    ? `selected by ${active.join(', ')}`
    : 'a default sets it, and it has no prompt to refuse';
}

const placeOf = (definition: Definition | undefined) =>
  definition ? `${definition.file}:${definition.line}` : 'unknown place';
