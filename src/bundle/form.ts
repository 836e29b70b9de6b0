/** Values of a form that somebody else has filled in. Pure. */

/** A value is not what it must be. */
export class Malformed extends Error {}

/** A function that takes a value for what it says, or throws. */
export type Form<T> = (value: unknown, what: string) => T;

export const textOf: Form<string> = (value, what) => {
  if (typeof value === 'string') return value;
  throw new Malformed(`its ${what} is no text`);
};

/** A whole number from 0 on. */
export const countOf: Form<number> = (value, what) => {
  if (Number.isSafeInteger(value) && Number(value) >= 0) return Number(value);
  throw new Malformed(`its ${what} is no number`);
};

export const recordOf: Form<Record<string, unknown>> = (value, what) => {
  if (typeof value === 'object' && value !== null && !Array.isArray(value))
    return value as Record<string, unknown>;
  throw new Malformed(`its ${what} is no object`);
};

export const listOf =
  <T>(form: Form<T>): Form<T[]> =>
  (value, what) => {
    if (Array.isArray(value)) return value.map((each) => form(each, what));
    throw new Malformed(`its ${what} is no list`);
  };

export const oneOf =
  <T extends string>(...words: readonly T[]): Form<T> =>
  (value, what) => {
    const found = words.find((word) => word === value);
    if (found !== undefined) return found;
    throw new Malformed(`its ${what} is none of ${words.join(', ')}`);
  };

/** A word of a command line: printable, and without a space. */
export const wordOf: Form<string> = (value, what) => {
  if (typeof value === 'string' && /^[\x21-\x7e]{1,1000}$/.test(value)) return value;
  throw new Malformed(`its ${what} are no words of a command line`);
};
