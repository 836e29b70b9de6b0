/** An error for people: cause, evidence, log, remedy. Pure. */

/** An ExplainedError, or what a report has kept of one. */
export interface Explained {
  message: string;
  phase: string;
  evidence: readonly string[];
  log?: string | undefined;
  remedy?: string | undefined;
}

/** The error as text; the rest of its message and the evidence are indented below the cause. */
export function explain(error: Explained): string {
  const [cause = '', ...more] = error.message.split('\n');
  const below = [...more, ...error.evidence.flatMap((line) => line.split('\n'))];
  const lines = [
    `error: ${cause} (${error.phase})`,
    ...below.map((line) => `    ${line}`),
    ...(error.log === undefined ? [] : [`  log: ${error.log}`]),
    ...(error.remedy === undefined ? [] : remedyLines(error.remedy)),
  ];
  return lines.map(printable).join('\n');
}

function remedyLines(remedy: string): string[] {
  const [first = '', ...more] = remedy.split('\n');
  return [`  remedy: ${first}`, ...more.map((line) => `    ${line}`)];
}

/** Without control characters: evidence comes from guests and strangers' code, and goes to a terminal. */
export function printable(text: string): string {
  return [...text]
    .map((char) => (/[\p{Cc}\p{Cf}]/u.test(char) && char !== '\t' ? '·' : char))
    .join('');
}
