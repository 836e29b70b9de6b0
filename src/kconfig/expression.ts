/** Dependency expressions of the Kconfig language (Documentation/kbuild/kconfig-language.rst). Pure. */

export type Expression =
  | { kind: 'symbol'; name: string }
  | { kind: 'constant'; value: string }
  | { kind: 'not'; operand: Expression }
  | { kind: 'and' | 'or'; left: Expression; right: Expression }
  | { kind: 'compare'; operator: string; left: Expression; right: Expression };

/** n, m and y as in the documentation: and is the minimum, or the maximum. */
export type Tristate = 0 | 1 | 2;

const token = /\s*(\|\||&&|!=|<=|>=|[!=<>()]|"(?:[^"\\]|\\.)*"|'[^']*'|\$\([^)]*\)|[\w.-]+)/y;

/** What is a constant without quotes. */
const plainConstant = /^(?:y|m|n|-?\d+|0[xX][\da-fA-F]+)$/;

/** The deepest nesting and the longest chain that are followed; a stranger's file may hold any. */
const maxDepth = 100;
const maxTokens = 2000;

/** The expression in `text`; undefined when it is none. */
export function parseExpression(text: string): Expression | undefined {
  const tokens = tokensOf(text.trim());
  if (!tokens) return undefined;
  const parser = new Parser(tokens);
  const expression = parser.or(0);
  return parser.atEnd ? expression : undefined;
}

function tokensOf(text: string): string[] | undefined {
  const tokens: string[] = [];
  token.lastIndex = 0;
  while (token.lastIndex < text.length) {
    const match = token.exec(text);
    if (!match?.[1] || tokens.length === maxTokens) return undefined;
    tokens.push(match[1]);
  }
  return tokens;
}

class Parser {
  #tokens: readonly string[];
  #at = 0;

  constructor(tokens: readonly string[]) {
    this.#tokens = tokens;
  }

  get atEnd(): boolean {
    return this.#at === this.#tokens.length;
  }

  or(depth: number): Expression | undefined {
    return this.#chain('||', 'or', () => this.#chain('&&', 'and', () => this.#unary(depth)));
  }

  #chain(
    operator: string,
    kind: 'and' | 'or',
    operand: () => Expression | undefined,
  ): Expression | undefined {
    let left = operand();
    while (left && this.#take(operator)) {
      const right = operand();
      left = right && { kind, left, right };
    }
    return left;
  }

  #unary(depth: number): Expression | undefined {
    if (depth > maxDepth) return undefined;
    if (this.#take('!')) {
      const operand = this.#unary(depth + 1);
      return operand && { kind: 'not', operand };
    }
    if (this.#take('(')) {
      const inner = this.or(depth + 1);
      return this.#take(')') ? inner : undefined;
    }
    return this.#comparison();
  }

  #comparison(): Expression | undefined {
    const left = this.#atom();
    const operator = ['=', '!=', '<', '>', '<=', '>='].find((candidate) => this.#take(candidate));
    if (!left || !operator) return left;
    const right = this.#atom();
    return right && { kind: 'compare', operator, left, right };
  }

  #atom(): Expression | undefined {
    const word = this.#tokens[this.#at];
    if (word === undefined || /^[|&!=<>()]/.test(word)) return undefined;
    this.#at += 1;
    if (/^["']/.test(word)) return { kind: 'constant', value: word.slice(1, -1) };
    // Macros ask the compiler; their value is not known here. A symbol may begin with a digit: 64BIT.
    if (word.startsWith('$') || plainConstant.test(word)) return { kind: 'constant', value: word };
    return { kind: 'symbol', name: word };
  }

  #take(word: string): boolean {
    if (this.#tokens[this.#at] !== word) return false;
    this.#at += 1;
    return true;
  }
}

const levels: Readonly<Record<string, Tristate>> = { n: 0, m: 1, y: 2 };

/** The value of `expression` where `symbolValue` gives the text of a symbol (`n` when it is off). */
export function evaluate(expression: Expression, symbolValue: (name: string) => string): Tristate {
  switch (expression.kind) {
    case 'symbol':
      return levels[symbolValue(expression.name)] ?? 0;
    case 'constant':
      // An unknown macro is taken to hold: it is named only if nothing else is unmet.
      return expression.value.startsWith('$') ? 2 : (levels[expression.value] ?? 0);
    case 'not':
      return (2 - evaluate(expression.operand, symbolValue)) as Tristate;
    case 'and':
      return Math.min(
        evaluate(expression.left, symbolValue),
        evaluate(expression.right, symbolValue),
      ) as Tristate;
    case 'or':
      return Math.max(
        evaluate(expression.left, symbolValue),
        evaluate(expression.right, symbolValue),
      ) as Tristate;
    case 'compare':
      return compare(expression, symbolValue) ? 2 : 0;
  }
}

function compare(
  { operator, left, right }: Extract<Expression, { kind: 'compare' }>,
  symbolValue: (name: string) => string,
): boolean {
  const text = (side: Expression) =>
    side.kind === 'symbol'
      ? symbolValue(side.name).replace(/^"(.*)"$/, '$1')
      : side.kind === 'constant'
        ? side.value
        : '';
  const [a, b] = [text(left), text(right)];
  switch (operator) {
    case '=':
      return a === b;
    case '!=':
      return a !== b;
    case '<':
      return Number(a) < Number(b);
    case '>':
      return Number(a) > Number(b);
    case '<=':
      return Number(a) <= Number(b);
    default:
      return Number(a) >= Number(b);
  }
}

/** The smallest parts of `expression` that keep it from holding, as text and, if it is one, symbol. */
export function unmet(expression: Expression, symbolValue: (name: string) => string): Expression[] {
  if (evaluate(expression, symbolValue) > 0) return [];
  if (expression.kind === 'and')
    return [...unmet(expression.left, symbolValue), ...unmet(expression.right, symbolValue)];
  return [expression];
}

/** The expression as Kconfig writes it. */
export function render(expression: Expression): string {
  switch (expression.kind) {
    case 'symbol':
      return expression.name;
    case 'constant':
      return plainConstant.test(expression.value) || expression.value.startsWith('$')
        ? expression.value
        : `"${expression.value}"`;
    case 'not':
      return expression.operand.kind === 'and'
        ? `!(${render(expression.operand)})`
        : `!${render(expression.operand)}`;
    case 'and':
      return `${render(expression.left)} && ${render(expression.right)}`;
    case 'or':
      return `(${render(expression.left)} || ${render(expression.right)})`;
    case 'compare':
      return `${render(expression.left)}${expression.operator}${render(expression.right)}`;
  }
}
