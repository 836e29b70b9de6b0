/** A run as data: what every view is made from. */

import type { Failure, TestResult } from '../suite/types.js';

export const schemaVersion = 2;

export interface RunReport {
  schema: typeof schemaVersion;
  tool: { name: 'lsm-audit'; version: string };
  /** ISO 8601. */
  started: string;
  finished: string;
  kernel?: {
    release: string;
    source: { package: string; version: string; suite: string; sha256: string };
    configHash: string;
    imageSha256: string;
    variant: string;
    cached: boolean;
  };
  series?: { name: string; patches: { file: string; subject: string; sha256: string }[] };
  accelerator?: { name: string; reason: string };
  /** The command is missing when the machine was never started. */
  machine?: { type: string; command?: string };
  phases: { name: string; ms: number; note?: string }[];
  tests: TestResult[];
  totals: Record<TestResult['status'], number>;
  verdict: 'passed' | 'failed' | 'incomplete';
  /** Why the run ended before its end, if it did. */
  failure?: Failure & { phase: string; exitCode: number; remedy?: string; log?: string };
  runDirectory: string;
}

/** What `run` was asked for: a run for each variant. */
export interface Report {
  schema: typeof schemaVersion;
  verdict: RunReport['verdict'];
  /** Tests that none of these variants can show, and those that can. */
  elsewhere: { suite: string; name: string; variants: readonly string[] }[];
  runs: RunReport[];
}

/** The verdict on several runs: each must have passed. */
export function verdictOn(runs: readonly Pick<RunReport, 'verdict'>[]): RunReport['verdict'] {
  const all = runs.map(({ verdict }) => verdict);
  if (all.includes('failed')) return 'failed';
  return all.length > 0 && all.every((verdict) => verdict === 'passed') ? 'passed' : 'incomplete';
}

/** A report as JSON text. */
export function toJson(report: RunReport | Report): string {
  return `${JSON.stringify(report, (_, value: unknown) => (typeof value === 'bigint' ? value.toString() : value), 2)}\n`;
}
