/** Which tests prove which claim, on which variants, and what they said last. Pure. */

import type { Status } from '../suite/types.js';
import { type Claim, claims, claimsOf } from './claims.js';

/** A test as the table knows it. */
export interface ClaimTest {
  suite: string;
  name: string;
  /** The variants that it needs; nothing means every one that has audit. */
  variants?: readonly string[] | undefined;
  expectedFailure?: string | undefined;
}

/** What a test said the last time that it ran on a variant. */
export interface LastVerdict {
  suite: string;
  name: string;
  variant: string;
  status: Status;
}

export interface Coverage {
  claim: Claim;
  tests: ClaimTest[];
  /** The variants of its tests that the default kernel cannot show; empty when it shows all. */
  variants: string[];
  verdict: ClaimVerdict;
}

/** `unproven`: tests have said nothing yet, or too few of them. */
export type ClaimVerdict = 'holds' | 'violated' | 'cannot hold' | 'unproven' | 'no test';

/** The table of all claims. */
export function coverage(
  tests: readonly ClaimTest[],
  verdicts: readonly LastVerdict[],
): Coverage[] {
  return claims.map((claim) => {
    const own = tests.filter(({ name }) => claimsOf(name).includes(claim.id));
    const special = own.filter(({ variants }) => variants && !variants.includes('default'));
    const variants = [...new Set(special.flatMap(({ variants = [] }) => variants))].sort();
    return { claim, tests: own, variants, verdict: verdictOn(own, verdicts) };
  });
}

function verdictOn(tests: readonly ClaimTest[], verdicts: readonly LastVerdict[]): ClaimVerdict {
  if (tests.length === 0) return 'no test';
  const said = tests.map((test) =>
    verdicts.filter(({ suite, name }) => suite === test.suite && name === test.name),
  );
  const statuses = said.flat().map(({ status }) => status);
  if (statuses.includes('failed')) return 'violated';
  const silent = said.some((verdicts) => !verdicts.some(({ status }) => spoke.has(status)));
  if (silent) return 'unproven';
  return statuses.includes('expected-failure') ? 'cannot hold' : 'holds';
}

const spoke: ReadonlySet<Status> = new Set(['passed', 'expected-failure']);

/** The claims that no test is about. */
export function uncovered(tests: readonly ClaimTest[]): Claim[] {
  return coverage(tests, [])
    .filter(({ verdict }) => verdict === 'no test')
    .map(({ claim }) => claim);
}
