/** Positional words of a command, wherever they stand. */

/** What yargs parsed; words behind `--` it leaves beside the command's own name. */
export interface Parsed {
  _: readonly (string | number)[];
}

/** The positional words `own` and those behind `--`. */
export function allWords({ _: rest }: Parsed, own: readonly string[] = []): string[] {
  return [...own, ...rest.slice(1).map(String)];
}
