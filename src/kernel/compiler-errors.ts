/** The lines of a build log that say what is wrong. Pure. */

const blamed =
  /(?:\berror:|\bError \d+\b|undefined reference|multiple definition|\*\*\* |FAILED|BTF.*(?:fail|error))/i;

/** How many lines around an error are shown: the compiler's source excerpt has three. */
const context = 3;
const maxLines = 24;

/** The first errors of `log` with the lines that follow each of them. */
export function compilerErrors(log: string): string[] {
  const lines = log.trimEnd().split('\n');
  const kept = new Set<number>();
  lines.forEach((line, index) => {
    if (!blamed.test(line)) return;
    for (let i = index; i <= index + context && i < lines.length; i++) kept.add(i);
  });
  const shown = [...kept].map((index) => lines[index] ?? '').filter((line) => !isProgress(line));
  return (shown.length > 0 ? shown : lines.slice(-maxLines)).slice(0, maxLines);
}

/** Lines like "  CC      kernel/fork.o", which parallel jobs mix in. */
const isProgress = (line: string) => /^ {2}[A-Z][A-Z0-9_]* /.test(line);
