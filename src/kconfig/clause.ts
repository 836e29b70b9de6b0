/** What stands behind the first word of a Kconfig statement. Pure. */

import { type Expression, parseExpression } from './expression.js';

/** The first word of `text`, and the rest. */
export function splitWord(text: string): [word: string, rest: string] {
  const end = text.search(/\s/);
  return end < 0 ? [text, ''] : [text.slice(0, end), text.slice(end).trim()];
}

/** The expression in `text`, if it is one. */
export function expressions(text: string): Expression[] {
  const expression = parseExpression(withoutComment(text));
  return expression ? [expression] : [];
}

/** `TEXT if CONDITION` as its two parts. */
export function conditional(text: string): [text: string, condition: Expression[]] {
  const [head = '', condition] = withoutComment(text).split(/\s+if\b/, 2);
  return [head.trim(), condition === undefined ? [] : expressions(condition)];
}

/** What follows `depends`. Since Linux 7.0, `on A if B` asks for A only where B holds. */
export function dependency(text: string): Expression[] {
  const [head, [condition]] = conditional(text.replace(/^on\b/, ''));
  const needed = expressions(head);
  if (!condition) return needed;
  const exempt: Expression = { kind: 'not', operand: condition };
  return needed.map((left) => ({ kind: 'or', left, right: exempt }));
}

const withoutComment = (text: string) => text.replace(/\s#.*$/, '');
