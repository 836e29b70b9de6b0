/** Which tests a state shows. */

import type { TestEntry } from '../page-data.js';
import type { State } from './state.js';

/** The words of a search, as they are looked for. */
export const wordsOf = (q: string): string[] => q.toLowerCase().split(/\s+/).filter(Boolean);

/** Whether a text, in lower case, has all words. */
export const hasWords = (text: string, words: readonly string[]): boolean =>
  words.every((word) => text.includes(word));

/** Whether the state shows a test, whose text in lower case `textOf` knows. */
export function shows(
  state: State,
  words: readonly string[],
  entry: TestEntry,
  textOf: (entry: TestEntry) => string,
): boolean {
  const { status, suite, claim, variant } = state;
  return (
    (status.length === 0 || status.includes(entry.status)) &&
    (suite === '' || suite === entry.suite) &&
    (claim === '' || entry.claims.includes(claim)) &&
    (variant === '' || variant === entry.variant) &&
    (words.length === 0 || hasWords(textOf(entry), words))
  );
}
