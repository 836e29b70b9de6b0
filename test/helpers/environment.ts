/** This process's environment, changed for the time of a test. */

/** Calls `work` with these variables set, or unset where they are undefined. */
export async function withEnvironment<T>(
  variables: Readonly<Record<string, string | undefined>>,
  work: () => Promise<T>,
): Promise<T> {
  const before = Object.keys(variables).map((name) => [name, process.env[name]] as const);
  set(Object.entries(variables));
  try {
    return await work();
  } finally {
    set(before);
  }
}

/** Node would set "undefined". */
function set(variables: readonly (readonly [string, string | undefined])[]): void {
  for (const [name, value] of variables) {
    if (value === undefined) delete process.env[name];
    else process.env[name] = value;
  }
}
