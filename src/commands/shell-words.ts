/** A command line that is being typed in bash, taken apart as bash and readline do. Pure. */

export interface TypedLine {
  /** Without quotes and backslashes; the last one is being typed, and may be empty. */
  words: string[];
  /** The quote that is open. */
  quote: '' | "'" | '"';
  /** How many characters of the last word, without quotes, readline leaves alone: it replaces the rest. */
  kept: number;
}

/** @param breaks what ends a word for readline: $COMP_WORDBREAKS */
export function typedLine(line: string, breaks: string): TypedLine {
  const words: string[] = [];
  let word: string | undefined;
  let quote: TypedLine['quote'] = '';
  let kept = 0;
  for (let at = 0; at < line.length; at++) {
    const char = line.charAt(at);
    if (quote === "'" || (quote === '"' && char !== '\\')) {
      if (char === quote) {
        quote = '';
        kept = word?.length ?? 0;
      } else word = (word ?? '') + char;
    } else if (char === '\\') {
      const next = line.charAt(++at);
      const literal = quote === '"' && !/["\\$`]/.test(next) ? `\\${next}` : next;
      word = (word ?? '') + literal;
    } else if (char === "'" || char === '"') {
      quote = char;
      word ??= '';
      kept = word.length;
    } else if (/\s/.test(char)) {
      if (word !== undefined) words.push(word);
      word = undefined;
      kept = 0;
    } else {
      word = (word ?? '') + char;
      if (breaks.includes(char)) kept = word.length;
    }
  }
  return { words: [...words, word ?? ''], quote, kept };
}

/** What readline is to put in the place of what it replaces, so that `candidate` stands there. */
export function replacement(candidate: string, { quote, kept }: TypedLine): string | undefined {
  const rest = candidate.slice(kept);
  if (quote === "'") return rest.includes("'") ? undefined : rest;
  if (quote === '"') return rest.replaceAll(/["\\$`]/g, '\\$&');
  return rest.replaceAll(/[^\w@%+=:,./^-]/g, '\\$&');
}
