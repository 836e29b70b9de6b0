/** What a look at this host found: the values that `doctor` prints. */

export interface Finding {
  /** What was looked at. */
  name: string;
  /** `missing` is what keeps a run from being done; `note` is only to be known. */
  state: 'ok' | 'missing' | 'unneeded' | 'note';
  /** What it is for, or what was found. */
  detail: string;
  version?: string | undefined;
  path?: string | undefined;
  /** What can be done about it, one way each. */
  remedies?: readonly string[] | undefined;
}

/** Whether a run can be done with what was found. */
export function isComplete(findings: readonly Finding[]): boolean {
  return findings.every(({ state }) => state !== 'missing');
}
