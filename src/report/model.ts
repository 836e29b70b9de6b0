/** A run as data: what every view is made from. */

import type { Failure, TestResult } from '../suite/types.js';

export const schemaVersion = 1;

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

/** The report as JSON text. */
export function toJson(report: RunReport): string {
  return `${JSON.stringify(report, (_, value: unknown) => (typeof value === 'bigint' ? value.toString() : value), 2)}\n`;
}
