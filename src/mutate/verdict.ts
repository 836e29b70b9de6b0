/** What a suite had to say of mutants, as data. Pure. */

import { ExitCode, UsageError } from '../errors.js';

/**
 * `killed`: a test failed, or the kernel died. `survived`: every test passed. `invalid`: no kernel could
 * be made of it. `not-run`: something else stopped it.
 */
export const statuses = ['killed', 'survived', 'invalid', 'not-run'] as const;
export type MutantStatus = (typeof statuses)[number];

export interface MutantVerdict {
  mutant: string;
  status: MutantStatus;
  breaks: string;
  claims: readonly string[];
  variant: string;
  seconds: number;
  /** The title of the first test that failed, or what became of the kernel. */
  killer?: string;
  /** What the killer saw, or why there is no verdict. */
  reason?: string;
  /** What the tests say that the suite is held against, where there are some. */
  rival?: MutantStatus;
  /** The identities of what was changed, of the change, and of the tests that looked at it. */
  identity: { series: string; mutant: string; tests: string };
}

export interface MutationReport {
  schema: typeof mutationSchema;
  series: string;
  verdicts: MutantVerdict[];
  totals: Record<MutantStatus, number>;
  /** The share of those with a verdict that were killed; missing when none has one. */
  rate?: number;
  /** The same share for the tests that the suite is held against, of the same mutants. */
  rivalRate?: number;
  /** How many had no turn: the report is partial. */
  left?: number;
}

export const mutationSchema = 1;

export function mutationReport(
  series: string,
  verdicts: readonly MutantVerdict[],
  left = 0,
): MutationReport {
  const totals = totalsOf(verdicts.map(({ status }) => status));
  const rate = rateOf(totals);
  const judged = verdicts.filter(({ status }) => status === 'killed' || status === 'survived');
  const rivalRate = rateOf(totalsOf(judged.flatMap(({ rival }) => rival ?? [])));
  return {
    ...{ schema: mutationSchema, series, verdicts: [...verdicts], totals },
    ...(rate !== undefined && { rate }),
    ...(rivalRate !== undefined && { rivalRate }),
    ...(left > 0 && { left }),
  };
}

function rateOf({ killed, survived }: MutationReport['totals']): number | undefined {
  return killed + survived === 0 ? undefined : killed / (killed + survived);
}

function totalsOf(all: readonly MutantStatus[]): MutationReport['totals'] {
  const totals = { killed: 0, survived: 0, invalid: 0, 'not-run': 0 };
  for (const status of all) totals[status] += 1;
  return totals;
}

/** Passed only when each mutant was killed: of one that could not be tried nobody knows. */
export function mutationExitCode({ totals }: Pick<MutationReport, 'totals'>): number {
  if (totals.survived + totals.invalid > 0) return ExitCode.failed;
  return totals['not-run'] > 0 || totals.killed === 0 ? ExitCode.infrastructure : ExitCode.passed;
}

/** @throws UsageError when `text` is no report that this version wrote */
export function parseMutationReport(file: string, text: string): MutationReport {
  const remedy = 'Give --json another file, or leave --resume out.';
  try {
    const report = JSON.parse(text) as Partial<MutationReport> | null;
    if (report?.schema === mutationSchema && Array.isArray(report.verdicts))
      return report as MutationReport;
  } catch {
    // Said below.
  }
  throw new UsageError(`${file} is no report of lsm-audit mutate`, remedy);
}

/**
 * Whether an earlier verdict still holds: the same change of the same series on the same kernel. What
 * survived has to stand up to the tests of today.
 */
export function stillHolds(
  { status, variant, identity }: MutantVerdict,
  now: Pick<MutantVerdict, 'variant' | 'identity'>,
): boolean {
  const { series, mutant, tests } = now.identity;
  const same = identity.series === series && identity.mutant === mutant && variant === now.variant;
  const looked = status === 'killed' || status === 'invalid' || identity.tests === tests;
  return same && looked && status !== 'not-run';
}

/** The verdicts with a new one in the place of its forerunner; those on another series go. */
export function withVerdict(
  verdicts: readonly MutantVerdict[],
  fresh: MutantVerdict,
): MutantVerdict[] {
  const stays = ({ mutant, variant, identity }: MutantVerdict) =>
    identity.series === fresh.identity.series &&
    (mutant !== fresh.mutant || variant !== fresh.variant);
  return [...verdicts.filter(stays), fresh];
}
