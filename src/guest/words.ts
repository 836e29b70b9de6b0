/** The line format of the guest's helpers: a status, then `key=value` words. Pure. */

export type Words = Readonly<Record<string, string>>;

/** Splits a reply into its first word and its `key=value` pairs; other words are dropped. */
export function parseWords(line: string): [status: string, words: Words] {
  const [status = '', ...rest] = line.trim().split(/ +/);
  const pairs = rest.flatMap((word) => {
    const equals = word.indexOf('=');
    return equals > 0 ? [[word.slice(0, equals), word.slice(equals + 1)] as const] : [];
  });
  return [status, Object.fromEntries(pairs)];
}
