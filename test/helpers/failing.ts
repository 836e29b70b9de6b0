/** What something throws, as a value to be looked at. uvu's own `throws` knows no promises. */

type ErrorClass<E extends Error> = abstract new (...args: never[]) => E;

/** The error of class `expected` that `work` throws. @throws Error when it throws nothing, or something else */
export async function errorOf<E extends Error>(
  expected: ErrorClass<E>,
  work: () => unknown,
): Promise<E> {
  let result: unknown;
  try {
    result = await work();
  } catch (error) {
    if (error instanceof expected) return error;
    throw new Error(`${expected.name} was expected, but ${String(error)} was thrown`, {
      cause: error,
    });
  }
  throw new Error(`${expected.name} was expected, but the result was ${JSON.stringify(result)}`);
}
