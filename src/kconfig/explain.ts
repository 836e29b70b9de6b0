/** Why a requested option is not in the final .config: the dependency it lacks, down to its root. Pure. */

import type { DotConfig, LostOption } from './dot-config.js';
import { type Expression, evaluate, render, unmet } from './expression.js';
import { type Definition, type KconfigTree, type ReadFile, readTree } from './tree.js';

/** How many dependencies of dependencies are followed. */
const maxDepth = 6;

/** How many symbols of a long list are named. */
const maxNames = 5;

/** One line or more for each lost option. `read` gives files relative to the kernel's root. */
export function explainLost(
  lost: readonly LostOption[],
  final: DotConfig,
  read: ReadFile,
  { srcarch }: { srcarch: string },
): string[] {
  const tree = readTree(read, { SRCARCH: srcarch });
  return lost.flatMap((option) => new Explainer(tree, final).lines(option));
}

class Explainer {
  #tree: KconfigTree;
  #final: DotConfig;
  /** Symbols whose dependencies were listed; those of a stranger's file may go in circles. */
  #told = new Set<string>();

  constructor(tree: KconfigTree, final: DotConfig) {
    this.#tree = tree;
    this.#final = final;
  }

  lines({ name, value, file, line, final }: LostOption): string[] {
    const wanted = `${name}=${value} (${file}:${line}) became ${final}`;
    const definitions = this.#tree.definitions.get(name);
    if (!definitions) return [`${wanted}: no such symbol in this kernel`];
    if (value === 'n') return [`${wanted}: ${this.#forced(name, definitions)}`];
    const offered = definitions.filter(({ prompt }) => prompt !== undefined);
    if (offered.length === 0) return [`${wanted}: it has no prompt; ${this.#setters(name)}`];
    const reachable = offered.find((definition) => this.#lacks(definition).length === 0);
    if (reachable)
      return [
        `${wanted}: its dependencies hold, so another option forces its value (${placeOf(reachable)})`,
      ];
    return [wanted, ...offered.flatMap((definition) => this.#needs(name, definition, 0))];
  }

  /** What keeps a user from setting a symbol by `definition`. */
  #lacks({ dependencies, prompt = [] }: Definition): Expression[] {
    const causes = [...dependencies, ...prompt].flatMap((part) => unmet(part, this.#value));
    return [...new Map(causes.map((cause) => [render(cause), cause])).values()];
  }

  #value = (name: string) => this.#final.get(name) ?? 'n';

  /** A line for each thing that `name` lacks, with what those lack below it. */
  #needs(name: string, definition: Definition, depth: number): string[] {
    this.#told.add(name);
    const indent = '  '.repeat(depth + 1);
    return this.#lacks(definition).flatMap((cause) => {
      const line = `${indent}${name} needs ${render(cause)}, ${this.#state(cause)} (${placeOf(definition)})`;
      if (cause.kind !== 'symbol' || depth >= maxDepth || this.#told.has(cause.name)) return [line];
      const deeper = this.#tree.definitions.get(cause.name)?.[0];
      return [line, ...(deeper ? this.#needs(cause.name, deeper, depth + 1) : [])];
    });
  }

  #state(cause: Expression): string {
    if (cause.kind !== 'symbol') return 'which does not hold';
    return this.#tree.definitions.has(cause.name)
      ? 'which is off'
      : 'which this kernel does not have';
  }

  /** Why an option that was to be off is on. */
  #forced(name: string, definitions: readonly Definition[]): string {
    const active = (this.#tree.selectors.get(name) ?? []).filter(
      (selector) =>
        this.#value(selector.name) !== 'n' &&
        selector.conditions.every((condition) => evaluate(condition, this.#value) > 0),
    );
    if (active.length > 0) return `selected by ${listed(active.map((selector) => selector.name))}`;
    const prompts = definitions.flatMap(({ prompt }) => (prompt ? [prompt] : []));
    if (prompts.length === 0) return 'a default sets it, and it has no prompt to refuse';
    const hidden = prompts.flat().flatMap((part) => unmet(part, this.#value));
    if (hidden.length === 0) return `another option forces its value (${placeOf(definitions[0])})`;
    return `a default sets it, and refusing needs ${hidden.map(render).join(' && ')}`;
  }

  /** What can set an option that users cannot set. */
  #setters(name: string): string {
    const selectors = this.#tree.selectors.get(name) ?? [];
    if (selectors.length === 0) return 'only its defaults set it';
    return `only a select sets it: ${listed(selectors.map((selector) => selector.name))}`;
  }
}

function listed(names: readonly string[]): string {
  const more = names.length - maxNames;
  return names.slice(0, maxNames).join(', ') + (more > 0 ? ` and ${more} more` : '');
}

const placeOf = (definition: Definition | undefined) =>
  definition ? `${definition.file}:${definition.line}` : 'unknown place';
